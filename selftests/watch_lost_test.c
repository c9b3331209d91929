// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop watch --events` on one CPU, where whoever has it when the reader wakes
 * up fills the rings: none may keep it for as long as that takes. Under
 * scripts/vm -i, for elsewhere the host decides who is slow.
 */
#include <kselftest_harness.h>
#include <stdlib.h>
#include <string.h>

#include "lib/instructions.h"
#include "lib/lib.h"
#include "lib/tool.h"

#define TEST_SECONDS 600
#define ROUNDS 5
#define LINE "watch --events -e syscall,switch -- ./call_getppid 50000"

FIXTURE(lost)
{
	struct hop_tool tool;
};

FIXTURE_SETUP(lost)
{
}

FIXTURE_TEARDOWN(lost)
{
}

TEST_F_TIMEOUT(lost, nothing, TEST_SECONDS)
{
	char *said;
	int i;

	NEED_INSTRUCTIONS();
	for (i = 0; i < ROUNDS; i++) {
		ASSERT_EQ(0, hop_tool_start_mute(&self->tool, LINE));
		EXPECT_EQ(0, hop_tool_wait(&self->tool));
		said = hop_tool_text(self->tool.err);
		EXPECT_NE(NULL, strstr(said, " events shown, 0 lost\n"))
		TH_LOG("%s", strstr(said, "missed") ?: said);
		free(said);
		hop_tool_close(&self->tool);
	}
}

TEST_HARNESS_MAIN
