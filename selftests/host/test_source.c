// SPDX-License-Identifier: GPL-2.0
/*
 * Source lines, out of the debug info of this very program.
 */
#include "unit.h"

#include "kernel/kernel.h"

/* Where the linker put the file's first byte: addresses in it are from there. */
extern const char __executable_start[];

static __u64 addr_of(const void *where)
{
	return (const char *)where - __executable_start;
}

static __u64 returns_to;

static __attribute__((noinline)) void called(void)
{
	returns_to = addr_of(__builtin_return_address(0));
}

static int program(void **state)
{
	(void)state;
	return hop_source_use("/proc/self/exe") ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	hop_source_end();
	return 0;
}

/* The compiler runs in this folder: nothing is before the file's name. */
static void this_line(void **state)
{
	char text[HOP_SOURCE_TEXT], want[64];

	(void)state;
	snprintf(want, sizeof(want), "test_source.c:%d", __LINE__ + 1);
	called();
	assert_string_equal(hop_source_line(hop_call_at(returns_to), text,
					    sizeof(text)),
			    want);
	hop_source_behind(hop_call_at(returns_to), text, sizeof(text));
	assert_int_equal(strncmp(text, " (test_source.c:", 16), 0);
	assert_int_equal(text[strlen(text) - 1], ')');
}

/* Of the tool itself, whose files lie beside this folder. */
static void other_folder(void **state)
{
	static const char want[] = "userspace/kernel/source.c:";
	char text[HOP_SOURCE_TEXT];

	(void)state;
	assert_non_null(
		hop_source_line(addr_of(hop_source_line), text, sizeof(text)));
	assert_int_equal(strncmp(text, want, strlen(want)), 0);
}

static void cut(void **state)
{
	char text[8];

	(void)state;
	called();
	assert_string_equal(hop_source_line(hop_call_at(returns_to), text,
					    sizeof(text)),
			    "test_so");
}

static void no_line(void **state)
{
	char text[HOP_SOURCE_TEXT] = "before";

	(void)state;
	assert_null(hop_source_line(0, text, sizeof(text)));
	assert_null(hop_source_line(~0ULL, text, sizeof(text)));
	assert_null(hop_source_line(addr_of(&returns_to), text, sizeof(text)));
	assert_string_equal(hop_source_behind(1, text, sizeof(text)), "");
}

static void no_file(void **state)
{
	char text[HOP_SOURCE_TEXT];

	(void)state;
	assert_false(hop_source_use("/nonexistent"));
	assert_null(hop_source_line(addr_of(called), text, sizeof(text)));
	assert_false(hop_source_use("/proc/version"));
	assert_null(hop_source_line(addr_of(called), text, sizeof(text)));
	hop_source_end();
}

static void paths(void **state)
{
	static const struct {
		const char *file, *dir, *want;
	} cases[] = {
		{ "mm/slub.c", "/src/linux", "mm/slub.c" },
		{ "./mm/slub.c", "/src/linux", "mm/slub.c" },
		{ "/src/linux/mm/slub.c", "/src/linux", "mm/slub.c" },
		{ "/src/linux/mm//slub.c", "/src/linux/", "mm/slub.c" },
		{ "/src/linux/mm/../fs/open.c", "/src/linux", "fs/open.c" },
		/* Another folder for what is made. */
		{ "/src/linux/mm/slub.c", "/src/linux/out", "mm/slub.c" },
		{ "/src/linux/out/../mm/slub.c", "/src/linux/out",
		  "mm/slub.c" },
		{ "./debian/build/amd64/./mm/slub.c", "./debian/build/amd64",
		  "mm/slub.c" },
		{ "mm/slub.c", "./debian/build/amd64", "mm/slub.c" },
		/* A name that only begins like the folder. */
		{ "/src/linux-next/mm/slub.c", "/src/linux",
		  "linux-next/mm/slub.c" },
		/* A module from elsewhere. */
		{ "/var/dkms/a.c", "/usr/src/linux", "/var/dkms/a.c" },
		{ "/src/../../a.c", "/src/linux", "/a.c" },
		{ "../a.c", "", "../a.c" },
		{ "a.c", "", "a.c" },
	};
	char text[64];

	(void)state;
	for (size_t i = 0; i < NR(cases); i++)
		assert_string_equal(hop_source_path(cases[i].file, cases[i].dir,
						    text, sizeof(text)),
				    cases[i].want);
}

/* A note of the linker's before it, as in /sys/kernel/notes. */
static void build_ids(void **state)
{
	static const __u8 notes[] = {
		4,   0,	  0,   0, 4, 0, 0,   0,	  0,   1, 0, 0, /* sizes, type */
		'X', 'e', 'n', 0, 1, 2, 3,   4,	  4,   0, 0, 0, 3, 0,
		0,   0,	  3,   0, 0, 0, 'G', 'N', 'U', 0, 7, 8, 9, 0,
	};
	size_t nr = 0;

	(void)state;
	assert_ptr_equal(hop_notes_build_id(notes, sizeof(notes), &nr),
			 notes + 36);
	assert_int_equal(nr, 3);
	assert_null(hop_notes_build_id(notes, 20, &nr));
	assert_null(hop_notes_build_id(notes, sizeof(notes) - 8, &nr));
	assert_null(hop_notes_build_id(notes, 0, &nr));
	assert_false(hop_notes_running(NULL, notes, 3));
	assert_false(hop_notes_running("no such module", notes, 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(this_line, program, end),
		cmocka_unit_test_setup_teardown(other_folder, program, end),
		cmocka_unit_test_setup_teardown(cut, program, end),
		cmocka_unit_test_setup_teardown(no_line, program, end),
		cmocka_unit_test(no_file),
		cmocka_unit_test(paths),
		cmocka_unit_test(build_ids),
	};

	return cmocka_run_group_tests_name("source", tests, NULL, NULL);
}
