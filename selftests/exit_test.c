// SPDX-License-Identifier: GPL-2.0
/*
 * The exit status of the tool is the truth: what could not be written, or not be
 * done, is told on standard error with the reason, and the status is 3.
 */
#include <kselftest_harness.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/arch.h"
#include "lib/tool.h"

#define TEXT_BYTES (1 << 20)
#define DISK "/tmp/hop_exit_disk"
#define RAN "/tmp/hop_exit_ran"
#define RESULT "/tmp/hop_exit_result"

static char text[TEXT_BYTES];

/* Where standard output goes, for the shell, and what is said then. */
static const struct {
	const char *to;
	const char *words;
} outputs[] = {
	{ ">/dev/full", "cannot write: No space left on device" },
	{ ">" DISK "/file", "cannot write: No space left on device" },
	{ ">&-", "cannot write: standard output is closed" },
	{ "1</dev/null",
	  "cannot write: standard output is not open for writing" },
};

/* Every command, in forms that are printed by code of their own. */
static const char *const lines[] = {
	"--help",
	"--version",
	"status",
	"status --json",
	"gate --json -n 10",
	"path syscall",
	"path --json syscall",
	"cost --json -r 10 " HOP_TRIGGER_EXCEPTION,
	"diff " RESULT " " RESULT,
	"diff --json " RESULT " " RESULT,
	"depth",
	"depth --json",
	"depth --openmetrics",
	"depth -i 0.1",
	"depth -- true",
	"depth --fail-below 1000000",
	"watch --json -e syscall -- true",
	"watch --events --json -e syscall -- true",
	"watch -i 0.1 -e syscall",
};

/* What @line says on standard error goes to text. */
static int said(const char *line, const char *to)
{
	char command[512];

	snprintf(command, sizeof(command), "stackhop %s 2>&1 %s", line, to);
	return hop_tool_shell(command, text, sizeof(text));
}

static void *sleeper(void *number)
{
	__atomic_store_n((pid_t *)number, syscall(SYS_gettid),
			 __ATOMIC_RELEASE);
	for (;;)
		pause();
	return NULL;
}

/* The number of a thread that is not the first; it ends with the test. */
static pid_t thread_start(void)
{
	static pid_t number;
	pthread_t thread;

	if (pthread_create(&thread, NULL, sleeper, &number))
		return -1;
	while (!__atomic_load_n(&number, __ATOMIC_ACQUIRE))
		usleep(1000);
	return number;
}

static bool is_named(pid_t pid, const char *name)
{
	char path[64], comm[32] = "";

	snprintf(path, sizeof(path), "/proc/%d/comm", pid);
	hop_slurp(path, comm, sizeof(comm));
	return !strncmp(comm, name, strlen(name));
}

#define EXPECT_SAID(status, line, to, words)                  \
	do {                                                  \
		EXPECT_EQ(status, said(line, to))             \
		TH_LOG("stackhop %s %s", line, to);           \
		EXPECT_NE(NULL, strstr(text, words))          \
		TH_LOG("stackhop %s %s: %s", line, to, text); \
	} while (0)

TEST(every_command)
{
	size_t i;

	ASSERT_EQ(0,
		  hop_tool_shell("stackhop path --json " HOP_TRIGGER_UNDEFINED
				 " >" RESULT,
				 text, sizeof(text)));
	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		EXPECT_SAID(3, lines[i], ">/dev/full",
			    "cannot write: No space left on device");
		EXPECT_SAID(3, lines[i], ">&-", "standard output is closed");
	}
	unlink(RESULT);
}

/* One of them is a disk of one page, which has a file of that size. */
TEST(every_output)
{
	size_t i;

	ASSERT_EQ(0, hop_tool_shell("mkdir -p " DISK, text, sizeof(text)));
	ASSERT_EQ(0, mount("none", DISK, "tmpfs", 0, "size=4096"));
	hop_tool_shell("cat /dev/zero 2>/dev/null >" DISK "/zeros", text,
		       sizeof(text));
	for (i = 0; i < ARRAY_SIZE(outputs); i++) {
		EXPECT_SAID(3, "status", outputs[i].to, outputs[i].words);
		EXPECT_SAID(3, "depth --json", outputs[i].to, outputs[i].words);
	}
	EXPECT_EQ(0, umount2(DISK, MNT_DETACH));
}

/* Before anything is run, if that is known by then. */
TEST(nothing_is_run_for_a_closed_output)
{
	static const char *const commands[] = { "watch", "depth" };
	char line[128];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		snprintf(line, sizeof(line), "%s -- touch " RAN, commands[i]);
		EXPECT_EQ(3, said(line, ">&-")) TH_LOG("%s", line);
		EXPECT_NE(0, access(RAN, F_OK)) TH_LOG("%s", line);
		EXPECT_EQ(0, said(line, ">/dev/null")) TH_LOG("%s", text);
		EXPECT_EQ(0, unlink(RAN)) TH_LOG("%s", line);
	}
}

/* The descriptors that are closed are not those that the tool then opens. */
TEST(closed_inputs_and_errors)
{
	EXPECT_EQ(0, said("status", "<&- >/dev/null")) TH_LOG("%s", text);
	EXPECT_EQ(0, said("depth", "<&- 2>&- >/dev/null"));
	EXPECT_EQ(3, said("status", "<&- 2>&- >&-"));
}

/* Nor does it matter less that nothing can be said of it. */
TEST(what_cannot_be_said)
{
	EXPECT_EQ(3, said("watch --events -e syscall -- true",
			  ">/dev/null 2>/dev/full"));
	EXPECT_EQ(2, said("nonsense", "2>/dev/full"));
}

/* A script whose interpreter is not there: only execve can know. */
#define BAD "/tmp/hop_exit_bad"

TEST(what_is_not_there)
{
	char line[64];
	pid_t thread = thread_start();

	ASSERT_LT(0, thread);
	ASSERT_EQ(0, hop_tool_shell("echo '#!/nonexistent' >" BAD
				    "; chmod 755 " BAD,
				    text, sizeof(text)));
	EXPECT_SAID(3, "depth -- /nonexistent", "", "No such file");
	EXPECT_SAID(3, "depth --reset -- nonexistent", "", "No such file");
	EXPECT_EQ(NULL, strstr(text, "new period")) TH_LOG("%s", text);
	EXPECT_SAID(3, "depth -- /tmp", "", "Permission denied");
	EXPECT_SAID(3, "depth -- " BAD, "", "cannot run " BAD);
	EXPECT_SAID(3, "watch -- /nonexistent", "", "No such file");
	EXPECT_SAID(3, "watch -- /tmp", "", "Permission denied");
	EXPECT_SAID(3, "watch -- " BAD, "", "cannot run " BAD);
	EXPECT_SAID(3, "depth -p 4000000", "", "there is no process 4000000");
	EXPECT_SAID(3, "watch -p 4000000", "", "there is no process 4000000");
	EXPECT_SAID(3, "top -p 4000000", "", "there is no process 4000000");
	snprintf(line, sizeof(line), "depth -p %d", thread);
	EXPECT_SAID(3, line, "", "a thread, not a process");
	snprintf(line, sizeof(line), "watch -p %d", thread);
	EXPECT_SAID(3, line, "", "a thread, not a process");
	unlink(BAD);
}

/* The first process of the namespace must stay, or it takes no more. */
TEST(in_a_pid_namespace)
{
	pid_t first;

	if (unshare(CLONE_NEWPID))
		SKIP(return, "this kernel has no pid namespaces");
	first = fork();
	if (!first)
		for (;;)
			pause();
	EXPECT_SAID(3, "watch -- touch " RAN, "", "in a pid namespace");
	EXPECT_NE(0, access(RAN, F_OK));
	EXPECT_SAID(3, "watch -p 1", "", "in a pid namespace");
	EXPECT_SAID(3, "top -p 1", "", "in a pid namespace");
	EXPECT_SAID(3, "depth -p 1", "", "in a pid namespace");
	EXPECT_SAID(0, "depth -- touch " RAN, "", "ended meanwhile");
	EXPECT_EQ(0, unlink(RAN));
	kill(first, SIGKILL);
}

#define RESTRICT "/proc/sys/kernel/kptr_restrict"

TEST(hidden_symbols)
{
	char before[16] = "";

	ASSERT_LT(0, hop_slurp(RESTRICT, before, sizeof(before)));
	ASSERT_EQ(0, hop_spit(RESTRICT, "2"));
	EXPECT_SAID(3, "watch -e syscall -- touch " RAN, "",
		    "kptr_restrict is 2");
	EXPECT_NE(0, access(RAN, F_OK));
	EXPECT_SAID(3, "depth --blame 1", "", "kptr_restrict is 2");
	EXPECT_SAID(0, "depth --top 1", "", "stacks");
	EXPECT_EQ(0, hop_spit(RESTRICT, before));
}

/* Mounts of the test's own, which end with it. */
static int own_mounts(void)
{
	return unshare(CLONE_NEWNS) ||
	       mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
}

static int cover(const char *path)
{
	return mount("none", path, "tmpfs", 0, NULL);
}

TEST(without_types)
{
	ASSERT_EQ(0, own_mounts());
	ASSERT_EQ(0, cover("/sys/kernel/btf"));
	EXPECT_SAID(3, "watch -- touch " RAN, "", "CONFIG_DEBUG_INFO_BTF");
	EXPECT_SAID(3, "path syscall", "", "CONFIG_DEBUG_INFO_BTF");
	EXPECT_SAID(0, "depth --top 1", "", "stacks");
	ASSERT_EQ(0, cover("/sys"));
	EXPECT_SAID(3, "watch -- touch " RAN, "", "/sys is not mounted");
	EXPECT_NE(0, access(RAN, F_OK));
}

TEST(without_a_device)
{
	ASSERT_EQ(0, own_mounts());
	ASSERT_EQ(0, cover("/dev"));
	EXPECT_SAID(3, "status", "", "its device is not here");
}

#define LIST "/tmp/hop_exit_symbols"
#define SYMBOLS "/proc/kallsyms"
#define SECURITY "/sys/kernel/security"
#define LOCKDOWN SECURITY "/lockdown"

/* From the unloading on nothing may end the test before the module is back. */
TEST(without_the_module)
{
	/* Kernels without CONFIG_SECURITY cannot be locked down. */
	bool lockable = !access(SECURITY, F_OK);
	char params[256];

	ASSERT_EQ(0, hop_params(params, sizeof(params)));
	ASSERT_EQ(0, own_mounts());
	ASSERT_EQ(0, hop_unload());
	EXPECT_SAID(3, "status", "", "the module is not loaded (insmod");
	if (lockable) {
		EXPECT_EQ(0, cover(SECURITY));
		EXPECT_EQ(0, hop_tool_shell("echo '[integrity]' >" LOCKDOWN,
					    text, sizeof(text)));
		EXPECT_SAID(3, "status", "", "the kernel is locked down");
	}
	EXPECT_EQ(0, hop_tool_shell("grep -v ' [bBdDrR] ' " SYMBOLS " >" LIST,
				    text, sizeof(text)));
	EXPECT_EQ(0, mount(LIST, SYMBOLS, NULL, MS_BIND, NULL));
	EXPECT_SAID(3, "watch -- touch " RAN, "", "CONFIG_KALLSYMS_ALL");
	EXPECT_NE(0, access(RAN, F_OK));
	unlink(LIST);
	EXPECT_EQ(0, hop_load(params));
}

/* ESC, a byte that is not UTF-8, an e with an acute accent. */
#define NAME "\x1b[2J\xff\xc3\xa9"
#define SHOWN "\\x1b[2J\\xff\xc3\xa9"
#define IN_JSON "\\\\x1b[2J\\\\xff\xc3\xa9"

TEST(a_name_of_any_bytes)
{
	static const struct {
		const char *line;
		const char *shown;
	} rows[] = {
		{ "depth -p %d", SHOWN },
		{ "depth --json -p %d", IN_JSON },
		{ "depth --openmetrics -p %d", IN_JSON },
		{ "watch -t 1 -e syscall -p %d", SHOWN },
		{ "watch --json -t 1 -e syscall -p %d", IN_JSON },
	};
	pid_t child = fork();
	char line[64];
	size_t i;

	if (!child) {
		prctl(PR_SET_NAME, NAME);
		for (;;)
			usleep(1000);
	}
	while (!is_named(child, NAME))
		usleep(1000);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		snprintf(line, sizeof(line), rows[i].line, child);
		EXPECT_SAID(0, line, "", rows[i].shown);
		EXPECT_EQ(NULL, strpbrk(text, "\x1b\xff")) TH_LOG("%s", line);
	}
	kill(child, SIGKILL);
}

TEST_HARNESS_MAIN
