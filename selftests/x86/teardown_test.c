// SPDX-License-Identifier: GPL-2.0
/*
 * Somebody else changes a gate while stackhop has it: everything else is taken
 * back, that one is left to him, and the code that it may lead to stays.
 */
#include <kselftest_harness.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/x86/x86.h"

#define RIVAL_VECTORS "/sys/module/stackhop_rival/parameters/vectors"
#define VECTOR_DE 0
#define VECTOR_PF 14
#define GATE_BYTES 16
#define POLL_US 10000
#define POLLS 1000

FIXTURE(teardown)
{
	int fd;
	char params[256];
	struct hop_info info;
	struct hop_state before;
	struct hop_state after;
};

/* The other DPL for one gate, or that of before. */
static int rival_gate(unsigned int vector)
{
	char text[32];

	snprintf(text, sizeof(text), "%u %u", vector, vector);
	return hop_spit(RIVAL_VECTORS, text);
}

static int tap_all(int fd, struct hop_tap *tap)
{
	memset(tap, 0, sizeof(*tap));
	memset(tap->vectors, 0xff, sizeof(tap->vectors));
	tap->calls = HOP_TAP_SYSCALL | HOP_TAP_SYSCALL32 | HOP_TAP_SYSENTER;
	return hop_device_call(fd, HOP_IOC_TAP, tap);
}

FIXTURE_SETUP(teardown)
{
	ASSERT_EQ(0, hop_params(self->params, sizeof(self->params)));
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, hop_info_get(self->fd, &self->info));
	ASSERT_EQ(0, hop_kmod_load("stackhop_rival"));
	ASSERT_EQ(0, hop_state_take(&self->before));
}

FIXTURE_TEARDOWN(teardown)
{
	close(self->fd);
	EXPECT_EQ(0, hop_kmod_unload("stackhop_rival"));
	EXPECT_EQ(0, hop_state_take(&self->after));
	EXPECT_EQ(NULL, hop_state_diff(&self->before, &self->after));
	/* Nothing keeps the module any more. */
	EXPECT_EQ(0, hop_references());
}

/* A #DE by the gate that was left: its tap still works. */
static void divide(void)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		int dividend = 1, rest = 0;

		asm volatile("idivl %2"
			     : "+a"(dividend), "+d"(rest)
			     : "r"(rest));
		_exit(0);
	}
	waitpid(pid, &status, 0);
}

TEST_F(teardown, a_gate_changed_while_tapped)
{
	struct hop_tap tap;
	char line[256];
	int log;

	NEED_GATES(&self->info);
	ASSERT_EQ(0, tap_all(self->fd, &tap));
	ASSERT_EQ(0, rival_gate(VECTOR_DE));
	log = hop_log_open();
	close(self->fd);
	EXPECT_EQ(2, hop_log_read(log, line, sizeof(line)));
	EXPECT_NE(NULL, strstr(line, "stays loaded"));
	/* All else is as it was. */
	EXPECT_EQ(0, hop_state_take(&self->after));
	EXPECT_EQ(0, memcmp(self->before.msr, self->after.msr,
			    sizeof(self->before.msr)));
	EXPECT_EQ(0, memcmp(self->before.idt + GATE_BYTES,
			    self->after.idt + GATE_BYTES,
			    sizeof(self->before.idt) - GATE_BYTES));
	EXPECT_NE(0, memcmp(self->before.idt, self->after.idt, GATE_BYTES));
	EXPECT_EQ(-EAGAIN, hop_unload());
	divide();

	/* A later owner has what nobody else has changed. */
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, tap_all(self->fd, &tap));
	EXPECT_EQ(0, tap.vectors[0] & 1 << VECTOR_DE);
	EXPECT_NE(0, tap.vectors[0] & 1 << VECTOR_PF);
	divide();

	/* As it was: the next one to close takes it away after all. */
	ASSERT_EQ(0, rival_gate(VECTOR_DE));
	close(self->fd);
	EXPECT_EQ(1, hop_log_read(log, line, sizeof(line)) >= 0);
	close(log);
	EXPECT_EQ(0, hop_references());
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
}

/* It says so, and what is reported of the gate is what the gate says. */
TEST_F(teardown, an_own_gate_changed_while_armed)
{
	unsigned int vector = self->info.vector[HOP_GATE_OWN];
	struct hop_info info;

	NEED_GATES(&self->info);
	ASSERT_EQ(0, hop_gates_arm(self->fd, HOP_BOTH));
	ASSERT_EQ(0, rival_gate(vector));
	EXPECT_EQ(-EBUSY,
		  hop_device_call(self->fd, HOP_IOC_DISARM,
				  &(struct hop_arm){ .gates = HOP_BOTH }));
	EXPECT_EQ(0, hop_info_get(self->fd, &info));
	EXPECT_EQ(0, info.armed);
	/* Open again, and nobody's: the next to arm it can close it. */
	ASSERT_EQ(0, rival_gate(vector));
	EXPECT_EQ(0, hop_info_get(self->fd, &info));
	EXPECT_EQ(1 << HOP_GATE_OWN, info.armed);
	EXPECT_EQ(0, hop_gates_arm(self->fd, HOP_BOTH));
	EXPECT_EQ(0, hop_device_call(self->fd, HOP_IOC_DISARM,
				     &(struct hop_arm){ .gates = HOP_BOTH }));
	EXPECT_EQ(0, hop_info_get(self->fd, &info));
	EXPECT_EQ(0, info.armed);
}

/* As rmmod, which does not return while the gate may lead to the module. */
static pid_t unload_in_child(void)
{
	pid_t pid = fork();

	if (!pid)
		_exit(-hop_unload());
	return pid;
}

static bool is_going(void)
{
	char state[16];
	int i;

	for (i = 0; i < POLLS; i++, usleep(POLL_US))
		if (hop_slurp("/sys/module/stackhop/initstate", state,
			      sizeof(state)) > 0 &&
		    !strcmp(state, "going\n"))
			return true;
	return false;
}

TEST_F(teardown, unloading_waits_for_an_own_gate)
{
	unsigned int vector = self->info.vector[HOP_GATE_OWN];
	char line[256];
	int status, log, i;
	pid_t pid;

	NEED_GATES(&self->info);
	close(self->fd);
	ASSERT_EQ(0, rival_gate(vector)); /* open, so that it can be fired */
	log = hop_log_open();
	pid = unload_in_child();
	ASSERT_LT(0, pid);
	ASSERT_TRUE(is_going());
	for (i = 0; i < POLLS && !hop_log_read(log, line, sizeof(line)); i++)
		usleep(POLL_US);
	EXPECT_NE(NULL, strstr(line, "unloading waits"));
	close(log);
	hop_int_many(vector, 100);
	EXPECT_EQ(0, waitpid(pid, &status, WNOHANG));
	ASSERT_EQ(0, rival_gate(vector));
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
	EXPECT_EQ(0, hop_state_take(&self->after));
	EXPECT_EQ(NULL, hop_state_is_stock(&self->after));
	ASSERT_EQ(0, hop_load(self->params));
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	/* The pages of this load are others than those of the first. */
	ASSERT_EQ(0, hop_state_take(&self->before));
}

TEST_HARNESS_MAIN
