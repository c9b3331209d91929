// SPDX-License-Identifier: GPL-2.0
/*
 * The table of predictions is whole and says one thing only; the JSON that
 * others read keeps its shape.
 */
#include "unit.h"

#include <json-c/json.h>

#include "findings.h"
#include "predict.h"
#include "regs.h"
#include "run.h"

static const struct hop_kernel kernels[] = {
	{ HOP_VERSION_OF(6, 1), false },  { HOP_VERSION_OF(6, 1), true },
	{ HOP_VERSION_OF(5, 10), false }, { HOP_VERSION_OF(5, 10), true },
	{ HOP_VERSION_OF(6, 12), false }, { HOP_VERSION_OF(6, 12), true },
	{ HOP_VERSION_OF(7, 3), false },  { HOP_VERSION_OF(7, 3), true },
};

static void versions(void **state)
{
	(void)state;
	assert_int_equal(hop_kernel_version("6.1.0-56-amd64"),
			 HOP_VERSION_OF(6, 1));
	assert_int_equal(hop_kernel_version("5.10"), HOP_VERSION_OF(5, 10));
	assert_true(HOP_VERSION_OF(5, 10) < HOP_VERSION_OF(5, 19));
	assert_true(HOP_VERSION_OF(5, 19) < HOP_VERSION_OF(6, 1));
	assert_int_equal(hop_kernel_version(""), 0);
	assert_int_equal(hop_kernel_version("linux"), 0);
	assert_int_equal(hop_kernel_version("6"), 0);
}

/* Each trigger has exactly one usual path, in its own mode. */
static void each_trigger(void **state)
{
	(void)state;
	for (size_t k = 0; k < NR(kernels); k++) {
		for (size_t t = 0; t < hop_nr_triggers; t++) {
			const struct hop_trigger *trigger = &hop_triggers[t];
			unsigned int usual = 0;

			for (size_t i = 0; i < hop_nr_predictions; i++) {
				const struct hop_prediction *p =
					&hop_predictions[i];

				if (!hop_prediction_for(p, trigger->name,
							&kernels[k]))
					continue;
				usual += !p->rare;
				assert_int_equal(!strncmp(p->path, "user", 4),
						 !strcmp(trigger->mode,
							 "user"));
			}
			print_message("%s\n", trigger->name);
			assert_int_equal(usual, 1);
		}
	}
}

/* The first word of @words; returns what follows it. */
static const char *word_next(const char *words, char word[32])
{
	size_t len = strcspn(words, " ");

	assert_true(len && len < 32);
	memcpy(word, words, len);
	word[len] = '\0';
	return words[len] ? words + len + 1 : words + len;
}

static void each_row(void **state)
{
	char word[32];

	(void)state;
	for (size_t i = 0; i < hop_nr_predictions; i++) {
		const struct hop_prediction *p = &hop_predictions[i];

		assert_true(p->since < p->until);
		assert_true(p->pti == HOP_IRET_OVER ||
			    p->pti == HOP_IRET_STRAIGHT ||
			    (p->pti && !(p->pti & ~HOP_PTI_ANY)));
		assert_true(strlen(p->why) > 10);
		for (const char *at = p->triggers; *at;) {
			at = word_next(at, word);
			print_message("%s\n", word);
			assert_non_null(hop_trigger_find(word));
		}
	}
}

/* Two rows for the same path of the same trigger hold for different kernels. */
static void no_overlap(void **state)
{
	char word[32];

	(void)state;
	for (size_t i = 0; i < hop_nr_predictions; i++) {
		const struct hop_prediction *a = &hop_predictions[i];

		for (const char *at = a->triggers; *at;) {
			at = word_next(at, word);
			for (size_t j = 0; j < i; j++) {
				const struct hop_prediction *b =
					&hop_predictions[j];
				const struct hop_kernel k = {
					a->since > b->since ? a->since :
							      b->since,
					a->pti & b->pti & HOP_PTI_ON,
				};

				if (!(a->pti & b->pti) ||
				    !hop_prediction_for(a, word, &k) ||
				    !hop_prediction_for(b, word, &k))
					continue;
				assert_string_not_equal(a->path, b->path);
			}
		}
	}
}

static void asked(void **state)
{
	const struct hop_kernel old = { HOP_VERSION_OF(2, 6), true };
	const struct hop_kernel *k = &kernels[1];

	(void)state;
	assert_non_null(hop_predict("syscall", k, NULL));
	assert_non_null(
		hop_predict("syscall", k, "user > task > entry > user"));
	assert_null(hop_predict("syscall", k, "user > task > user"));
	assert_null(hop_predict("syscall", k, ""));
	assert_null(hop_predict("sys", k, NULL));
	assert_null(hop_predict("", k, NULL));
	assert_null(hop_predict("syscall", &old, NULL));
	k = &kernels[2];
	assert_non_null(
		hop_predict("softirq-irq", k,
			    "user > entry > task > irq > task > entry > user"));
	assert_null(hop_predict("softirq-irq", k,
				"user > entry > task > entry > user"));
}

static const struct hop_observed seen = {
	.stop = {
		{ { .kind = HOP_KIND_USER }, 1, HOP_SEEN_NOT, 0 },
		{ { .kind = HOP_KIND_TASK }, 1, HOP_SEEN_PROBE, 0 },
		{ { .kind = HOP_KIND_ENTRY }, 1, HOP_SEEN_RESIDUE, 0 },
		{ { .kind = HOP_KIND_USER }, 1, HOP_SEEN_RESIDUE, 0 },
	},
	.nr = 4,
};

static void counted(void **state)
{
	struct hop_findings f = { .trigger = "syscall", .mode = "user" };
	struct hop_observed other = seen;

	(void)state;
	hop_findings_add(&f, &seen, &kernels[0]);
	hop_findings_add(&f, &seen, &kernels[0]);
	assert_true(hop_findings_ok(&f));
	assert_int_equal(f.nr, 1);
	assert_int_equal(f.path[0].count, 2);
	other.stop[1].seen = HOP_SEEN_NOT;
	hop_observed_judge(&other, HOP_RUN_INCOMPLETE, "why");
	hop_findings_add(&f, &other, &kernels[0]);
	assert_int_equal(f.nr, 1);
	assert_int_equal(f.path[0].first.stop[1].seen, HOP_SEEN_NOT);
	assert_false(hop_findings_ok(&f));
	other.nr = 2;
	for (size_t i = 0; i < 3 * HOP_FINDINGS_PATHS; i++) {
		other.stop[1].place.kind = HOP_KIND_TASK;
		other.stop[1].nth = i + 2;
		hop_findings_add(&f, &other, &kernels[0]);
	}
	assert_int_equal(f.runs, 3 + 3 * HOP_FINDINGS_PATHS);
	assert_false(hop_findings_ok(&f));
}

static void json(void **state)
{
	static const char *const want[] = {
		"{\"kernel\":\"6.1.0-56-amd64\",\"arch\":\"x86_64\",",
		"\"pti\":true,\"fred\":false,\"triggers\":[",
		"{\"trigger\":\"syscall\",\"mode\":\"user\",\"runs\":2,",
		"\"paths\":[{\"path\":[\"user\",\"task\",\"entry\",\"user\"],",
		"\"switches\":3,\"count\":2,\"predicted\":true,",
		"\"evidence\":[\"probe\",\"residue\",\"residue\"]}]},",
		"{\"trigger\":\"mce\",\"mode\":\"kernel\",\"runs\":0,",
		"\"paths\":[],\"skipped\":\"because\"}],",
		"\"nested\":[{\"entry\":\"nmi\",\"mode\":\"kernel\",",
		"\"runs\":1,\"paths\":[{\"path\":[\"task\"],\"switches\":0,",
		"\"count\":1,\"evidence\":[]}]}],",
		"\"pt_regs\":{\"entries\":3,\"room\":16,\"same\":1,",
		"\"elsewhere\":1}}",
	};
	struct hop_findings list[2] = {
		{ .trigger = "syscall", .mode = "user" },
		{ .trigger = "mce", .mode = "kernel", .cannot = "because" },
	};
	struct hop_report report = {
		.release = "6.1.0-56-amd64",
		.arch = "x86_64",
		.kernel = kernels[1],
		.list = list,
		.nr = NR(list),
	};
	const struct hop_assembly nested = {
		.nested = { { .stop = { { { .kind = HOP_KIND_TASK }, 1, 0, 0 } },
			      .nr = 1,
			      .rec.vector = 2 } },
		.nr_nested = 1,
	};
	struct hop_observed at_end = seen;
	struct json_object *o;
	const char *text;

	(void)state;
	at_end.rec.flags = HOP_REC_USER;
	at_end.regs = 16;
	hop_findings_add(&list[0], &seen, &report.kernel);
	hop_findings_add(&list[0], &seen, &report.kernel);
	hop_report_nested(&report, &nested);
	hop_report_regs(&report, &at_end);
	assert_true(hop_report_ok(&report));
	at_end.regs = HOP_REGS_UNSEEN;
	hop_report_regs(&report, &at_end);
	assert_true(hop_report_ok(&report));
	at_end.regs = 8;
	hop_report_regs(&report, &at_end);
	assert_false(hop_report_ok(&report));
	o = hop_report_json(&report);
	text = json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN);
	for (size_t i = 0; i < NR(want); i++) {
		assert_memory_equal(text, want[i], strlen(want[i]));
		text += strlen(want[i]);
	}
	assert_string_equal(text, "");
	json_object_put(o);
}

/* A path that no row has is not predicted, there and in the verdict. */
static void surprise(void **state)
{
	struct hop_findings f = { .trigger = "int80", .mode = "user" };
	const struct hop_report report = {
		.release = "", .arch = "", .list = &f, .nr = 1
	};
	struct json_object *o;

	(void)state;
	hop_findings_add(&f, &seen, &kernels[0]);
	assert_false(hop_report_ok(&report));
	o = hop_report_json(&report);
	assert_non_null(
		strstr(json_object_to_json_string(o), "\"predicted\": false"));
	json_object_put(o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(versions), cmocka_unit_test(each_trigger),
		cmocka_unit_test(each_row), cmocka_unit_test(no_overlap),
		cmocka_unit_test(asked),    cmocka_unit_test(counted),
		cmocka_unit_test(json),	    cmocka_unit_test(surprise),
	};

	return cmocka_run_group_tests_name("predict", tests, NULL, NULL);
}
