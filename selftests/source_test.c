// SPDX-License-Identifier: GPL-2.0
/*
 * Source lines behind symbols: those of the module, from its own debug info. The
 * guests have stackhop.ko where libdwfl does not look, until this test links it.
 */
#include <kselftest_harness.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>

#include "lib/arch.h"
#include "lib/lib.h"
#include "lib/tool.h"

#define KO "/lib/stackhop/stackhop.ko"
#define OUTPUT (1 << 20)

static const char fire[] = "stackhop gate --json -n 1";

FIXTURE(source)
{
	char dir[128];
	char link[160];
	char *text;
};

FIXTURE_SETUP(source)
{
	struct utsname os;

	if (access(KO, R_OK))
		SKIP(return, "no " KO ": not a guest of scripts/vm");
	uname(&os);
	snprintf(self->dir, sizeof(self->dir), "/lib/modules/%s/updates",
		 os.release);
	snprintf(self->link, sizeof(self->link), "%s/stackhop.ko", self->dir);
	self->text = malloc(OUTPUT);
	ASSERT_NE(NULL, self->text);
}

FIXTURE_TEARDOWN(source)
{
	unlink(self->link);
	rmdir(self->dir);
	free(self->text);
}

/* Then there is no such key, and no line behind any name. */
TEST_F(source, nothing_without_debug_info)
{
	hop_tool_shell(fire, self->text, OUTPUT);
	EXPECT_NE(NULL, strstr(self->text, "\"symbol\":\"hop_int_"));
	EXPECT_EQ(NULL, strstr(self->text, "\"source\""));
	hop_tool_shell("stackhop path -v divide", self->text, OUTPUT);
	EXPECT_NE(NULL, strstr(self->text, "moved by: "));
	EXPECT_EQ(NULL, strstr(self->text, ".c:"));
	EXPECT_EQ(NULL, strstr(self->text, ".h:"));
	EXPECT_EQ(NULL, strstr(self->text, ".S:"));
}

/* The functions that fire are in a file of the port. */
TEST_F(source, line_of_the_module)
{
	mkdir(self->dir, 0755);
	ASSERT_EQ(0, symlink(KO, self->link));
	hop_tool_shell(fire, self->text, OUTPUT);
	EXPECT_NE(NULL, strstr(self->text, "\"source\":\""));
	EXPECT_NE(NULL, strstr(self->text, HOP_FILE_OF_FIRE ":"));
}

/* Copies the module with another build ID: false if it has none. */
static bool other_build(const char *to, char *bytes, size_t size)
{
	static const char note[] = "\4\0\0\0\24\0\0\0\3\0\0\0GNU";
	FILE *from = fopen(KO, "r"), *copy = fopen(to, "w");
	size_t nr = from && copy ? fread(bytes, 1, size, from) : 0;
	char *id = memmem(bytes, nr, note, sizeof(note));

	if (id)
		id[sizeof(note)] ^= 1;
	if (copy)
		fwrite(bytes, 1, nr, copy);
	while (copy && from && (nr = fread(bytes, 1, size, from)))
		fwrite(bytes, 1, nr, copy);
	if (from)
		fclose(from);
	return copy && !fclose(copy) && id;
}

/* Its lines are of other code. */
TEST_F(source, no_line_of_another_build)
{
	mkdir(self->dir, 0755);
	ASSERT_TRUE(other_build(self->link, self->text, OUTPUT));
	hop_tool_shell(fire, self->text, OUTPUT);
	EXPECT_NE(NULL, strstr(self->text, "\"symbol\":\"hop_int_"));
	EXPECT_EQ(NULL, strstr(self->text, "\"source\""));
}

TEST_HARNESS_MAIN
