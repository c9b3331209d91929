/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * The values of a snapshot: which there are, and what they are called. A table
 * here has those of every architecture, one in arch/x86.h those of x86; numbers,
 * names and views are made of them. Included by hop_snapshot.h.
 */
#ifndef _UAPI_HOP_VALUE_H
#define _UAPI_HOP_VALUE_H

#include <linux/types.h>

/* What a value is, and how it is shown. */
enum hop_value_as {
	HOP_AS_ADDRESS, /* or a register: in hexadecimal */
	HOP_AS_NUMBER,
	HOP_AS_SIGNED,
};

/*
 * The values that every architecture has, one a row: its constant, its number,
 * how many there are, numbered upwards from there, its name, enum hop_value_as.
 * Numbers below 0x100 are for this table, all others for the architecture's.
 *
 * SP            the stack pointer while the snapshot was taken
 * TOP_OF_STACK  the kernel's current top of stack
 * HARDIRQ_STACK the kernel's pointer to its IRQ stack, as stored
 * IRQ_INUSE     the kernel's in-use mark of the IRQ stack
 * TASK          address of the current task_struct
 * STACK         lowest address of the current task's stack
 * STACK_SIZE    its size in bytes
 */
#define HOP_VALUES(X)                                                        \
	X(HOP_VALUE_TOP_OF_STACK, 0x01, 1, "top_of_stack", HOP_AS_ADDRESS)   \
	X(HOP_VALUE_HARDIRQ_STACK, 0x02, 1, "hardirq_stack", HOP_AS_ADDRESS) \
	X(HOP_VALUE_SP, 0x03, 1, "sp", HOP_AS_ADDRESS)                       \
	X(HOP_VALUE_IRQ_INUSE, 0x04, 1, "irq_inuse", HOP_AS_SIGNED)          \
	X(HOP_VALUE_TASK, 0x05, 1, "task", HOP_AS_ADDRESS)                   \
	X(HOP_VALUE_STACK, 0x06, 1, "stack", HOP_AS_ADDRESS)                 \
	X(HOP_VALUE_STACK_SIZE, 0x07, 1, "stack_size", HOP_AS_NUMBER)

/**
 * struct hop_value_row - a row of such a table, as programs have it
 * @id:		number of the first value
 * @nr:		how many there are; 0 ends a table
 * @name:	of the value, or of each
 * @as:		enum hop_value_as
 */
struct hop_value_row {
	__u32 id;
	__u32 nr;
	const char *name;
	__u32 as;
};

/*
 * Make of a table: members of an enum; rows; an initialiser for an array of rows,
 * with one that ends it; how many values it has.
 */
#define HOP_VALUE_ENUM(constant, id, nr, name, as) constant = (id),
#define HOP_VALUE_ROW(constant, id, nr, name, as) { id, nr, name, as },
#define HOP_VALUE_TABLE(values)                                     \
	{                                                           \
		values(HOP_VALUE_ROW) HOP_VALUE_ROW(0, 0, 0, "", 0) \
	}
#define HOP_VALUE_COUNT(constant, id, nr, name, as) +(nr)

enum hop_value_id { HOP_VALUES(HOP_VALUE_ENUM) HOP_VALUE_ARCH = 0x100 };

#endif
