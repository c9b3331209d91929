// SPDX-License-Identifier: GPL-2.0
/*
 * What each command prints with --json is one object, and no key comes twice in
 * any: read and printed again it is the same text.
 */
#include <kselftest_harness.h>
#include <stdlib.h>
#include <string.h>

#include "lib/json.h"
#include "lib/arch.h"
#include "lib/tool.h"

#define OUTPUT (1 << 20)

static const char *const lines[] = {
	"stackhop status --json",
	"stackhop depth --json --blame 3",
	"stackhop watch --json -e syscall,switch -- true",
	"stackhop watch --json -e syscall -- false",
	"stackhop path --json syscall " HOP_TRIGGER_SECOND_CALL " softirq",
	"stackhop gate --json -n 10",
	"stackhop cost --json -r 10 syscall " HOP_TRIGGER_EXCEPTION,
};

/* @text, read and printed as the tool prints; to be freed. */
static char *again(const char *text)
{
	struct json_tokener *reader = json_tokener_new();
	struct json_object *root = json_tokener_parse_ex(reader, text, -1);
	char *copy = NULL;

	if (root &&
	    asprintf(&copy, "%s\n",
		     json_object_to_json_string_ext(
			     root, JSON_C_TO_STRING_PRETTY |
					   JSON_C_TO_STRING_NOSLASHESCAPE)) < 0)
		copy = NULL;
	json_object_put(root);
	json_tokener_free(reader);
	return copy;
}

/* The first line of @a that @b has not in its place; they are not the same. */
static const char *different(const char *a, const char *b)
{
	const char *line = a;

	for (; *a && *a == *b; a++, b++)
		if (*a == '\n')
			line = a + 1;
	return line;
}

TEST(the_same_when_read_and_printed_again)
{
	char *text = malloc(OUTPUT), *copy;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		hop_tool_shell(lines[i], text, OUTPUT);
		copy = again(text);
		ASSERT_NE(NULL, copy) TH_LOG("%s: %s", lines[i], text);
		EXPECT_EQ(0, strcmp(text, copy))
		TH_LOG("%s: from %.80s", lines[i], different(text, copy));
		EXPECT_LT(100, strlen(text));
		free(copy);
	}
	free(text);
}

TEST_HARNESS_MAIN
