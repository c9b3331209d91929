// SPDX-License-Identifier: GPL-2.0
/*
 * The table of predictions is whole and says one thing only; the JSON that
 * others read keeps its shape.
 */
#include "unit.h"

#include <json-c/json.h>

#include "path/findings.h"
#include "path/predict.h"
#include "path/regs.h"
#include "arch/x86/x86.h"
#include "trigger/setup.h"

static const unsigned int versions_known[] = {
	HOP_VERSION_OF(6, 1), HOP_VERSION_OF(5, 10), HOP_VERSION_OF(6, 12),
	HOP_VERSION_OF(7, 3), HOP_VERSION_OF(7, 4),  HOP_VERSION_OF(9, 99),
};

/* As they are, with threadirqs, with PREEMPT_RT: PTI off, and on. */
static const struct hop_kernel states[] = {
	{ .pti = false },
	{ .pti = true },
	{ .pti = false, .threaded = true },
	{ .pti = true, .threaded = true },
	{ .pti = false, .rt = true, .threaded = true },
	{ .pti = true, .rt = true, .threaded = true },
};

/* Each version in each state, the states of a version in a row. */
static struct hop_kernel kernels[NR(versions_known) * NR(states)];

static int kernels_make(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR(kernels); i++) {
		kernels[i] = states[i % NR(states)];
		kernels[i].version = versions_known[i / NR(states)];
	}
	return 0;
}

#define RT (HOP_RT_OFF | HOP_RT_ON)
#define IRQS (HOP_IRQS_DIRECT | HOP_IRQS_THREADED)

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
		for (size_t t = 0; hop_port.triggers[t].name; t++) {
			const struct hop_trigger *trigger =
				&hop_port.triggers[t];
			unsigned int usual = 0;

			for (size_t i = 0; hop_port.predictions[i].triggers;
			     i++) {
				const struct hop_prediction *p =
					&hop_port.predictions[i];

				if (!hop_prediction_for(p, trigger->name,
							&kernels[k]))
					continue;
				usual += !p->rare;
				assert_int_equal(!strncmp(p->path, "user", 4),
						 !strcmp(trigger->mode,
							 "user"));
			}
			print_message("%s\n", trigger->name);
			assert_int_equal(usual,
					 !(trigger->needs & HOP_NEED_DIRECT &&
					   kernels[k].threaded));
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
	unsigned int pti;
	char word[32];

	(void)state;
	for (size_t i = 0; hop_port.predictions[i].triggers; i++) {
		const struct hop_prediction *p = &hop_port.predictions[i];

		assert_true(p->since < p->until);
		pti = p->on & (HOP_PTI_ANY | HOP_IRET_OVER | HOP_IRET_STRAIGHT);
		assert_true(pti == HOP_IRET_OVER || pti == HOP_IRET_STRAIGHT ||
			    (pti && !(pti & ~HOP_PTI_ANY)));
		assert_true((p->on & RT) != RT);
		assert_true((p->on & IRQS) != IRQS);
		assert_true(strlen(p->why) > 10);
		for (const char *at = p->triggers; *at;) {
			at = word_next(at, word);
			print_message("%s\n", word);
			assert_non_null(hop_trigger_find(word));
		}
	}
}

/* Of the rows that hold for a trigger on a kernel no two have the same path. */
static void no_overlap(void **state)
{
	(void)state;
	for (size_t k = 0; k < NR(kernels); k++) {
		for (size_t t = 0; hop_port.triggers[t].name; t++) {
			const char *name = hop_port.triggers[t].name;

			for (size_t i = 0; hop_port.predictions[i].triggers;
			     i++) {
				const struct hop_prediction *p =
					&hop_port.predictions[i];

				if (hop_prediction_for(p, name, &kernels[k]))
					assert_ptr_equal(
						p,
						hop_predict(name, &kernels[k],
							    p->path));
			}
		}
	}
}

/* What PREEMPT_RT and threads for interrupts change. */
static void threads(void **state)
{
	static const char task[] = "user > task > entry > user";
	static const char irq[] = "user > task > irq > task > entry > user";
	static const char direct[] = "user > entry > task > entry > user";
	static const char thread[] =
		"user > entry > task > task2 > task > entry > user";
	static const char tasklet[] =
		"user > entry > task > task2 > irq > task2 > task > entry > user";
	struct hop_kernel k = { HOP_VERSION_OF(6, 1), true, false, false };

	(void)state;
	assert_string_equal(hop_predict("softirq", &k, NULL)->path, irq);
	assert_string_equal(hop_predict("device-irq", &k, NULL)->path, direct);
	assert_true(hop_predict("device-irq", &k, thread)->rare);
	k.threaded = true;
	assert_string_equal(hop_predict("softirq", &k, NULL)->path, irq);
	assert_string_equal(hop_predict("device-irq", &k, NULL)->path, tasklet);
	assert_null(hop_predict("device-irq", &k, direct));
	assert_string_equal(hop_predict("timer-user", &k, NULL)->path, direct);
	k.rt = true;
	assert_string_equal(hop_predict("softirq", &k, NULL)->path, task);
	assert_null(hop_predict("softirq", &k, irq));
	assert_string_equal(hop_predict("device-irq", &k, NULL)->path, thread);
	assert_true(hop_kernel_threaded("quiet threadirqs\n"));
	assert_true(hop_kernel_threaded("threadirqs -- threadirqs"));
	assert_false(hop_kernel_threaded("quiet -- threadirqs"));
	assert_false(hop_kernel_threaded("nothreadirqs threadirqs=0 x"));
	assert_false(hop_kernel_threaded(""));
}

/* The newest line's predictions hold for newer kernels, and it is said. */
static void newer(void **state)
{
	struct hop_kernel k = { hop_port.newest, true, false, false };
	const struct hop_prediction *p = hop_predict("syscall", &k, NULL);

	(void)state;
	assert_false(hop_kernel_newer(&k));
	k.version++;
	assert_true(hop_kernel_newer(&k));
	assert_ptr_equal(hop_predict("syscall", &k, NULL), p);
}

static void asked(void **state)
{
	const struct hop_kernel old = { .version = HOP_VERSION_OF(2, 6) };
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
	k = &kernels[NR(states)];
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
		other.stop[1].stack.kind = HOP_KIND_TASK;
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
		"\"evidence\":[\"probe\",\"residue\",\"residue\"]}],",
		"\"dropped\":0,\"disturbed\":0,\"crowded\":0,\"late\":0},",
		"{\"trigger\":\"mce\",\"mode\":\"kernel\",\"runs\":0,",
		"\"paths\":[],\"dropped\":0,\"disturbed\":0,\"crowded\":0,",
		"\"late\":0,\"skipped\":\"because\"}],",
		"\"nested\":[{\"entry\":\"nmi\",\"mode\":\"kernel\",",
		"\"runs\":1,\"paths\":[{\"path\":[\"task\"],\"switches\":0,",
		"\"count\":1,\"evidence\":[]}],\"dropped\":0}],\"nested_lost\":0,",
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
		cmocka_unit_test(threads),  cmocka_unit_test(newer),
	};

	return cmocka_run_group_tests_name("predict", tests, kernels_make,
					   NULL);
}
