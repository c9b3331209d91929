// SPDX-License-Identifier: GPL-2.0
/*
 * A gate is open only while a file that armed it is open. Closed, it faults as
 * a vector does that nobody has; so do all that must keep faulting.
 */
#include <kselftest_harness.h>
#include <fcntl.h>
#include <signal.h>

#include "lib/x86/x86.h"

#define TRAP_GP 13
/* Free on every kernel, and not among those that stackhop takes. */
#define VECTOR_FREE 28
/*
 * Error code of a #GP by way of the IDT: index, bit 1 (IDT), bit 0 (EXT). The
 * index counts 8 bytes on a CPU, 16 in QEMU before 8.0: as for a free vector.
 */
#define GP_ERROR(vector, unit) ((vector) * (unit) + 2)

/* 8 or 16, see GP_ERROR(). */
static unsigned int gp_unit;

static int shoot(void *vector)
{
	hop_int_many((uintptr_t)vector, 1);
	return 0;
}

static int fire_in_child(unsigned int vector, struct hop_child_end *end)
{
	return hop_child(shoot, (void *)(uintptr_t)vector, end);
}

FIXTURE(closed)
{
	int fd;
	struct hop_info info;
	struct hop_child_end stock; /* what a free vector gives */
};

FIXTURE_SETUP(closed)
{
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, hop_info_get(self->fd, &self->info));
	ASSERT_EQ(0, fire_in_child(VECTOR_FREE, &self->stock));
	gp_unit = self->stock.error / VECTOR_FREE;
	ASSERT_TRUE(gp_unit == 8 || gp_unit == 16);
}

FIXTURE_TEARDOWN(closed)
{
	close(self->fd);
}

/* 1: open, 0: closed and faults as stock, -1: anything else. */
static int state_of(unsigned int vector)
{
	struct hop_child_end end;

	if (fire_in_child(vector, &end))
		return -1;
	if (!end.signal && !end.killed && !end.status)
		return 1;
	if (end.signal == SIGSEGV && end.trap == TRAP_GP &&
	    end.error == GP_ERROR(vector, gp_unit))
		return 0;
	return -1;
}

/* Waits until @vector is in @state; the armer's end is asynchronous. */
static int await_state(unsigned int vector, int state)
{
	int tries;

	for (tries = 0; tries < 200; tries++) {
		if (state_of(vector) == state)
			return 0;
		usleep(10000);
	}
	return -1;
}

static void check_fault(struct __test_metadata *_metadata,
			const struct hop_child_end *stock, unsigned int vector)
{
	struct hop_child_end end;

	ASSERT_EQ(0, fire_in_child(vector, &end));
	EXPECT_EQ(SIGSEGV, end.signal);
	EXPECT_EQ(SI_KERNEL, end.code);
	EXPECT_EQ(TRAP_GP, end.trap);
	EXPECT_HEX(GP_ERROR(vector, gp_unit), end.error);
	EXPECT_HEX((uintptr_t)hop_int_thunk(vector), end.ip);
	EXPECT_EQ(stock->signal, end.signal);
	EXPECT_EQ(stock->code, end.code);
	EXPECT_EQ(stock->trap, end.trap);
	EXPECT_HEX(stock->addr, end.addr);
}

TEST_F(closed, own_gates_fault_as_a_free_vector_does)
{
	int gate;

	NEED_GATES(&self->info);
	EXPECT_EQ(0, self->info.armed);
	for (gate = 0; gate < HOP_GATE_NR; gate++)
		check_fault(_metadata, &self->stock, self->info.vector[gate]);
}

/* The vectors of the kernel's own int_signal test, with the gates armed. */
TEST_F(closed, other_vectors_keep_faulting)
{
	static const unsigned int vectors[] = {
		1, 0x29, 0x2c, 0x2d, 0x81, 0xff
	};
	size_t i;

	NEED_GATES(&self->info);
	ASSERT_EQ(0, hop_gates_arm(self->fd, HOP_BOTH));
	for (i = 0; i < ARRAY_SIZE(vectors); i++)
		check_fault(_metadata, &self->stock, vectors[i]);
}

/* Nobody's but 3, 4, 80h and the own gates are open, whoever looks. */
TEST_F(closed, only_the_own_gates_open)
{
	unsigned int vector;

	NEED_GATES(&self->info);
	ASSERT_EQ(0, hop_gates_arm(self->fd, HOP_BOTH));
	for (vector = 0; vector < 256; vector++) {
		bool own = vector == self->info.vector[HOP_GATE_OWN] ||
			   vector == self->info.vector[HOP_GATE_IST];

		if (vector == 3 || vector == 4 || vector == 0x80)
			continue;
		EXPECT_EQ(own, state_of(vector)) TH_LOG("vector %u", vector);
	}
}

TEST_F(closed, arm_opens_one_disarm_closes_it)
{
	const __u32 *vector = self->info.vector;

	NEED_GATES(&self->info);
	ASSERT_EQ(0, hop_gates_arm(self->fd, HOP_IST));
	EXPECT_EQ(0, state_of(vector[HOP_GATE_OWN]));
	EXPECT_EQ(1, state_of(vector[HOP_GATE_IST]));
	ASSERT_EQ(0, hop_info_get(self->fd, &self->info));
	EXPECT_EQ(HOP_IST, self->info.armed);
	ASSERT_EQ(0, hop_gates_arm(self->fd, HOP_BOTH));
	ASSERT_EQ(0, hop_gates_disarm(self->fd, HOP_IST));
	EXPECT_EQ(1, state_of(vector[HOP_GATE_OWN]));
	EXPECT_EQ(0, state_of(vector[HOP_GATE_IST]));
}

TEST_F(closed, arming_twice_is_one_arming)
{
	unsigned int vector = self->info.vector[HOP_GATE_OWN];

	NEED_GATES(&self->info);
	ASSERT_EQ(0, hop_gates_disarm(self->fd, HOP_OWN));
	ASSERT_EQ(0, hop_gates_arm(self->fd, HOP_OWN));
	ASSERT_EQ(0, hop_gates_arm(self->fd, HOP_OWN));
	ASSERT_EQ(0, hop_gates_disarm(self->fd, HOP_OWN));
	EXPECT_EQ(0, state_of(vector));
	ASSERT_EQ(0, hop_gates_disarm(self->fd, HOP_OWN));
	EXPECT_EQ(0, state_of(vector));
}

TEST_F(closed, the_last_of_two_armers_closes)
{
	unsigned int vector = self->info.vector[HOP_GATE_OWN];
	int other = hop_device_open();

	ASSERT_LE(0, other);
	NEED_GATES(&self->info);
	ASSERT_EQ(0, hop_gates_arm(self->fd, HOP_OWN));
	ASSERT_EQ(0, hop_gates_arm(other, HOP_OWN));
	ASSERT_EQ(0, hop_gates_disarm(self->fd, HOP_OWN));
	EXPECT_EQ(1, state_of(vector));
	ASSERT_EQ(0, hop_gates_disarm(self->fd, HOP_OWN));
	EXPECT_EQ(1, state_of(vector));
	close(other);
	EXPECT_EQ(0, state_of(vector));
}

/* It is the open file that counts, not the descriptor. */
TEST_F(closed, duplicates_and_forks_share_it)
{
	unsigned int vector = self->info.vector[HOP_GATE_OWN];
	int other = hop_device_open(), copy;

	ASSERT_LE(0, other);
	NEED_GATES(&self->info);
	copy = fcntl(other, F_DUPFD_CLOEXEC, 0);
	ASSERT_LE(0, copy);
	ASSERT_EQ(0, hop_gates_arm(other, HOP_OWN));
	close(other);
	EXPECT_EQ(1, state_of(vector));
	if (!fork()) {
		close(copy);
		_exit(0);
	}
	wait(NULL);
	EXPECT_EQ(1, state_of(vector));
	close(copy);
	EXPECT_EQ(0, state_of(vector));
}

/* A child that arms, says so, and waits; how it ends is the caller's. */
static pid_t start_armer(int told[2])
{
	pid_t pid;

	if (pipe(told))
		return -1;
	pid = fork();
	if (!pid) {
		int fd = hop_device_open();
		char yes = fd >= 0 && !hop_gates_arm(fd, HOP_BOTH) ? 'y' : 'n';

		if (write(told[1], &yes, 1) == 1)
			pause();
		_exit(0);
	}
	return pid;
}

static void check_armer_end(struct __test_metadata *_metadata,
			    const struct hop_info *info, int signal)
{
	char yes = 0;
	int told[2];
	pid_t pid = start_armer(told);

	ASSERT_LT(0, pid);
	ASSERT_EQ(1, read(told[0], &yes, 1));
	ASSERT_EQ('y', yes);
	EXPECT_EQ(1, state_of(info->vector[HOP_GATE_OWN]));
	EXPECT_EQ(1, state_of(info->vector[HOP_GATE_IST]));
	ASSERT_EQ(0, kill(pid, signal));
	ASSERT_EQ(pid, waitpid(pid, NULL, 0));
	EXPECT_EQ(0, await_state(info->vector[HOP_GATE_OWN], 0));
	EXPECT_EQ(0, await_state(info->vector[HOP_GATE_IST], 0));
	close(told[0]);
	close(told[1]);
}

TEST_F(closed, kill_9_closes)
{
	NEED_GATES(&self->info);
	check_armer_end(_metadata, &self->info, SIGKILL);
}

TEST_F(closed, death_by_sigterm_closes)
{
	NEED_GATES(&self->info);
	check_armer_end(_metadata, &self->info, SIGTERM);
}

/* Kernel mode is not asked for its privilege. */
TEST_F(closed, kernel_mode_fires_a_closed_gate)
{
	NEED_GATES(&self->info);
	EXPECT_EQ(0, hop_kernel_fire(self->fd, HOP_GATE_OWN, 10));
	EXPECT_EQ(0, hop_kernel_fire(self->fd, HOP_GATE_IST, 10));
	EXPECT_EQ(0, state_of(self->info.vector[HOP_GATE_OWN]));
}

TEST_HARNESS_MAIN
