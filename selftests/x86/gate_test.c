// SPDX-License-Identifier: GPL-2.0
/*
 * One passage through each own gate, from user and from kernel mode, on every
 * CPU: each value of its three records against what the CPU must have done.
 */
#include <kselftest_harness.h>
#include <sys/syscall.h>

#include "lib/x86/x86.h"

#define USER_CS 0x33
#define USER_SS 0x2b
#define KERNEL_CS 0x10
#define KERNEL_SS 0x18
#define RECORDS 3
#define CR3_USER_TABLE (1ul << 12) /* PTI: user tables are the page above */

static const int points[RECORDS] = { HOP_POINT_ENTRY, HOP_POINT_HANDLER,
				     HOP_POINT_EXIT };

FIXTURE(gate)
{
	int fd;
	struct hop_info info;
	struct hop_stack *stacks;
	int nr_stacks;
	int cpus[HOP_MAX_CPUS];
	int nr_cpus;
	struct hop_record rec[RECORDS + 1];
	struct hop_int_frame shot;
};

FIXTURE_VARIANT(gate)
{
	int gate;
	int kind;
	bool user;
};

FIXTURE_VARIANT_ADD(gate, own_user)
VALUES(.gate = HOP_GATE_OWN, .kind = HOP_KIND_OWN, .user = true);

FIXTURE_VARIANT_ADD(gate, own_kernel)
VALUES(.gate = HOP_GATE_OWN, .kind = HOP_KIND_OWN, .user = false);

FIXTURE_VARIANT_ADD(gate, ist_user)
VALUES(.gate = HOP_GATE_IST, .kind = HOP_KIND_OWN_IST, .user = true);

FIXTURE_VARIANT_ADD(gate, ist_kernel)
VALUES(.gate = HOP_GATE_IST, .kind = HOP_KIND_OWN_IST, .user = false);

FIXTURE_SETUP(gate)
{
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, hop_info_get(self->fd, &self->info));
	self->nr_stacks = hop_stack_list(self->fd, &self->stacks);
	ASSERT_LT(0, self->nr_stacks);
	self->nr_cpus = hop_online(self->cpus);
	ASSERT_LT(0, self->nr_cpus);
	if (self->info.features & HOP_FEAT_GATES) {
		ASSERT_EQ(0, hop_gates_arm(self->fd, HOP_BOTH));
	}
}

FIXTURE_TEARDOWN(gate)
{
	free(self->stacks);
	close(self->fd);
}

typedef FIXTURE_DATA(gate) gate_self;
typedef FIXTURE_VARIANT(gate) gate_variant;

/* Fires once on @cpu; -EIO unless exactly three records came of it. */
static int fire(gate_self *self, const gate_variant *variant, int cpu)
{
	int err = hop_pin(cpu) ?: hop_skip_tape(self->fd, cpu);

	if (err)
		return err;
	if (variant->user)
		hop_int(self->info.vector[variant->gate], &self->shot);
	else
		err = hop_kernel_fire(self->fd, variant->gate, 1);
	if (err)
		return err;
	err = hop_read_tape(self->fd, cpu, self->rec, RECORDS + 1, NULL);
	return err == RECORDS ? 0 : err < 0 ? err : -EIO;
}

/* What every record of the passage has in common. */
static void check_order(struct __test_metadata *_metadata, gate_self *self,
			const gate_variant *variant, int cpu)
{
	int i;

	for (i = 0; i < RECORDS; i++) {
		const struct hop_record *rec = &self->rec[i];

		EXPECT_EQ(points[i], rec->point);
		EXPECT_EQ((uint32_t)cpu, rec->cpu);
		EXPECT_EQ(self->info.vector[variant->gate], rec->vector);
		EXPECT_EQ(self->rec[0].pos + i, rec->pos);
		EXPECT_EQ(0, rec->x86.error);
		EXPECT_EQ(0, rec->flags & HOP_REC_NESTED);
	}
	EXPECT_NE(0, self->rec[0].pos);
}

TEST_F(gate, three_records_in_order)
{
	int i;

	NEED_GATES(&self->info);
	for (i = 0; i < self->nr_cpus; i++) {
		ASSERT_EQ(0, fire(self, variant, self->cpus[i]));
		check_order(_metadata, self, variant, self->cpus[i]);
	}
}

static void check_user_frame(struct __test_metadata *_metadata,
			     const struct hop_int_frame *shot,
			     const struct hop_record *rec)
{
	EXPECT_HEX(shot->ip, rec->ip);
	EXPECT_HEX(shot->sp, rec->frame_sp);
	EXPECT_HEX(shot->rflags, rec->x86.rflags);
	EXPECT_HEX(USER_CS, rec->x86.cs);
	EXPECT_HEX(USER_SS, rec->x86.ss);
	EXPECT_EQ(HOP_REC_USER, rec->flags & HOP_REC_USER);
}

/* A line of /proc/modules: name size users by state address */
static bool is_in_module(uint64_t ip)
{
	FILE *file = fopen("/proc/modules", "r");
	unsigned long base, size;
	char line[512], name[64];
	bool found = false;

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "%63s %lu %*s %*s %*s %lx", name, &size,
			   &base) == 3 &&
		    !strcmp(name, "stackhop"))
			found = ip - base < size;
	if (file)
		fclose(file);
	return found;
}

/*
 * SS is what the task had: __KERNEL_DS since its SYSCALL, or 0 since the CPU
 * switched to a task that had come in by a gate.
 */
static void check_kernel_frame(struct __test_metadata *_metadata, int fd,
			       const struct hop_record *rec)
{
	struct hop_find find;

	EXPECT_HEX(KERNEL_CS, rec->x86.cs);
	EXPECT_TRUE(rec->x86.ss == KERNEL_SS || rec->x86.ss == 0)
	TH_LOG("SS is %#x", rec->x86.ss);
	EXPECT_EQ(0, rec->flags & HOP_REC_USER);
	EXPECT_TRUE(is_in_module(rec->ip));
	ASSERT_EQ(0, hop_stack_find(fd, rec->frame_sp, &find));
	EXPECT_EQ(HOP_KIND_TASK, find.kind);
	EXPECT_EQ((uint32_t)syscall(SYS_gettid), find.pid);
}

TEST_F(gate, frame_is_what_the_cpu_pushed)
{
	int i, j;

	NEED_GATES(&self->info);
	for (i = 0; i < self->nr_cpus; i++) {
		ASSERT_EQ(0, fire(self, variant, self->cpus[i]));
		for (j = 0; j < RECORDS; j++) {
			const struct hop_record *rec = &self->rec[j];

			if (variant->user)
				check_user_frame(_metadata, &self->shot, rec);
			else
				check_kernel_frame(_metadata, self->fd, rec);
			EXPECT_HEX(self->rec[0].ip, rec->ip);
			EXPECT_HEX(self->rec[0].frame_sp, rec->frame_sp);
			EXPECT_HEX(self->rec[0].x86.rflags, rec->x86.rflags);
		}
	}
}

/*
 * SDM vol. 3, 6.14: the CPU aligns RSP to 16, then pushes five words. From
 * user mode it starts at tss.sp0, with an IST slot at that, else where it was.
 */
static uint64_t expected_entry_sp(gate_self *self, const gate_variant *variant,
				  int cpu, const struct hop_snapshot *snap)
{
	const struct hop_stack *own = hop_stack_of(
		self->stacks, self->nr_stacks, cpu, HOP_KIND_OWN_IST);
	uint64_t from = self->rec[0].frame_sp;

	if (variant->gate == HOP_GATE_IST)
		from = own ? own->top : 0;
	else if (variant->user)
		from = hop_snapshot_value(snap, HOP_X86_SP0);
	return (from & ~15ul) - HOP_FRAME_BYTES;
}

TEST_F(gate, entry_and_exit_sp)
{
	struct hop_snapshot snap;
	int i;

	NEED_GATES(&self->info);
	for (i = 0; i < self->nr_cpus; i++) {
		int cpu = self->cpus[i];
		uint64_t sp;

		ASSERT_EQ(0, hop_snapshot_get(self->fd, cpu, HOP_CONTEXT_TASK,
					      &snap));
		ASSERT_EQ(0, fire(self, variant, cpu));
		sp = expected_entry_sp(self, variant, cpu, &snap);
		EXPECT_HEX(sp, self->rec[0].sp);
		EXPECT_HEX(sp, self->rec[2].sp);
	}
}

/* The list of stacks and the search for one address must agree. */
static void check_kind(struct __test_metadata *_metadata, gate_self *self,
		       int cpu, int kind, uint64_t sp)
{
	const struct hop_stack *stack =
		hop_stack_of(self->stacks, self->nr_stacks, cpu, kind);
	struct hop_find find;

	ASSERT_EQ(0, hop_stack_find(self->fd, sp, &find));
	EXPECT_EQ(kind, find.kind);
	EXPECT_LE(find.base, sp);
	EXPECT_GT(find.top, sp);
	if (kind == HOP_KIND_TASK)
		return;
	ASSERT_NE(NULL, stack);
	EXPECT_EQ((uint32_t)cpu, find.cpu);
	EXPECT_HEX(stack->base, find.base);
	EXPECT_HEX(stack->top, find.top);
	EXPECT_NE(0, stack->flags & HOP_STACK_MAPPED);
}

TEST_F(gate, each_sp_is_on_the_right_stack)
{
	int kind = variant->gate == HOP_GATE_IST ? HOP_KIND_OWN_IST :
		   variant->user		 ? HOP_KIND_ENTRY :
						   HOP_KIND_TASK;
	int i;

	NEED_GATES(&self->info);
	for (i = 0; i < self->nr_cpus; i++) {
		int cpu = self->cpus[i];

		ASSERT_EQ(0, fire(self, variant, cpu));
		check_kind(_metadata, self, cpu, kind, self->rec[0].sp);
		check_kind(_metadata, self, cpu, variant->kind,
			   self->rec[1].sp);
		check_kind(_metadata, self, cpu, kind, self->rec[2].sp);
	}
}

TEST_F(gate, own_stacks_are_guarded)
{
	int i;

	NEED_GATES(&self->info);
	for (i = 0; i < self->nr_cpus; i++) {
		const struct hop_stack *stack =
			hop_stack_of(self->stacks, self->nr_stacks,
				     self->cpus[i], variant->kind);

		ASSERT_NE(NULL, stack);
		EXPECT_EQ(HOP_STACK_MAPPED | HOP_STACK_GUARDED, stack->flags);
		EXPECT_EQ(0, stack->top % HOP_PAGE);
		EXPECT_EQ(0, stack->base % HOP_PAGE);
	}
}

/* From user mode under PTI the stub starts and ends in the user's tables. */
TEST_F(gate, page_tables)
{
	bool user_table = variant->user && self->info.features & HOP_FEAT_PTI;
	int i, j;

	NEED_GATES(&self->info);
	for (i = 0; i < self->nr_cpus; i++) {
		ASSERT_EQ(0, fire(self, variant, self->cpus[i]));
		for (j = 0; j < RECORDS; j++) {
			const struct hop_record *rec = &self->rec[j];
			bool want = user_table &&
				    rec->point != HOP_POINT_HANDLER;

			EXPECT_EQ(want, !!(rec->flags & HOP_REC_CR3_USER));
			if (self->info.features & HOP_FEAT_PTI) {
				EXPECT_EQ(want,
					  !!(rec->x86.cr3 & CR3_USER_TABLE));
			}
			EXPECT_HEX(self->rec[0].x86.cr3 & ~0x1ffful,
				   rec->x86.cr3 & ~0x1ffful);
		}
	}
}

/* The cheap test (CS) and the paranoid one (GSBASE) must agree. */
TEST_F(gate, both_tests_of_the_mode_agree)
{
	bool ist = variant->gate == HOP_GATE_IST;
	int i, j;

	NEED_GATES(&self->info);
	for (i = 0; i < self->nr_cpus; i++) {
		ASSERT_EQ(0, fire(self, variant, self->cpus[i]));
		for (j = 0; j < RECORDS; j++) {
			uint16_t flags = self->rec[j].flags;

			EXPECT_EQ(variant->user, !!(flags & HOP_REC_USER));
			EXPECT_EQ(ist, !!(flags & HOP_REC_PARANOID));
			EXPECT_EQ(ist && variant->user,
				  !!(flags & HOP_REC_GS_USER));
		}
	}
}

TEST_HARNESS_MAIN
