// SPDX-License-Identifier: GPL-2.0
/*
 * The files in debugfs say what the calls say, one `name value` a line.
 */
#include <kselftest_harness.h>

#include "lib/arch.h"

#define DEBUGFS "/sys/kernel/debug/stackhop"

FIXTURE(debugfs)
{
	int fd;
	struct hop_info info;
	int cpus[HOP_MAX_CPUS];
	int nr_cpus;
};

FIXTURE_SETUP(debugfs)
{
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, hop_info_get(self->fd, &self->info));
	self->nr_cpus = hop_online(self->cpus);
	ASSERT_LT(0, self->nr_cpus);
}

FIXTURE_TEARDOWN(debugfs)
{
	close(self->fd);
}

static bool is_name_value(const char *line)
{
	size_t name = strcspn(line, "\n ");

	return name && line[name] == ' ' && line[name + 1];
}

TEST_F(debugfs, irq_and_gates)
{
	char path[64], text[2048];
	struct hop_snapshot snap;
	int i;

	for (i = 0; i < self->nr_cpus; i++) {
		ASSERT_EQ(0, hop_snapshot_get(self->fd, self->cpus[i],
					      HOP_CONTEXT_TASK, &snap));
		snprintf(path, sizeof(path), DEBUGFS "/cpu%d/irq",
			 self->cpus[i]);
		ASSERT_LT(0, hop_slurp(path, text, sizeof(text)));
		EXPECT_HEX(hop_snapshot_value(&snap, HOP_VALUE_HARDIRQ_STACK),
			   hop_value_of(text, HOP_FILE_IRQ_POINTER));
		EXPECT_EQ(hop_snapshot_value(&snap, HOP_VALUE_IRQ_INUSE),
			  hop_value_of(text, self->info.irq_name));
		snprintf(path, sizeof(path), DEBUGFS "/cpu%d/gates",
			 self->cpus[i]);
		ASSERT_LT(0, hop_slurp(path, text, sizeof(text)));
		EXPECT_EQ(self->info.vector[HOP_GATE_OWN],
			  hop_value_of(text, "own.vector"));
		EXPECT_EQ(self->info.vector[HOP_GATE_IST],
			  hop_value_of(text, "own-ist.vector"));
		EXPECT_EQ(self->info.tape_records,
			  hop_value_of(text, "tape.records"));
	}
}

static const char *const kind_names[HOP_KIND_NR] = {
	[HOP_KIND_ENTRY] = "entry",	[HOP_KIND_IRQ] = "irq",
	[HOP_KIND_SOFTIRQ] = "softirq", [HOP_KIND_IST_DF] = "ist-df",
	[HOP_KIND_IST_NMI] = "ist-nmi", [HOP_KIND_IST_DB] = "ist-db",
	[HOP_KIND_IST_MCE] = "ist-mce", [HOP_KIND_IST_VC] = "ist-vc",
	[HOP_KIND_OWN] = "own",		[HOP_KIND_OWN_IST] = "own-ist",
	[HOP_KIND_ESPFIX] = "espfix",
};

static uint64_t stack_value(const char *text, const char *prefix,
			    const struct hop_stack *stack, const char *what)
{
	char name[64];

	snprintf(name, sizeof(name), "%s%s.%s", prefix, kind_names[stack->kind],
		 what);
	return hop_value_of(text, name);
}

/* @text has @stack, each name after @prefix. */
static void check_stack(struct __test_metadata *_metadata, const char *text,
			const char *prefix, const struct hop_stack *stack)
{
	ASSERT_GT(HOP_KIND_NR, stack->kind);
	ASSERT_NE(NULL, kind_names[stack->kind]);
	EXPECT_HEX(stack->base, stack_value(text, prefix, stack, "base"));
	EXPECT_HEX(stack->top, stack_value(text, prefix, stack, "top"));
	EXPECT_EQ(stack->top - stack->base,
		  stack_value(text, prefix, stack, "size"));
	EXPECT_EQ(!!(stack->flags & HOP_STACK_MAPPED),
		  stack_value(text, prefix, stack, "mapped"));
	EXPECT_EQ(!!(stack->flags & HOP_STACK_GUARDED),
		  stack_value(text, prefix, stack, "guarded"));
}

/* The list of the call, the file of each CPU and the file of all agree. */
TEST_F(debugfs, stacks)
{
	static char all[1 << 18], one[1 << 14];
	struct hop_stack *stacks;
	int i, nr = hop_stack_list(self->fd, &stacks);
	char path[64], prefix[16];

	ASSERT_LT(0, nr);
	ASSERT_LT(0, hop_slurp(DEBUGFS "/stacks", all, sizeof(all)));
	for (i = 0; i < nr; i++) {
		snprintf(path, sizeof(path), DEBUGFS "/cpu%u/stacks",
			 stacks[i].cpu);
		ASSERT_LT(0, hop_slurp(path, one, sizeof(one)));
		check_stack(_metadata, one, "", &stacks[i]);
		snprintf(prefix, sizeof(prefix), "cpu%u.", stacks[i].cpu);
		check_stack(_metadata, all, prefix, &stacks[i]);
	}
	free(stacks);
}

/* Every line of every file: one name, one value. */
TEST_F(debugfs, lines)
{
	static const char *const files[] = { HOP_FILE_POINTERS, "irq", "gates",
					     "stacks" };
	static char text[1 << 18];
	char path[64], *line;
	size_t i;

	for (i = 0; i <= ARRAY_SIZE(files); i++) {
		if (i < ARRAY_SIZE(files))
			snprintf(path, sizeof(path), DEBUGFS "/cpu0/%s",
				 files[i]);
		else
			snprintf(path, sizeof(path), DEBUGFS "/stacks");
		ASSERT_LT(0, hop_slurp(path, text, sizeof(text)));
		for (line = strtok(text, "\n"); line;
		     line = strtok(NULL, "\n")) {
			EXPECT_TRUE(is_name_value(line))
			TH_LOG("%s: '%s'", path, line);
		}
	}
}

TEST_HARNESS_MAIN
