// SPDX-License-Identifier: GPL-2.0
/*
 * A 32-bit program on the 64-bit kernel: the same calls with the same
 * structures, and gates fired from compatibility mode.
 */
#include <kselftest_harness.h>
#include <asm/ldt.h>
#include <errno.h>
#include <sys/syscall.h>

#include "lib/x86/x86.h"

#define USER32_CS 0x23
#define USER_SS 0x2b
#define VECTOR_SYSCALL 0x80
#define RECORDS 3
#define ROUNDS 2000
#define LDT_SELECTOR 0x7 /* entry 0, table LDT, RPL 3 */
#define SEGMENT_BYTES 0x10000u
#define FLAGS_KEPT 0x244cd5u /* ID, AC, NT, OF, DF, SF, ZF, AF, PF, CF */
#define FLAGS_FIXED 0x202u

FIXTURE(compat)
{
	int fd;
	int cpu;
	struct hop_info info;
	struct hop_record rec[RECORDS + 1];
};

FIXTURE_SETUP(compat)
{
	int cpus[HOP_MAX_CPUS];

	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, hop_info_get(self->fd, &self->info));
	ASSERT_LT(0, hop_online(cpus));
	self->cpu = cpus[0];
	ASSERT_EQ(0, hop_pin(self->cpu));
	if (self->info.features & HOP_FEAT_GATES) {
		ASSERT_EQ(0, hop_gates_arm(self->fd, HOP_BOTH));
	}
}

FIXTURE_TEARDOWN(compat)
{
	close(self->fd);
}

TEST_F(compat, every_call_answers)
{
	struct hop_stack *stacks;
	struct hop_snapshot snap;
	struct hop_find find;
	int nr = hop_stack_list(self->fd, &stacks);

	EXPECT_EQ(HOP_ABI, self->info.abi);
	ASSERT_LT(0, nr);
	EXPECT_EQ(self->info.nr_stacks, (uint32_t)nr);
	ASSERT_EQ(0, hop_snapshot_get(self->fd, self->cpu, HOP_CONTEXT_TASK,
				      &snap));
	ASSERT_EQ(0, hop_stack_find(self->fd,
				    hop_snapshot_value(&snap, HOP_VALUE_SP),
				    &find));
	EXPECT_EQ(HOP_KIND_TASK, find.kind);
	EXPECT_HEX(hop_snapshot_value(&snap, HOP_VALUE_STACK), find.base);
	EXPECT_HEX(hop_snap_stack_end(&snap), find.top);
	free(stacks);
}

TEST_F(compat, fire_and_read)
{
	int i;

	NEED_GATES(&self->info);
	ASSERT_EQ(0, hop_skip_tape(self->fd, self->cpu));
	ASSERT_EQ(0, hop_kernel_fire(self->fd, HOP_GATE_OWN, 1));
	ASSERT_EQ(RECORDS, hop_read_tape(self->fd, self->cpu, self->rec,
					 RECORDS + 1, NULL));
	for (i = 0; i < RECORDS; i++)
		EXPECT_HEX(0x10, self->rec[i].x86.cs);
}

TEST_F(compat, gates_from_32_bit_mode)
{
	struct hop_int_frame shot;
	int gate, i;

	NEED_GATES(&self->info);
	for (gate = 0; gate < HOP_GATE_NR; gate++) {
		ASSERT_EQ(0, hop_skip_tape(self->fd, self->cpu));
		hop_int(self->info.vector[gate], &shot);
		ASSERT_EQ(RECORDS, hop_read_tape(self->fd, self->cpu, self->rec,
						 RECORDS + 1, NULL));
		for (i = 0; i < RECORDS; i++) {
			const struct hop_record *rec = &self->rec[i];

			EXPECT_EQ(HOP_POINT_ENTRY + i, rec->point);
			EXPECT_EQ(self->info.vector[gate], rec->vector);
			EXPECT_NE(0, rec->flags & HOP_REC_USER);
			EXPECT_HEX(shot.ip, rec->ip);
			EXPECT_HEX(shot.sp, rec->frame_sp);
			EXPECT_HEX(shot.rflags, rec->x86.rflags);
			EXPECT_HEX(USER32_CS, rec->x86.cs);
			EXPECT_HEX(USER_SS, rec->x86.ss);
		}
	}
}

static uint32_t random32(void)
{
	return hop_random() >> 32;
}

TEST_F(compat, registers_and_flags)
{
	struct hop_regs32 set = {}, got;
	int round, i;

	NEED_GATES(&self->info);
	for (round = 0; round < ROUNDS; round++) {
		for (i = 0; i < HOP_NR_GENERAL_32; i++)
			set.general[i] = random32();
		set.eflags = (random32() & FLAGS_KEPT) | FLAGS_FIXED;
		got = set;
		hop_regs32_call(&got,
				hop_int_thunk(self->info.vector[round & 1]));
		EXPECT_HEX(set.eflags, got.eflags);
		EXPECT_EQ(0, got.esp);
		for (i = 0; i < HOP_NR_GENERAL_32; i++) {
			ASSERT_EQ(set.general[i], got.general[i])
			TH_LOG("register %d, round %d", i, round);
		}
	}
}

/*
 * Calls int 80h, then @thunk, on a 16-bit stack segment; gives ESP as it was
 * after both. The first one leaves RSP as an interrupt there would.
 */
static uint32_t esp_after(hop_thunk thunk, uint32_t esp)
{
	static hop_thunk first;
	uint32_t after;

	first = hop_int_thunk(VECTOR_SYSCALL);
	asm volatile("movw %%ss, %%dx\n\t"
		     "movl %%esp, %%edi\n\t"
		     "movw %w[selector], %%ss\n\t"
		     "movl %%eax, %%esp\n\t"
		     "call *%[first]\n\t"
		     "call *%%esi\n\t"
		     "movl %%esp, %%ebx\n\t"
		     "movw %%dx, %%ss\n\t"
		     "movl %%edi, %%esp"
		     : "+a"(esp), "=&b"(after)
		     : [selector] "c"(LDT_SELECTOR),
		       "S"(thunk), [first] "m"(first)
		     : "memory", "cc", "edx", "edi");
	return after;
}

/*
 * An IRET to a 16-bit SS restores only SP: without espfix the high half of ESP
 * would be the kernel's. The own gates must go the way that int 80h goes.
 *
 * What IRET leaves in bits 63:32 of RSP is then the espfix stack's: 32-bit code
 * cannot see it, the next entry pushes it, and an interrupt may come just
 * before the int. The bits that the program has are the low 32.
 */
TEST_F(compat, espfix)
{
	static char stack[SEGMENT_BYTES];
	struct user_desc desc = {
		.base_addr = (uintptr_t)stack,
		.limit = SEGMENT_BYTES - 1,
	};
	uint32_t esp = 0x5aa58000;
	int gate, i;

	NEED_GATES(&self->info);
	if (syscall(SYS_modify_ldt, 1, &desc, sizeof(desc))) {
		ASSERT_EQ(EINVAL, errno);
		SKIP(return, "this kernel has no 16-bit segments");
	}
	ASSERT_EQ(esp, esp_after(hop_int_thunk(VECTOR_SYSCALL), esp));
	for (gate = 0; gate < HOP_GATE_NR; gate++) {
		ASSERT_EQ(0, hop_skip_tape(self->fd, self->cpu));
		EXPECT_HEX(esp,
			   esp_after(hop_int_thunk(self->info.vector[gate]),
				     esp));
		ASSERT_EQ(RECORDS, hop_read_tape(self->fd, self->cpu, self->rec,
						 RECORDS + 1, NULL));
		for (i = 0; i < RECORDS; i++) {
			EXPECT_HEX(LDT_SELECTOR, self->rec[i].x86.ss);
			EXPECT_HEX(esp - 4, (uint32_t)self->rec[i].frame_sp);
		}
	}
}

TEST_HARNESS_MAIN
