// SPDX-License-Identifier: GPL-2.0
/*
 * The tracepoints stackhop:gate_entry and stackhop:gate_exit by way of tracefs:
 * one each for every passage, with the values that are on the tape; and stack
 * traces that go through the own stack to what was interrupted. Who listens runs
 * with the kernel's flags, whatever the user's were.
 */
#include <kselftest_harness.h>

#include "lib/x86/x86.h"

#define TRACEFS "/sys/kernel/tracing"
#define EVENTS TRACEFS "/events/stackhop"
#define RECORDS 3
#define FIRES 10
#define TRACE_BYTES (1 << 18)

/* The selftests' own listener. */
#define LISTENER "stackhop_listen"
#define AC 0x40000ul

FIXTURE(trace)
{
	int fd;
	int cpu;
	struct hop_info info;
	struct hop_stack *stacks;
	int nr_stacks;
	struct hop_record rec[FIRES * RECORDS + 1];
};

FIXTURE_VARIANT(trace)
{
	int gate;
	bool user;
};

FIXTURE_VARIANT_ADD(trace, own_user)
VALUES(.gate = HOP_GATE_OWN, .user = true);

FIXTURE_VARIANT_ADD(trace, own_kernel)
VALUES(.gate = HOP_GATE_OWN, .user = false);

FIXTURE_VARIANT_ADD(trace, ist_user)
VALUES(.gate = HOP_GATE_IST, .user = true);

FIXTURE_VARIANT_ADD(trace, ist_kernel)
VALUES(.gate = HOP_GATE_IST, .user = false);

static char text[TRACE_BYTES];

FIXTURE_SETUP(trace)
{
	int cpus[HOP_MAX_CPUS];

	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, hop_info_get(self->fd, &self->info));
	self->nr_stacks = hop_stack_list(self->fd, &self->stacks);
	ASSERT_LT(0, self->nr_stacks);
	ASSERT_LT(0, hop_online(cpus));
	self->cpu = cpus[0];
	ASSERT_EQ(0, hop_pin(self->cpu));
	ASSERT_EQ(0, hop_spit(TRACEFS "/trace", ""));
	ASSERT_EQ(0, hop_spit(TRACEFS "/tracing_on", "1"));
	if (self->info.features & HOP_FEAT_GATES) {
		ASSERT_EQ(0, hop_gates_arm(self->fd, HOP_BOTH));
	}
}

FIXTURE_TEARDOWN(trace)
{
	hop_spit(EVENTS "/gate_entry/trigger", "!stacktrace");
	hop_spit(EVENTS "/enable", "0");
	hop_spit(TRACEFS "/trace", "");
	free(self->stacks);
	close(self->fd);
}

typedef FIXTURE_DATA(trace) trace_self;
typedef FIXTURE_VARIANT(trace) trace_variant;

/* Fires, and reads both the tape and the trace. */
static int fire(trace_self *self, const trace_variant *variant)
{
	int err = hop_skip_tape(self->fd, self->cpu);

	if (err)
		return err;
	if (variant->user)
		hop_int_many(self->info.vector[variant->gate], FIRES);
	else
		err = hop_kernel_fire(self->fd, variant->gate, FIRES);
	if (err)
		return err;
	err = hop_read_tape(self->fd, self->cpu, self->rec, FIRES * RECORDS + 1,
			    NULL);
	if (err != FIRES * RECORDS)
		return -EIO;
	err = hop_slurp(TRACEFS "/trace", text, sizeof(text));
	return err < 0 ? err : 0;
}

/* What a line of the trace says. */
struct event {
	char gate[16];
	unsigned int vector;
	uint64_t sp, ip, cs, from_sp;
};

/* Finds the next line of event @name at or after @at, gives what follows it. */
static const char *next_event(const char *at, const char *name,
			      struct event *event)
{
	char want[32];

	snprintf(want, sizeof(want), ": %s: ", name);
	at = strstr(at, want);
	if (!at)
		return NULL;
	at += strlen(want);
	if (sscanf(at, "gate=%15s vector=%u sp=%lx ip=%lx cs=%lx from_sp=%lx",
		   event->gate, &event->vector, &event->sp, &event->ip,
		   &event->cs, &event->from_sp) != 6)
		return NULL;
	return at;
}

static void check_event(struct __test_metadata *_metadata,
			const trace_variant *variant, const struct event *event,
			const struct hop_record *rec)
{
	EXPECT_STREQ(variant->gate == HOP_GATE_IST ? "own-ist" : "own",
		     event->gate);
	EXPECT_EQ(rec->vector, event->vector);
	EXPECT_HEX(rec->ip, event->ip);
	EXPECT_HEX(rec->x86.cs, event->cs);
	EXPECT_HEX(rec->frame_sp, event->from_sp);
}

TEST_F(trace, values)
{
	bool ist = variant->gate == HOP_GATE_IST;
	const struct hop_stack *stack =
		hop_stack_of(self->stacks, self->nr_stacks, self->cpu,
			     ist ? HOP_KIND_OWN_IST : HOP_KIND_OWN);
	const char *entry = text, *leave = text;
	struct event event;
	int i;

	NEED_GATES(&self->info);
	ASSERT_NE(NULL, stack);
	ASSERT_EQ(0, hop_spit(EVENTS "/enable", "1"));
	ASSERT_EQ(0, fire(self, variant));
	for (i = 0; i < FIRES; i++) {
		const struct hop_record *rec = &self->rec[i * RECORDS];

		entry = next_event(entry, "gate_entry", &event);
		ASSERT_NE(NULL, entry) TH_LOG("entry %d", i);
		check_event(_metadata, variant, &event, rec);
		EXPECT_HEX(rec->sp, event.sp);
		leave = next_event(leave, "gate_exit", &event);
		ASSERT_NE(NULL, leave) TH_LOG("exit %d", i);
		check_event(_metadata, variant, &event, rec);
		EXPECT_LE(stack->base, event.sp);
		EXPECT_GT(stack->top, event.sp);
	}
	EXPECT_EQ(NULL, next_event(entry, "gate_entry", &event));
	EXPECT_EQ(NULL, next_event(leave, "gate_exit", &event));
}

TEST_F(trace, silent_when_disabled)
{
	struct event event;

	NEED_GATES(&self->info);
	ASSERT_EQ(0, fire(self, variant));
	EXPECT_EQ(NULL, next_event(text, "gate_entry", &event));
	EXPECT_EQ(NULL, next_event(text, "gate_exit", &event));
}

/* From kernel mode a trace goes on to the ioctl that fired, to its syscall. */
TEST_F(trace, stack_traces)
{
	NEED_GATES(&self->info);
	ASSERT_EQ(0, hop_spit(EVENTS "/gate_entry/trigger", "stacktrace"));
	ASSERT_EQ(0, hop_spit(EVENTS "/gate_entry/enable", "1"));
	ASSERT_EQ(0, fire(self, variant));
	EXPECT_EQ(FIRES, hop_times(text, "<stack trace>"));
	EXPECT_EQ(FIRES, hop_times(text, variant->gate == HOP_GATE_IST ?
						 "=> hop_enter_ist" :
						 "=> hop_enter_own"));
	EXPECT_EQ(variant->user ? 0 : FIRES, hop_times(text, "=> hop_ioctl"));
	EXPECT_EQ(variant->user ? 0 : FIRES,
		  hop_times(text, "=> do_syscall_64"));
}

static bool has_smap(void)
{
	static char cpu[8192];

	return hop_slurp("/proc/cpuinfo", cpu, sizeof(cpu)) > 0 &&
	       strstr(cpu, " smap ");
}

/* User mode sets AC (POPF) and fires: at the entry and at the exit SMAP holds. */
TEST_F(trace, listeners_run_with_smap)
{
	struct hop_regs regs = { .rflags = AC | 0x202 };
	int err;

	NEED_GATES(&self->info);
	if (!variant->user)
		SKIP(return, "from kernel mode AC is the kernel's own");
	if (!has_smap())
		SKIP(return, "no SMAP: AC means nothing to the kernel");
	err = hop_kmod_load(LISTENER);
	if (err == -ENOENT)
		SKIP(return, "no stackhop_listen.ko for this kernel");
	ASSERT_EQ(0, err);
	EXPECT_EQ(0, hop_skip_tape(self->fd, self->cpu));
	hop_regs_call(&regs, hop_int_thunk(self->info.vector[variant->gate]));
	EXPECT_TRUE(regs.rflags & AC);
	EXPECT_EQ(RECORDS, hop_read_tape(self->fd, self->cpu, self->rec,
					 FIRES * RECORDS + 1, NULL));
	EXPECT_TRUE(self->rec[0].x86.rflags & AC);
	EXPECT_EQ(2, hop_kmod_number(LISTENER, "calls"));
	EXPECT_EQ(0, hop_kmod_number(LISTENER, "with_ac"));
	EXPECT_EQ(0, hop_kmod_unload(LISTENER));
}

TEST_HARNESS_MAIN
