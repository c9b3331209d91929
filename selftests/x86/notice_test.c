// SPDX-License-Identifier: GPL-2.0
/*
 * Nobody may notice: programs of the kernel's own selftests for x86 give the
 * same lines and the same status with taps as without. Whether they succeed is
 * not asked, an emulator has its own ideas of some of them.
 */
#include <kselftest_harness.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/x86/x86.h"

#define OUTPUT_MAX (64 * 1024)
#define PROGRAM_SECONDS 60
#define TAINT "/proc/sys/kernel/tainted"
#define VECTOR_DB 1
#define MSR_CSTAR 0xc0000083

/* Built of Debian's linux-source package by selftests/Makefile. */
#define PROGRAMS "x86"

/**
 * struct outcome - what can be seen of a run of a program
 * @status: as waitpid() gives it; -1: it was stopped after its time
 * @text:   what it wrote, standard output and error
 */
struct outcome {
	int status;
	char text[OUTPUT_MAX];
};

FIXTURE(notice)
{
	int fd;
	struct hop_info info;
	char path[64];
	char taint[32];
	struct outcome *without;
	struct outcome *with;
};

FIXTURE_VARIANT(notice)
{
	const char *program;
	bool lret;
	bool cstar;
};

/* TF, NT, AC and DF at each way into the kernel; BTF by ptrace. */
FIXTURE_VARIANT_ADD(notice, single_step_syscall_32)
VALUES(.program = "single_step_syscall_32");
FIXTURE_VARIANT_ADD(notice, single_step_syscall_64)
VALUES(.program = "single_step_syscall_64");
FIXTURE_VARIANT_ADD(notice, syscall_nt_32)
VALUES(.program = "syscall_nt_32");
FIXTURE_VARIANT_ADD(notice, syscall_nt_64)
VALUES(.program = "syscall_nt_64");
FIXTURE_VARIANT_ADD(notice, unwind_vdso_32)
VALUES(.program = "unwind_vdso_32");
FIXTURE_VARIANT_ADD(notice, sigtrap_loop_32)
VALUES(.program = "sigtrap_loop_32");
FIXTURE_VARIANT_ADD(notice, sigtrap_loop_64)
VALUES(.program = "sigtrap_loop_64");
/* A #DB that MOV SS put off until the kernel's first instruction. */
FIXTURE_VARIANT_ADD(notice, mov_ss_trap_32)
VALUES(.program = "mov_ss_trap_32");
FIXTURE_VARIANT_ADD(notice, mov_ss_trap_64)
VALUES(.program = "mov_ss_trap_64");
/* Registers and flags there and back. */
FIXTURE_VARIANT_ADD(notice, check_initial_reg_state_32)
VALUES(.program = "check_initial_reg_state_32");
FIXTURE_VARIANT_ADD(notice, check_initial_reg_state_64)
VALUES(.program = "check_initial_reg_state_64");
/* QEMU panics at their LRET with SMAP. */
FIXTURE_VARIANT_ADD(notice, test_syscall_vdso_32)
VALUES(.program = "test_syscall_vdso_32", .lret = true);
/* QEMU panics at their LRET with SMAP. */
FIXTURE_VARIANT_ADD(notice, sysret_ss_attrs_64)
VALUES(.program = "sysret_ss_attrs_64", .lret = true);
FIXTURE_VARIANT_ADD(notice, sysret_rip_64)
VALUES(.program = "sysret_rip_64");
FIXTURE_VARIANT_ADD(notice, ptrace_syscall_32)
VALUES(.program = "ptrace_syscall_32");
FIXTURE_VARIANT_ADD(notice, ptrace_syscall_64)
VALUES(.program = "ptrace_syscall_64");
/* It makes a SYSCALL whether or not Linux has set an entry for it. */
FIXTURE_VARIANT_ADD(notice, syscall_arg_fault_32)
VALUES(.program = "syscall_arg_fault_32", .cstar = true);
FIXTURE_VARIANT_ADD(notice, syscall_arg_fault_64)
VALUES(.program = "syscall_arg_fault_64");
/* Segments, GS, faults on the way out. */
FIXTURE_VARIANT_ADD(notice, fsgsbase_64)
VALUES(.program = "fsgsbase_64");
FIXTURE_VARIANT_ADD(notice, fsgsbase_restore_32)
VALUES(.program = "fsgsbase_restore_32");
FIXTURE_VARIANT_ADD(notice, fsgsbase_restore_64)
VALUES(.program = "fsgsbase_restore_64");
FIXTURE_VARIANT_ADD(notice, ldt_gdt_32)
VALUES(.program = "ldt_gdt_32");
FIXTURE_VARIANT_ADD(notice, ldt_gdt_64)
VALUES(.program = "ldt_gdt_64");
FIXTURE_VARIANT_ADD(notice, sigreturn_32)
VALUES(.program = "sigreturn_32");
FIXTURE_VARIANT_ADD(notice, sigreturn_64)
VALUES(.program = "sigreturn_64");
FIXTURE_VARIANT_ADD(notice, sigaltstack_32)
VALUES(.program = "sigaltstack_32");
FIXTURE_VARIANT_ADD(notice, sigaltstack_64)
VALUES(.program = "sigaltstack_64");
FIXTURE_VARIANT_ADD(notice, corrupt_xstate_header_64)
VALUES(.program = "corrupt_xstate_header_64");
/* #GP. */
FIXTURE_VARIANT_ADD(notice, iopl_32)
VALUES(.program = "iopl_32");
FIXTURE_VARIANT_ADD(notice, iopl_64)
VALUES(.program = "iopl_64");
FIXTURE_VARIANT_ADD(notice, ioperm_32)
VALUES(.program = "ioperm_32");
FIXTURE_VARIANT_ADD(notice, ioperm_64)
VALUES(.program = "ioperm_64");

FIXTURE_SETUP(notice)
{
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, hop_info_get(self->fd, &self->info));
	snprintf(self->path, sizeof(self->path), PROGRAMS "/%s",
		 variant->program);
	self->without = hop_shared(sizeof(*self->without));
	self->with = hop_shared(sizeof(*self->with));
	ASSERT_TRUE(self->without && self->with);
	ASSERT_LT(0, hop_slurp(TAINT, self->taint, sizeof(self->taint)));
}

/* A WARNING taints. */
FIXTURE_TEARDOWN(notice)
{
	char taint[32];

	close(self->fd);
	EXPECT_LT(0, hop_slurp(TAINT, taint, sizeof(taint)));
	EXPECT_STREQ(self->taint, taint);
}

/* Where things lie in memory shall not differ, nor what they print of it. */
static pid_t start(const char *path, int out)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	personality(ADDR_NO_RANDOMIZE);
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	execl(path, path, NULL);
	_exit(127);
}

/* The first process of a namespace takes all others of it with it. */
static int await(pid_t pid)
{
	int status, tries = PROGRAM_SECONDS * 100;

	while (tries--) {
		if (waitpid(pid, &status, WNOHANG) == pid)
			return status;
		usleep(10000);
	}
	kill(pid, SIGKILL);
	return waitpid(pid, &status, 0) != pid;
}

/* Nor shall process ids: the program is number 2 of a namespace, with 1 here. */
static int run_in_namespace(const char *path, int out, struct outcome *outcome)
{
	pid_t pid;

	if (unshare(CLONE_NEWPID))
		return 1;
	pid = fork();
	if (!pid) {
		pid = start(path, out);
		_exit(pid < 0 || waitpid(pid, &outcome->status, 0) != pid);
	}
	return pid < 0 || await(pid);
}

static int run(const char *path, struct outcome *outcome)
{
	int out = memfd_create("out", 0);
	ssize_t got;
	int status;
	pid_t pid;

	if (out < 0)
		return -errno;
	outcome->status = -1;
	pid = fork();
	if (!pid)
		_exit(run_in_namespace(path, out, outcome));
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -ECHILD;
	got = pread(out, outcome->text, sizeof(outcome->text) - 1, 0);
	close(out);
	if (got < 0 || status)
		return -EIO;
	outcome->text[got] = '\0';
	return 0;
}

/* The first line that differs, to be shown; NULL: there is none. */
static const char *differs(const char *a, const char *b)
{
	const char *line = a;

	while (*a && *a == *b) {
		if (*a == '\n')
			line = a + 1;
		a++;
		b++;
	}
	return *a == *b ? NULL : line;
}

static void check_same(struct __test_metadata *_metadata,
		       FIXTURE_DATA(notice) * self)
{
	const char *line = differs(self->without->text, self->with->text);
	size_t at = line ? line - self->without->text : 0;

	EXPECT_EQ(self->without->status, self->with->status)
	TH_LOG("status %#x without taps, %#x with", self->without->status,
	       self->with->status);
	EXPECT_EQ(NULL, line)
	TH_LOG("without taps '%.*s', with '%.*s'", (int)strcspn(line, "\n"),
	       line, (int)strcspn(self->with->text + at, "\n"),
	       self->with->text + at);
}

/* An LRET to user mode reads the user's stack, as user mode does. */
static bool lret_is_wrong(void)
{
	static char text[4096];

	return hop_slurp("/proc/cpuinfo", text, sizeof(text)) < 0 ||
	       (strstr(text, " smap ") && strstr(text, " hypervisor "));
}

/*
 * On Intel's CPUs Linux leaves it 0, as they have no SYSCALL in 32-bit code; an
 * emulated one has, and ends at address 0 in kernel mode, taps or not.
 */
static bool syscall32_is_fatal(void)
{
	uint64_t entry;

	return hop_rdmsr(0, MSR_CSTAR, &entry) || !entry;
}

#define NEED_PROGRAM(self)                                           \
	do {                                                         \
		NEED_GATES(&(self)->info);                           \
		if (access((self)->path, X_OK))                      \
			SKIP(return, "not built: %s", (self)->path); \
		if (variant->lret && lret_is_wrong())                \
			SKIP(return, "QEMU's LRET with SMAP");       \
		if (variant->cstar && syscall32_is_fatal())          \
			SKIP(return, "MSR_CSTAR is 0");              \
	} while (0)

TEST_F(notice, all_taps)
{
	struct hop_tap tap;

	NEED_PROGRAM(self);
	ASSERT_EQ(0, run(self->path, self->without));
	memset(&tap, 0xff, sizeof(tap));
	tap.calls = HOP_TAP_SYSCALL | HOP_TAP_SYSCALL32 | HOP_TAP_SYSENTER;
	tap.stamps = 0;
	ASSERT_EQ(0, hop_device_call(self->fd, HOP_IOC_TAP, &tap));
	ASSERT_TRUE(tap.vectors[0] & 1 << VECTOR_DB);
	ASSERT_TRUE(tap.calls & HOP_TAP_SYSENTER);
	ASSERT_EQ(0, run(self->path, self->with));
	check_same(_metadata, self);
}

/* None before #DB's handler that the owner would know of. */
TEST_F(notice, syscall_taps_alone)
{
	struct hop_tap tap = { .calls = HOP_TAP_SYSCALL | HOP_TAP_SYSCALL32 |
					HOP_TAP_SYSENTER };

	NEED_PROGRAM(self);
	ASSERT_EQ(0, run(self->path, self->without));
	ASSERT_EQ(0, hop_device_call(self->fd, HOP_IOC_TAP, &tap));
	EXPECT_EQ(0, tap.vectors[0]);
	ASSERT_EQ(0, run(self->path, self->with));
	check_same(_metadata, self);
}

TEST_HARNESS_MAIN
