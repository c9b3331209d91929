/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the selftests share on every architecture: the device, children, CPUs,
 * kernel memory read from outside the module, loading. Functions give 0 or more,
 * or a negative errno. What a port fills in is in lib/arch.h.
 */
#ifndef HOP_LIB_H
#define HOP_LIB_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <unistd.h>

#include "../../module/uapi/stackhop.h"
#include "harness.h"
#include "snap.h"

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#endif

#define HOP_MAX_CPUS 64
#define HOP_OWN (1u << HOP_GATE_OWN)
#define HOP_IST (1u << HOP_GATE_IST)
#define HOP_BOTH (HOP_OWN | HOP_IST)
#define HOP_PAGE ((size_t)sysconf(_SC_PAGESIZE))

/*
 * For the first line of a test that cannot do without own gates. Machines that
 * cannot have them say EOPNOTSUPP or ENOSPC; any other reason is a failure.
 */
#define NEED_GATES(info)                                                     \
	do {                                                                 \
		if ((info)->gates_errno == EOPNOTSUPP ||                     \
		    (info)->gates_errno == ENOSPC)                           \
			SKIP(return, "no own gates: %s", (info)->gates_why); \
		ASSERT_EQ(0, (info)->gates_errno)                            \
		TH_LOG("no own gates: %s", (info)->gates_why);               \
	} while (0)

/* ---- dev.c: /dev/stackhop */

/* Opens the device: a file descriptor, or a negative errno. */
int hop_device_open(void);

/* ioctl() that gives 0 or a negative errno. */
int hop_device_call(int fd, unsigned long command, void *arg);

int hop_info_get(int fd, struct hop_info *info);
int hop_gates_arm(int fd, uint32_t gates);
int hop_gates_disarm(int fd, uint32_t gates);

/* Fires @gate @count times from kernel mode on the caller's CPU. */
int hop_kernel_fire(int fd, uint32_t gate, uint32_t count);

/*
 * Reads up to @nr new records of @cpu's tape into @rec. Gives how many; what
 * the call said about loss goes to @state unless it is NULL.
 */
int hop_read_tape(int fd, int cpu, struct hop_record *rec, uint32_t nr,
		  struct hop_read *state);

/* Reads and forgets what is on @cpu's tape. */
int hop_skip_tape(int fd, int cpu);

int hop_snapshot_get(int fd, int cpu, uint32_t context,
		     struct hop_snapshot *snap);
int hop_stack_find(int fd, uint64_t addr, struct hop_find *find);

/* Bytes of a task's stack: 16 KiB, or 32 on a kernel with KASAN. */
int hop_task_size(void);

/* All stacks in memory to be freed by the caller; gives how many. */
int hop_stack_list(int fd, struct hop_stack **stacks);

/* The stack of @kind of @cpu among @nr, or NULL. */
const struct hop_stack *hop_stack_of(const struct hop_stack *stacks, int nr,
				     int cpu, int kind);

/* ---- calls.c: every call with an argument that it accepts */

/* The largest argument that a call has. */
#define HOP_ARG_BYTES sizeof(struct hop_snapshot)

/**
 * struct hop_good_call - a call and its argument
 * @name:	without HOP_IOC_
 * @cmd:	HOP_IOC_*
 * @arg:	the argument; hop_good_arg() puts in pointers
 * @addresses:	it gives out kernel addresses
 * @gates:	it fails where there are no own gates
 */
struct hop_good_call {
	const char *name;
	unsigned long cmd;
	uint8_t arg[HOP_ARG_BYTES];
	bool addresses;
	bool gates;
};

extern const struct hop_good_call hop_good_calls[];
extern const int hop_good_calls_nr;

/* Can @call succeed on a machine with @info? */
bool hop_can_call(const struct hop_info *info,
		  const struct hop_good_call *call);

/* Puts an argument that @call accepts at @at; makes the call with it. */
void hop_good_arg(const struct hop_good_call *call, void *at);
int hop_good_call_make(int fd, const struct hop_good_call *call, void *at);

/* xorshift64*: the same sequence in every run. */
uint64_t hop_random(void);

/* ---- child.c: children that say how they ended */

/**
 * struct hop_child_end - how a child ended
 * @signal:	signal that it got first, 0: none
 * @code:	si_code
 * @addr:	si_addr
 * @trap:	what raised it, as the architecture counts that
 * @error:	what came with it, as the architecture has it
 * @ip:		instruction pointer at the signal
 * @sp:		stack pointer at the signal
 * @status:	exit status of a child that got no signal
 * @killed:	signal that ended it without being handled, 0: none
 */
struct hop_child_end {
	int signal;
	int code;
	uint64_t addr;
	uint64_t trap;
	uint64_t error;
	uint64_t ip;
	uint64_t sp;
	int status;
	int killed;
};

/*
 * Runs @fn(@arg) in a child that catches what the CPU's exceptions raise, on
 * a stack of its own. What @fn returns is the child's exit status.
 */
int hop_child(int (*fn)(void *arg), void *arg, struct hop_child_end *end);

/* Memory shared with children, zeroed; NULL if there is none. */
void *hop_shared(size_t size);

/* ---- cpu.c */

/* Fills @cpus with the online CPUs, gives how many. */
int hop_online(int cpus[HOP_MAX_CPUS]);

/* Pins the calling thread to @cpu. */
int hop_pin(int cpu);

/*
 * Pins it there, before all others, with all that is mapped in memory: what is
 * then recorded on the CPU is its own doing, or an interrupt's. It must not wait
 * for others there, nor its children for it.
 */
int hop_alone(int cpu);

/* Takes @cpu off line or brings it back. */
int hop_set_online(int cpu, bool online);

/* Can this machine suspend to RAM and come back by its clock's alarm? */
bool hop_can_suspend(void);

/* Does so: 0 after it has come back, or a negative errno. */
int hop_suspend(void);

/* Reads a whole small file as text; gives its length. */
int hop_slurp(const char *path, char *text, size_t size);

/* Of lines `name value` in @text: the value of @name, -1 if it is not there. */
uint64_t hop_value_of(const char *text, const char *name);

/* How many times @what stands in @text. */
int hop_times(const char *text, const char *what);

/* Writes @text to @path in one write(), as the shell does: O_TRUNC. */
int hop_spit(const char *path, const char *text);

/* ---- kmem.c: kernel memory by /proc/kcore, symbols by /proc/kallsyms */

/* The address of @name, one of those that the port lists; 0: not there. */
uint64_t hop_symbol(const char *name);

/* Copies @size bytes of kernel memory at @addr. -EFAULT: not in kcore. */
int hop_peek(uint64_t addr, void *to, size_t size);

/* The address of per-CPU variable @name on @cpu, 0 if there is none. */
uint64_t hop_percpu(const char *name, int cpu);

/* ---- mod.c: loading and unloading stackhop.ko */

/*
 * Loads stackhop.ko (from $STACKHOP_KO, /lib/stackhop, or the build of the
 * running kernel beside this directory) with @params. 0 or a negative errno.
 */
int hop_load(const char *params);

/* Unloads it: 0 or a negative errno; -ENOENT if it is not loaded. */
int hop_unload(void);

/* How many hold the module; -1: it is not loaded. */
int hop_references(void);

bool hop_is_loaded(void);

/* The path that hop_load() takes, NULL if there is no such file. */
const char *hop_module_path(void);

/* The parameters it is loaded with, to hand to hop_load() again. */
int hop_params(char *text, size_t size);

/* Loads and unloads one of the selftests' own modules (selftests/kmod). */
int hop_kmod_load(const char *name);
int hop_kmod_unload(const char *name);

/* A parameter of one of them that is a number; -1: it cannot be read. */
int hop_kmod_number(const char *name, const char *parameter);

/* Opens the kernel's log at its end. */
int hop_log_open(void);

/*
 * Reads what has come since; counts the lines that begin with "stackhop: " and
 * copies the last one to @line.
 */
int hop_log_read(int fd, char *line, size_t size);

#endif
