// SPDX-License-Identifier: GPL-2.0
/*
 * The exit status of the tool is the truth: what could not be written, or not be
 * done, is told on standard error with the reason, and the status is 3.
 */
#include <kselftest_harness.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "lib/lib.h"
#include "lib/tool.h"

#define TEXT_BYTES (1 << 16)
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

/* Every command, in every form. */
static const char *const lines[] = {
	"--help",
	"--version",
	"status",
	"status --json",
	"gate -n 10",
	"gate --json -n 10",
	"path syscall",
	"path -v syscall",
	"path --draw syscall",
	"path --json syscall",
	"cost -r 10 divide",
	"cost --json -r 10 divide",
	"diff " RESULT " " RESULT,
	"diff --json " RESULT " " RESULT,
	"depth --help",
	"depth",
	"depth --json",
	"depth --openmetrics",
	"depth -i 0.1",
	"depth --json -i 0.1",
	"depth -- true",
	"depth --fail-below 1000000",
	"watch -e syscall -- true",
	"watch --json -e syscall -- true",
	"watch --events -e syscall -- true",
	"watch --events --json -e syscall -- true",
	"watch -i 0.1 -e syscall",
	"watch --json -i 0.1 -e syscall",
};

/* What @line says on standard error goes to text. */
static int said(const char *line, const char *to)
{
	char command[512];

	snprintf(command, sizeof(command), "stackhop %s 2>&1 %s", line, to);
	return hop_tool_shell(command, text, sizeof(text));
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

	ASSERT_EQ(0, hop_tool_shell("stackhop path --json ud2 >" RESULT, text,
				    sizeof(text)));
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

TEST_HARNESS_MAIN
