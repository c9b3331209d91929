// SPDX-License-Identifier: GPL-2.0
/*
 * For the selftests only: makes the kernel use exactly so many bytes of a
 * stack, which is the truth that measured depths are held against.
 *
 * Writing "KIND CPU TOP BYTES" to the parameter "use" writes a word that is not
 * zero BYTES below TOP, and none below that:
 *   task     the writer's own stack (CPU and TOP are not looked at)
 *   irq      the hard IRQ stack of CPU, from an interrupt that comes by IPI
 *   softirq  the same, from a softirq that a task of CPU raised
 *   erased   the writer's own stack, after what lies below was erased as kernels
 *            with KSTACK_ERASE (STACKLEAK) do it at the end of each syscall
 *   nops     likewise, filled with NOPs, as linkers fill init_stack
 *   noise    likewise, with words that are all different and no addresses
 *   calls    likewise, with one address of the kernel
 * TOP is the address where the stack ends, since nobody but the kernel's own
 * code knows where that is: HOP_IOC_STACKS says it. The way down is through
 * hop_use_deeper(), which calls itself. With the parameter "fault" set, the
 * deepest call reads a user address that is not mapped: an event there, for who
 * samples events; what it needs lies below BYTES.
 *
 * Writing BYTES to /dev/stackhop_use makes closing that file use so many bytes of
 * the stack of whoever closes it, be it on exit.
 *
 * Errors: EINVAL; ERANGE: so deep is the caller already, or the stack is too
 * small; EAGAIN: tried often, but each time it came on another stack.
 */
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/fs.h>
#include <linux/interrupt.h>
#include <linux/irq_work.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/sched/task_stack.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/workqueue.h>

#include "use_nop.h"

/* What a call of hop_use_deeper() takes, about. */
#define HOP_USE_FRAME 256
/* What must stay free below: an NMI does not come here, but a fault does. */
#define HOP_USE_RESERVE 3072
#define HOP_USE_WORD 0x6465657073746163UL
#define HOP_USE_TRIES 200

static bool fault;
module_param(fault, bool, 0600);
MODULE_PARM_DESC(fault, "cause a page fault at the deepest place");

static uint thread_size = THREAD_SIZE;
module_param(thread_size, uint, 0400);
MODULE_PARM_DESC(thread_size, "to be read: bytes of a task's stack");

static bool nmis_nest = IS_ENABLED(CONFIG_DEBUG_ENTRY);
module_param(nmis_nest, bool, 0400);
MODULE_PARM_DESC(nmis_nest, "to be read: NMIs are unmasked where they begin");

/**
 * struct hop_use - what is to be used
 * @top:   end of the stack
 * @bytes: how much of it
 * @err:   out: 0, ERANGE or EAGAIN, negative
 */
struct hop_use {
	unsigned long top;
	unsigned long bytes;
	int err;
};

/* No page is mapped at the bottom of user space (vm.mmap_min_addr). */
static void hop_use_cause_fault(void)
{
	char byte;

	pagefault_disable();
	if (!__get_user(byte, (const char __user *)8))
		pr_warn("stackhop_use: page 0 is mapped, byte %d\n", byte);
	pagefault_enable();
}

/*
 * What the last call has reserved lies below @low, but is not written to. KASAN's
 * redzones would make the frames larger.
 */
static noinline __no_sanitize_address void hop_use_deeper(unsigned long low)
{
	char frame[HOP_USE_FRAME];
	long left = current_stack_pointer - low;

	OPTIMIZER_HIDE_VAR(left);
	memset(frame, 0x5a, sizeof(frame));
	if (left > 2 * HOP_USE_FRAME) {
		hop_use_deeper(low);
	} else {
		void *rest = __builtin_alloca(left + sizeof(long));

		barrier_data(rest);
		WRITE_ONCE(*(unsigned long *)low, HOP_USE_WORD);
		if (fault)
			hop_use_cause_fault();
	}
	barrier_data(frame);
}

/* With interrupts off nothing else is pushed here: NMIs have their own stack. */
static void hop_use_here(struct hop_use *use)
{
	unsigned long sp = current_stack_pointer, low = use->top - use->bytes;
	unsigned long flags;

	use->err = -EAGAIN;
	if (use->top - sp >= THREAD_SIZE)
		return;
	use->err = -ERANGE;
	if (sp - low > THREAD_SIZE || sp - low < 2 * HOP_USE_FRAME ||
	    use->bytes > THREAD_SIZE - HOP_USE_RESERVE)
		return;
	use->err = 0;
	local_irq_save(flags);
	hop_use_deeper(low);
	local_irq_restore(flags);
}

static void hop_use_call(void *use)
{
	hop_use_here(use);
}

struct hop_use_irq {
	struct irq_work work;
	struct hop_use *use;
};

static void hop_use_irq_work(struct irq_work *work)
{
	hop_use_here(container_of(work, struct hop_use_irq, work)->use);
}

/* PREEMPT_RT runs what is not marked so in a thread. */
#ifdef IRQ_WORK_INIT_HARD
static const struct irq_work hop_use_hard_work =
	IRQ_WORK_INIT_HARD(hop_use_irq_work);
#else
static const struct irq_work hop_use_hard_work = { .func = hop_use_irq_work };
#endif

/* From another CPU if there is one, else an IPI that the CPU sends itself. */
static void hop_use_on_irq(struct hop_use *use, unsigned int cpu)
{
	struct hop_use_irq irq = { .use = use };

	if (cpu != get_cpu()) {
		smp_call_function_single(cpu, hop_use_call, use, 1);
		put_cpu();
		return;
	}
	put_cpu();
	irq.work = hop_use_hard_work;
	irq_work_queue(&irq.work);
	irq_work_sync(&irq.work);
}

static struct hop_use *hop_use_soft;

static void hop_use_tasklet_run(struct tasklet_struct *unused)
{
	hop_use_here(hop_use_soft);
}

static DECLARE_TASKLET(hop_use_tasklet, hop_use_tasklet_run);

/* Softirqs raised by a task are served when it enables them again. */
static long hop_use_raise(void *use)
{
	hop_use_soft = use;
	local_bh_disable();
	tasklet_schedule(&hop_use_tasklet);
	local_bh_enable();
	tasklet_kill(&hop_use_tasklet);
	return 0;
}

static void hop_use_on_softirq(struct hop_use *use, unsigned int cpu)
{
	cpus_read_lock();
	if (cpu_online(cpu))
		work_on_cpu(cpu, hop_use_raise, use);
	cpus_read_unlock();
}

static void hop_use_on_task(struct hop_use *use, unsigned int cpu)
{
	use->top = (unsigned long)task_stack_page(current) + THREAD_SIZE;
	hop_use_here(use);
}

/* STACKLEAK_POISON of linux/stackleak.h, which hides it without the option. */
#define HOP_USE_ERASED ((u64)-0xBEEFL)

static u64 hop_use_erasure(unsigned int n)
{
	return HOP_USE_ERASED;
}

static u64 hop_use_noise(unsigned int n)
{
	return ((n + 1) * 0x9e3779b97f4a7c15UL) >> 1;
}

static u64 hop_use_address(unsigned int n)
{
	return (unsigned long)hop_use_address;
}

/* Up to a page below the stack pointer, which leaves room for interrupts. */
static __no_sanitize_address void hop_use_fill(u64 (*word)(unsigned int n))
{
	u64 *base = (u64 *)end_of_stack(current) + 1;
	u64 *end = (u64 *)(current_stack_pointer - PAGE_SIZE);
	unsigned int n;

	for (n = 0; base + n < end; n++)
		WRITE_ONCE(base[n], word(n));
}

/* With @word, the writer's own stack is filled before. */
static const struct {
	const char *kind;
	void (*run)(struct hop_use *use, unsigned int cpu);
	u64 (*word)(unsigned int n);
} hop_use_kinds[] = {
	{ "task", hop_use_on_task },
	{ "irq", hop_use_on_irq },
	{ "softirq", hop_use_on_softirq },
	{ "erased", hop_use_on_task, hop_use_erasure },
	{ "nops", hop_use_on_task, hop_use_nop },
	{ "noise", hop_use_on_task, hop_use_noise },
	{ "calls", hop_use_on_task, hop_use_address },
};

/*
 * An interrupt that hits user mode is served on the task's stack, and softirqs
 * go to ksoftirqd while that runs: try again.
 */
static int hop_use_try(unsigned int n, struct hop_use *use, unsigned int cpu)
{
	int tries;

	if (hop_use_kinds[n].word)
		hop_use_fill(hop_use_kinds[n].word);
	for (tries = 0; tries < HOP_USE_TRIES; tries++) {
		use->err = -EAGAIN;
		hop_use_kinds[n].run(use, cpu);
		if (use->err != -EAGAIN)
			break;
		usleep_range(500, 1500);
	}
	return use->err;
}

static int hop_use_set(const char *text, const struct kernel_param *param)
{
	struct hop_use use = {};
	unsigned int n, cpu;
	char kind[16];

	if (sscanf(text, "%15s %u %lx %lu", kind, &cpu, &use.top, &use.bytes) !=
	    4)
		return -EINVAL;
	if (cpu >= nr_cpu_ids || !cpu_online(cpu) || use.bytes % sizeof(long))
		return -EINVAL;
	for (n = 0; n < ARRAY_SIZE(hop_use_kinds); n++)
		if (!strcmp(kind, hop_use_kinds[n].kind))
			return hop_use_try(n, &use, cpu);
	return -EINVAL;
}

static const struct kernel_param_ops hop_use_ops = {
	.set = hop_use_set,
};

module_param_cb(use, &hop_use_ops, NULL, 0200);
MODULE_PARM_DESC(use, "\"KIND CPU TOP BYTES\": use so much of that stack now");

static ssize_t hop_use_file_write(struct file *file, const char __user *text,
				  size_t size, loff_t *at)
{
	unsigned long bytes;
	int err = kstrtoul_from_user(text, size, 10, &bytes);

	if (err || bytes % sizeof(long))
		return err ?: -EINVAL;
	file->private_data = (void *)bytes;
	return size;
}

static int hop_use_file_release(struct inode *inode, struct file *file)
{
	struct hop_use use = { .bytes = (unsigned long)file->private_data };

	if (use.bytes)
		hop_use_on_task(&use, 0);
	return use.err;
}

/* The driver core leaves its own pointer in private_data. */
static int hop_use_file_open(struct inode *inode, struct file *file)
{
	file->private_data = NULL;
	return 0;
}

static const struct file_operations hop_use_fops = {
	.owner = THIS_MODULE,
	.open = hop_use_file_open,
	.write = hop_use_file_write,
	.release = hop_use_file_release,
};

static struct miscdevice hop_use_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.mode = 0600,
	.fops = &hop_use_fops,
};

module_misc_device(hop_use_device);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("uses known amounts of stack for stackhop's selftests");
