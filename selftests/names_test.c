// SPDX-License-Identifier: GPL-2.0
/*
 * Kernels that lack a symbol, made of this one by the module's parameter hide:
 * what is needed is missed by name, and nothing is guessed. And one that has the
 * symbol, but no memory, is told apart.
 */
#include <kselftest_harness.h>

#include "lib/unloaded.h"

#define KPROBES "/sys/kernel/tracing/kprobe_events"
#define VICTIM "/sys/module/stackhop_starve/parameters/victim"

FIXTURE(names)
{
	struct hop_unloaded unloaded;
};

FIXTURE_SETUP(names)
{
	hop_unloaded_begin(_metadata, &self->unloaded);
}

FIXTURE_TEARDOWN(names)
{
	hop_unloaded_end(&self->unloaded);
}

typedef FIXTURE_DATA(names) names_self;

/* Loads without the symbol in front of the first dot of @name. */
static int load_without(const char *name)
{
	char params[64];

	snprintf(params, sizeof(params), "hide=%.*s", (int)strcspn(name, "."),
		 name);
	return hop_load(params);
}

static void check_refused(struct __test_metadata *_metadata, names_self *self,
			  const char *name, const char *says)
{
	int err = load_without(name);
	char line[512] = "";

	EXPECT_TRUE(err == -ENOENT || err == -ENXIO)
	TH_LOG("without %s: %d", name, err);
	EXPECT_EQ(1, hop_log_read(self->unloaded.log, line, sizeof(line)));
	EXPECT_NE(NULL, strstr(line, "refused: this kernel"))
	TH_LOG("%s", line);
	EXPECT_NE(NULL, strstr(line, says))
	TH_LOG("without %s: '%s'", name, line);
	hop_check_gone(_metadata, &self->unloaded);
}

static void check_lookup(struct __test_metadata *_metadata, names_self *self,
			 enum hop_lookup what)
{
	const char *says,
		*name = hop_lookup_name(&self->unloaded.info, what, &says);

	check_refused(_metadata, self, name, says);
}

TEST_F(names, the_mark_is_missed)
{
	check_lookup(_metadata, self, HOP_LOOKUP_MARK);
}

TEST_F(names, the_irq_stack_is_missed)
{
	check_lookup(_metadata, self, HOP_LOOKUP_IRQ_STACK);
}

TEST_F(names, the_top_of_stack_is_missed)
{
	check_lookup(_metadata, self, HOP_LOOKUP_TOP);
}

TEST_F(names, without_it_there_are_no_gates)
{
	const char *const *name;

	NEED_GATES(&self->unloaded.info);
	for (name = hop_gate_symbols(); *name; name++) {
		struct hop_info info;

		ASSERT_EQ(0, load_without(*name))
		TH_LOG("%s", *name);
		ASSERT_EQ(0, hop_info_of_loaded(&info));
		EXPECT_EQ(0, info.features & HOP_FEAT_GATES);
		EXPECT_EQ(EOPNOTSUPP, info.gates_errno);
		EXPECT_NE(NULL, strstr(info.gates_why, *name))
		TH_LOG("%s: '%s'", *name, info.gates_why);
		ASSERT_EQ(0, hop_unload());
	}
}

/* The snapshot of an idle CPU's task has no name then: no reason to refuse. */
TEST_F(names, not_everything_is_needed)
{
	EXPECT_EQ(0, load_without("idle_task"));
	EXPECT_EQ(0, hop_unload());
	EXPECT_EQ(0, load_without("no_such_symbol"));
	EXPECT_EQ(0, hop_unload());
}

/* Where there is a kprobe already, one more takes memory. */
TEST_F(names, no_memory_for_a_kprobe)
{
	char line[512] = "", victim[32];
	int err;

	if (access(KPROBES, F_OK))
		SKIP(return, "this kernel makes no kprobes by tracefs");
	err = hop_kmod_load("stackhop_starve");
	if (err == -ENOENT)
		SKIP(return, "no stackhop_starve.ko for this kernel");
	ASSERT_EQ(0, err);
	snprintf(victim, sizeof(victim), "%d 0 1", getpid());
	EXPECT_EQ(0, hop_spit(KPROBES, "p:hop_other kallsyms_lookup_name"));
	EXPECT_EQ(0, hop_spit(VICTIM, victim));
	EXPECT_EQ(-ENOMEM, hop_load(""));
	EXPECT_EQ(0, hop_spit(VICTIM, "0 0 0"));
	EXPECT_EQ(0, hop_spit(KPROBES, ""));
	EXPECT_EQ(1, hop_log_read(self->unloaded.log, line, sizeof(line)));
	EXPECT_NE(NULL, strstr(line, "no kprobe on kallsyms_lookup_name: no"))
	TH_LOG("%s", line);
	EXPECT_NE(NULL, strstr(line, ": no memory (-12)"))
	TH_LOG("%s", line);
	EXPECT_EQ(0, hop_kmod_unload("stackhop_starve"));
}

TEST_HARNESS_MAIN
