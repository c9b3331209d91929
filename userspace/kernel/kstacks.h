/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where the stacks lie: asked of the module, or, where it is not loaded, read
 * from the kernel's own variables by a BPF program.
 */
#ifndef HOP_KERNEL_KSTACKS_H
#define HOP_KERNEL_KSTACKS_H

#include <stdio.h>

#include "stacks.h"

/**
 * struct hop_kstacks - what is known of the machine's stacks
 * @list:	the per-CPU stacks; free(list.stack) is yours
 * @task_size:	bytes of a task's stack
 * @nr_cpus:	valid CPU numbers are below it
 */
struct hop_kstacks {
	struct hop_stacklist list;
	__u64 task_size;
	unsigned int nr_cpus;
};

/* hop_kstacks_find() - false, with a line, on error */
bool hop_kstacks_find(struct hop_kstacks *stacks);

/* hop_kstacks_read() - the same without asking the module */
bool hop_kstacks_read(struct hop_kstacks *stacks);

/**
 * hop_kstacks_task_size() - size of a task's stack, from the kernel's symbols
 * @kallsyms:	open for reading
 *
 * The linker script makes the first task's stack and puts symbols around it
 * (include/asm-generic/vmlinux.lds.h, INIT_TASK_DATA). Returns 0 if they are
 * not there or hidden.
 */
__u64 hop_kstacks_task_size(FILE *kallsyms);

#endif
