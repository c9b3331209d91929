/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the selftests share: the device, firing, children, CPUs, kernel memory
 * read from outside the module. Functions give 0 or more, or a negative errno.
 */
#ifndef HOP_LIB_H
#define HOP_LIB_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "../../module/uapi/stackhop.h"
#include "harness.h"

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#endif

#define HOP_MAX_CPUS 64
#define HOP_OWN (1u << HOP_GATE_OWN)
#define HOP_IST (1u << HOP_GATE_IST)
#define HOP_BOTH (HOP_OWN | HOP_IST)
#define HOP_PAGE 4096ul

/* The five words that the CPU pushes: SS, RSP, RFLAGS, CS, RIP. */
#define HOP_FRAME_BYTES 40

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
	uint8_t arg[sizeof(struct hop_info)];
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

/* ---- fire.c, thunks.S, regs.S, regs_32.S: from user mode */

/* What the CPU must push when a thunk's int fires. */
struct hop_int_frame {
	uint64_t ip;
	uint64_t sp;
	uint64_t rflags;
};

/* A function that executes one int and returns. */
typedef void (*hop_thunk)(void);

/* The thunk for `int @vector`; any of the 256. */
hop_thunk hop_int_thunk(unsigned int vector);

/* The address behind the thunk's int, that the CPU pushes. */
uint64_t hop_int_next(unsigned int vector);

/* Executes `int @vector`, once or @count times. */
void hop_int(unsigned int vector, struct hop_int_frame *shot);
void hop_int_many(unsigned int vector, unsigned long count);

/* Executes SYSCALL and returns; not to be called from C. */
void hop_syscall_thunk(void);

/* Index in the general registers of a 64-bit program; then R9 to R15. */
enum { HOP_RAX, HOP_RBX, HOP_RCX, HOP_RDX, HOP_RSI, HOP_RDI, HOP_RBP, HOP_R8 };

#define HOP_NR_GENERAL 15
#define HOP_NR_GENERAL_32 7 /* up to EBP */

/* Registers before and after a call of a thunk. */
struct hop_regs {
	uint64_t general[HOP_NR_GENERAL];
	uint64_t rflags;
	uint64_t rsp; /* out: RSP moved by so much */
};

/*
 * Loads all of @regs, calls @thunk, stores all of them back. Not for more than
 * one thread at a time.
 */
void hop_regs_call(struct hop_regs *regs, hop_thunk thunk);

/* The same for 32-bit programs. */
struct hop_regs32 {
	uint32_t general[HOP_NR_GENERAL_32];
	uint32_t eflags;
	uint32_t esp; /* out: ESP moved by so much */
};

void hop_regs32_call(struct hop_regs32 *regs, hop_thunk thunk);

/* ---- child.c: children that say how they ended */

/**
 * struct hop_child_end - how a child ended
 * @signal:	signal that it got first, 0: none
 * @code:	si_code
 * @addr:	si_addr
 * @trap:	exception vector the kernel noted (trapno)
 * @error:	error code
 * @ip:		RIP at the signal
 * @sp:		RSP at the signal
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

/* Reads a model specific register of @cpu through the msr driver. */
int hop_rdmsr(int cpu, uint32_t msr, uint64_t *value);

/* Reads a whole small file as text; gives its length. */
int hop_slurp(const char *path, char *text, size_t size);

/* Writes @text to @path in one write(), as the shell does: O_TRUNC. */
int hop_spit(const char *path, const char *text);

/* ---- kmem.c: kernel memory by /proc/kcore, symbols by /proc/kallsyms */

/* The address of @name, one of those that kmem.c lists; 0: not there. */
uint64_t hop_symbol(const char *name);

/* The kernel's way out to a 16-bit stack; kernels without those lack it. */
#define HOP_ESPFIX_EXIT "native_irq_return_ldt"

/* Copies @size bytes of kernel memory at @addr. -EFAULT: not in kcore. */
int hop_peek(uint64_t addr, void *to, size_t size);

/* The address of per-CPU variable @name on @cpu, 0 if there is none. */
uint64_t hop_percpu(const char *name, int cpu);
int hop_irq_pointer(int cpu, uint64_t expected, uint64_t *pointer);

/* ---- ptable.c: page tables, walked from outside */

#define HOP_PTES 512
#define HOP_PTE_PRESENT 1ul
#define HOP_PTE_USER 4ul
#define HOP_PTE_LARGE 0x80ul
#define HOP_PTE_ADDR 0x000ffffffffff000ul
#define HOP_CPU_ENTRY_AREA 0xfffffe0000000000ul

/* Reads a page of physical memory by way of the direct map. */
int hop_peek_phys(uint64_t phys, void *page);

/*
 * Walks the kernel's own page tables to @addr. @entries gets what it met from
 * the top down; gives how many of them (the last one maps, or is empty).
 */
int hop_ptable_walk(uint64_t addr, uint64_t entries[5]);

/*
 * Sum of every page-table page under the CPU entry area's PGD entry: what is
 * mapped there, without the accessed and dirty bits that the CPU sets.
 * @pages gets how many page-table pages there are.
 */
int hop_entry_area_sum(uint64_t *sum, unsigned int *pages);

/* ---- state.c: what must be as it was after the module has gone */

#define HOP_TSS_BYTES 104
#define HOP_NR_MSRS 5

/**
 * struct hop_state - what stackhop may change while it is loaded
 * @idt:	the IDT
 * @tss:	each CPU's hardware TSS; sp1 and sp2 zeroed, since Linux writes
 *		them all the time
 * @msr:	each CPU's entry points: see hop_state_msrs
 * @area:	the page tables under the CPU entry area, by hop_entry_area_sum()
 * @pages:	how many they are
 */
struct hop_state {
	uint8_t idt[HOP_PAGE];
	uint8_t tss[HOP_MAX_CPUS][HOP_TSS_BYTES];
	uint64_t msr[HOP_MAX_CPUS][HOP_NR_MSRS];
	uint64_t area;
	unsigned int pages;
};

/* Takes the state of all CPUs that are online. */
int hop_state_take(struct hop_state *state);

/*
 * NULL if @state can be that of a machine without stackhop, else what it has of
 * it. For a state that was taken after the module had been there.
 */
const char *hop_state_is_stock(const struct hop_state *state);

/* What differs first, in words; NULL if nothing does. */
const char *hop_state_diff(const struct hop_state *a,
			   const struct hop_state *b);

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
