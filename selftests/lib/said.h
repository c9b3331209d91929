/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For tests of what commands say and how they end; included after the harness.
 */
#ifndef HOP_LIB_SAID_H
#define HOP_LIB_SAID_H

#include <stdio.h>
#include <string.h>

#include "lib/tool.h"

#define CANNOT 3 /* exit status of what is refused */
#define PATIENCE 200 /* seconds: each case starts the tool a few times */

static char hop_said_text[1 << 16];

/* Both outputs go to hop_said_text; gives the exit status. */
static inline int hop_said(const char *line)
{
	char command[256];

	snprintf(command, sizeof(command), "exec 2>&1; %s", line);
	hop_said_text[0] = '\0';
	return hop_tool_shell(command, hop_said_text, sizeof(hop_said_text));
}

#define EXPECT_SAID(status, line, text)                                        \
	do {                                                                   \
		EXPECT_EQ(status, hop_said(line))                              \
		TH_LOG("%s: %s", line, hop_said_text);                         \
		EXPECT_NE(NULL, strstr(hop_said_text, text))                   \
		TH_LOG("%s: got: %s expected: %s", line, hop_said_text, text); \
	} while (0)

#endif
