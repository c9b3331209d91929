// SPDX-License-Identifier: GPL-2.0
/*
 * Enters the kernel in four ways, again and again, and writes what each takes in
 * ticks of the time-stamp counter: the least, and the mean of all, in which
 * whatever else ran on this CPU meanwhile has its part.
 * Usage: bench_calls FILE [CALLS]; a line each: name, least, mean. CALLS (3000) is
 * how often, but for page faults.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/x86/x86.h"

#define ROUNDS 3000 /* each fault takes a page */
#define WARM_UP 100
#define PAGE 4096
#define VECTOR_SYSCALL 0x80
#define GETPPID_32 64

static unsigned int own_vector;
static char *pages;

static inline uint64_t now(void)
{
	uint32_t low, high;

	asm volatile("lfence\n\trdtsc" : "=a"(low), "=d"(high)::"memory");
	return (uint64_t)high << 32 | low;
}

/* What a call of this thunk changes: those of a system call are enough. */
static inline void enter(hop_thunk thunk, long rax)
{
	asm volatile("call *%[thunk]"
		     : "+a"(rax)
		     : [thunk] "r"(thunk)
		     : "memory", "cc", "rcx", "r8", "r9", "r10", "r11");
}

static void call_getppid(unsigned int i)
{
	(void)i;
	enter(hop_syscall_thunk, SYS_getppid);
}

static void call_int80(unsigned int i)
{
	(void)i;
	enter(hop_int_thunk(VECTOR_SYSCALL), GETPPID_32);
}

static void touch_page(unsigned int i)
{
	*(volatile char *)(pages + (size_t)i * PAGE) = 1;
}

static void hit_gate(unsigned int i)
{
	(void)i;
	enter(hop_int_thunk(own_vector), 0);
}

static const struct {
	const char *name;
	void (*act)(unsigned int i);
} events[] = {
	{ "getppid", call_getppid },
	{ "int80", call_int80 },
	{ "pagefault", touch_page },
	{ "gate", hit_gate },
};

static void measure(FILE *to, const char *name, void (*act)(unsigned int i),
		    unsigned int rounds)
{
	uint64_t least = UINT64_MAX, begin, from, took;
	unsigned int i;

	for (i = 0; i < WARM_UP; i++)
		act(i);
	begin = now();
	for (; i < WARM_UP + rounds; i++) {
		from = now();
		act(i);
		took = now() - from;
		if (took < least)
			least = took;
	}
	fprintf(to, "%s %lu %lu\n", name, least, (now() - begin) / rounds);
}

static void prepare(void)
{
	size_t size = (size_t)(WARM_UP + ROUNDS) * PAGE;
	struct hop_info info;
	int fd = hop_device_open();

	pages = mmap(NULL, size, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (pages == MAP_FAILED || madvise(pages, size, MADV_NOHUGEPAGE))
		err(1, "pages");
	if (fd < 0 || hop_info_get(fd, &info) || hop_gates_arm(fd, HOP_BOTH))
		err(1, "own gates");
	own_vector = info.vector[HOP_GATE_OWN];
}

int main(int argc, char **argv)
{
	FILE *to = argc == 2 || argc == 3 ? fopen(argv[1], "w") : NULL;
	unsigned int calls = argc == 3 ? strtoul(argv[2], NULL, 10) : ROUNDS;

	if (!to || !calls)
		errx(2, "usage: bench_calls FILE [CALLS]");
	prepare();
	for (size_t i = 0; i < ARRAY_SIZE(events); i++)
		measure(to, events[i].name, events[i].act,
			events[i].act == touch_page ? ROUNDS : calls);
	return fclose(to) ? 1 : 0;
}
