// SPDX-License-Identifier: GPL-2.0
/*
 * Left-over words: which are return addresses, and which of those make a chain.
 * The kernel here is a page of made-up text with functions of 0x100 bytes.
 */
#include "unit.h"

#include <fcntl.h>
#include <unistd.h>

#include "arch/arch.h"
#include "depth/blame.h"
#include "kernel/kcore.h"

#define BASE 0xffffffff81000000ULL
#define FUNCTION(n) (BASE + 0x100ULL * (n))

static __u8 text[0x1000];
static bool readable;

static bool text_read(void *arg, __u64 addr, __u8 *bytes)
{
	(void)arg;
	if (!readable || addr - BASE > sizeof(text) ||
	    addr - BASE < HOP_CALL_BYTES)
		return false;
	memcpy(bytes, text + (addr - BASE) - HOP_CALL_BYTES, HOP_CALL_BYTES);
	return true;
}

static bool function_find(void *arg, __u64 addr, char *name, size_t size,
			  __u32 *offset)
{
	(void)arg;
	if (addr - BASE >= sizeof(text))
		return false;
	snprintf(name, size,
		 addr < FUNCTION(1) ? "__x86_indirect_thunk_rax" : "f%llu",
		 (addr - BASE) / 0x100);
	*offset = addr % 0x100;
	return true;
}

static const struct hop_blame_source from = { text_read, function_find, NULL };

/* Puts a call to @target before @addr; gives @addr. */
static __u64 call(__u64 addr, __u64 target)
{
	__s32 offset = target - addr;
	__u8 *at = text + (addr - BASE) - 5;

	at[0] = 0xe8;
	memcpy(at + 1, &offset, sizeof(offset));
	return addr;
}

static int set_up(void **state)
{
	(void)state;
	memset(text, 0xcc, sizeof(text));
	readable = true;
	return 0;
}

static struct hop_blame blame(const __u64 *words, size_t nr)
{
	struct hop_blame b = { .stack.mark = 1000 };

	assert_true(hop_blame_words(&b, &from, words, nr));
	return b;
}

static void calls_are_recognised(void **state)
{
	static const struct {
		bool is;
		__u8 bytes[HOP_CALL_BYTES];
	} cases[] = {
		{ true, { 0x90, 0x90, 0xe8, 1, 0, 0, 0 } }, /* call rel32 */
		{ true, { 0x90, 0x90, 0x90, 0x90, 0x90, 0xff, 0xd0 } },
		{ true, { 0x90, 0x90, 0x90, 0x90, 0x41, 0xff, 0xd3 } },
		{ true, { 0x90, 0x90, 0x90, 0x90, 0xff, 0x50, 0x18 } },
		{ true, { 0x90, 0x90, 0x90, 0xff, 0x54, 0x24, 0x08 } },
		{ true, { 0x90, 0xff, 0x15, 1, 2, 3, 4 } }, /* call *x(%rip) */
		{ true, { 0xff, 0x94, 0xc8, 1, 2, 3, 4 } },
		{ true, { 0xff, 0x14, 0xc5, 1, 2, 3, 4 } }, /* no base */
		{ false, { 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90 } },
		{ false, { 0xe8, 1, 0, 0, 0, 0x90, 0x90 } },
		{ false, { 0x90, 0x90, 0xe9, 1, 0, 0, 0 } }, /* jmp */
		{ false, { 0x90, 0x90, 0x90, 0x90, 0x90, 0xff, 0xe0 } },
		{ false, { 0x90, 0x90, 0x90, 0x90, 0x90, 0xff, 0x50 } },
		{ false, { 0x90, 0x90, 0x90, 0x90, 0xff, 0x54, 0x24 } },
	};
	__u64 target;

	(void)state;
	for (size_t i = 0; i < NR(cases); i++)
		if (hop_call_before(cases[i].bytes, BASE, &target) !=
		    cases[i].is)
			fail_msg("case %zu", i);
	assert_true(hop_call_before(cases[0].bytes, BASE, &target));
	assert_true(target == BASE + 1);
	assert_true(hop_call_before(cases[1].bytes, BASE, &target));
	assert_true(target == 0);
}

/* f3 called f2, which called f1; between them lie words of an older chain. */
static void chain_among_strays(void **state)
{
	const __u64 words[] = {
		0x1122334455667788,
		call(FUNCTION(2) + 0x20, FUNCTION(1)),
		FUNCTION(9) + 0x30, /* text, but after no call */
		call(FUNCTION(7) + 0x40, FUNCTION(8)),
		0,
		call(FUNCTION(3) + 0x50, FUNCTION(2)),
		call(FUNCTION(5) + 0x60, FUNCTION(6)),
		call(FUNCTION(4) + 0x70, FUNCTION(0)), /* by a thunk */
		FUNCTION(0x20),
	};
	static const struct {
		const char *function;
		__u32 offset, depth;
		bool chained;
	} want[] = {
		{ "f2", 0x20, 992, true }, { "f7", 0x40, 976, false },
		{ "f3", 0x50, 960, true }, { "f5", 0x60, 952, false },
		{ "f4", 0x70, 944, true },
	};
	struct hop_blame b = blame(words, NR(words));

	(void)state;
	assert_true(b.checked);
	assert_int_equal(b.nr, NR(want));
	for (size_t i = 0; i < b.nr; i++) {
		assert_string_equal(b.word[i].function, want[i].function);
		assert_int_equal(b.word[i].offset, want[i].offset);
		assert_int_equal(b.word[i].depth, want[i].depth);
		assert_int_equal(b.word[i].chained, want[i].chained);
	}
	free(b.word);
}

/* A function that calls itself, and a deepest word that is of no chain. */
static void recursion(void **state)
{
	const __u64 again = call(FUNCTION(2) + 0x20, FUNCTION(2));
	const __u64 words[] = { call(FUNCTION(9) + 9, FUNCTION(8)), again,
				again, again, again };
	struct hop_blame b = blame(words, NR(words));

	(void)state;
	assert_int_equal(b.nr, NR(words));
	assert_false(b.word[0].chained);
	for (size_t i = 1; i < b.nr; i++)
		assert_true(b.word[i].chained);
	free(b.word);
}

/* A call that never returns may end its function: the name is the caller's. */
static void last_instruction(void **state)
{
	const __u64 words[] = { call(FUNCTION(3), FUNCTION(1)) };
	struct hop_blame b = blame(words, NR(words));

	(void)state;
	assert_int_equal(b.nr, 1);
	assert_string_equal(b.word[0].function, "f2");
	assert_int_equal(b.word[0].offset, 0x100);
	free(b.word);
}

static void nothing_and_noise(void **state)
{
	__u64 words[4096] = { 0 };
	struct hop_blame b = blame(words, 0);

	(void)state;
	assert_int_equal(b.nr, 0);
	free(b.word);
	for (size_t i = 0; i < NR(words); i++)
		words[i] = i * 0x9e3779b97f4a7c15ULL;
	b = blame(words, NR(words));
	free(b.word);
	/* More return addresses than are kept. */
	for (size_t i = 0; i < NR(words); i++)
		words[i] = call(FUNCTION(2) + 0x20, FUNCTION(2));
	b = blame(words, NR(words));
	assert_true(b.nr > 500 && b.nr < NR(words));
	free(b.word);
}

static void without_text(void **state)
{
	const __u64 words[] = { FUNCTION(2) + 0x20, 5, FUNCTION(3) + 1 };
	struct hop_blame b;

	(void)state;
	readable = false;
	b = blame(words, NR(words));
	assert_false(b.checked);
	assert_int_equal(b.nr, 2);
	free(b.word);
}

static void core_files(void **state)
{
	static const char path[] = "/tmp/hop_kcore_test";
	Elf64_Ehdr head = { .e_phentsize = sizeof(Elf64_Phdr),
			    .e_phnum = 2,
			    .e_phoff = sizeof(head) };
	Elf64_Phdr seg[] = { { .p_type = PT_NOTE, .p_filesz = ~0ULL },
			     { .p_type = PT_LOAD,
			       .p_vaddr = BASE,
			       .p_filesz = 16,
			       .p_offset = 0 } };
	struct hop_kcore core;
	char bytes[16];
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);

	(void)state;
	assert_false(hop_kcore_open(&core, "/nowhere"));
	assert_false(hop_kcore_open(&core, path));
	assert_int_equal(write(fd, &head, sizeof(head)), sizeof(head));
	assert_false(hop_kcore_open(&core, path)); /* no headers behind it */
	assert_int_equal(write(fd, seg, sizeof(seg)), sizeof(seg));
	assert_true(hop_kcore_open(&core, path));
	assert_true(hop_kcore_read(&core, BASE, bytes, 16));
	assert_false(hop_kcore_read(&core, BASE, bytes, 17));
	assert_true(hop_kcore_read(&core, BASE + 9, bytes, 7));
	assert_memory_equal(bytes, (char *)&head + 9, 7);
	assert_false(hop_kcore_read(&core, BASE + 16, bytes, 1));
	assert_false(hop_kcore_read(&core, BASE - 1, bytes, 1));
	assert_false(hop_kcore_read(&core, ~0ULL, bytes, 7));
	hop_kcore_close(&core);
	close(fd);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(calls_are_recognised, set_up),
		cmocka_unit_test_setup(chain_among_strays, set_up),
		cmocka_unit_test_setup(recursion, set_up),
		cmocka_unit_test_setup(last_instruction, set_up),
		cmocka_unit_test_setup(nothing_and_noise, set_up),
		cmocka_unit_test_setup(without_text, set_up),
		cmocka_unit_test(core_files),
	};

	return cmocka_run_group_tests_name("blame", tests, NULL, NULL);
}
