// SPDX-License-Identifier: GPL-2.0
/*
 * For the selftests only: a second NMI at each instruction of the handler of
 * the first one, as only a machine check's IRET there would let it in.
 *
 * Writing "FIRST LAST" to the parameter run does so on the writer's CPU, for the
 * instructions between these offsets from where the IDT has the NMI's handler.
 * An NMI from another CPU comes to an INT3 at FIRST, and single steps tell which
 * they are. Then one comes to an INT3 at each of them, where another one waits
 * for the #BP's IRET, the first since: NMIs are let in from there on. hits is how
 * many instructions that were, nmis how often the kernel served an NMI, wrong how
 * often the interrupted loop's registers were other ones after it.
 */
#include <linux/cpumask.h>
#include <linux/kdebug.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/smp.h>
#include <linux/vmalloc.h>
#include <asm/apic.h>
#include <asm/debugreg.h>
#include <asm/desc.h>
#include <asm/nmi.h>
#include <asm/text-patching.h>
#include <asm/trapnr.h>

/* Turns of the loop that waits for an NMI. */
#define HOP_NEST_TURNS 1000000ul

static unsigned int hits;
static unsigned int nmis;
static unsigned int wrong;

#define HOP_NEST_MOST 64

/**
 * struct hop_nest_state - one NMI and what it meets
 * @cpu:    where it comes to
 * @at:     the instruction with the INT3
 * @last:   behind the last one
 * @code:   @at, to be written
 * @old:    what is there without the INT3
 * @found:  the instructions
 * @nr:	    how many they are
 * @learn:  go on by single steps, and find them
 * @served: NMIs that the kernel served meanwhile
 */
struct hop_nest_state {
	int cpu;
	unsigned long at;
	unsigned long last;
	u8 *code;
	u8 old;
	unsigned long found[HOP_NEST_MOST];
	unsigned int nr;
	bool learn;
	unsigned int served;
};

static struct hop_nest_state hop_nest = { .cpu = -1 };

static void hop_nest_send(void *unused)
{
	apic->send_IPI_mask(cpumask_of(hop_nest.cpu), NMI_VECTOR);
}

static void hop_nest_step(struct pt_regs *regs)
{
	regs->flags &= ~X86_EFLAGS_TF;
	if (regs->ip < hop_nest.at || regs->ip >= hop_nest.last ||
	    hop_nest.nr == HOP_NEST_MOST)
		return;
	hop_nest.found[hop_nest.nr++] = regs->ip;
	regs->flags |= X86_EFLAGS_TF;
}

static int hop_nest_trap(struct notifier_block *nb, unsigned long what,
			 void *data)
{
	struct pt_regs *regs = ((struct die_args *)data)->regs;

	if (smp_processor_id() != hop_nest.cpu)
		return NOTIFY_DONE;
	if (what == DIE_INT3 && regs->ip == hop_nest.at + INT3_INSN_SIZE) {
		WRITE_ONCE(*hop_nest.code, hop_nest.old);
		regs->ip = hop_nest.at;
		if (!hop_nest.learn) {
			hits++;
			hop_nest_send(NULL);
			return NOTIFY_STOP;
		}
	} else if (what != DIE_DEBUG) {
		return NOTIFY_DONE;
	}
	hop_nest_step(regs);
	return NOTIFY_STOP;
}

static struct notifier_block hop_nest_nb = {
	.notifier_call = hop_nest_trap,
	.priority = INT_MAX,
};

static int hop_nest_nmi(unsigned int type, struct pt_regs *regs)
{
	if (smp_processor_id() != hop_nest.cpu)
		return NMI_DONE;
	WRITE_ONCE(hop_nest.served, hop_nest.served + 1);
	return NMI_HANDLED;
}

/* Waits with values of its own in what the tap uses: are they still there? */
static bool hop_nest_wait(void)
{
	unsigned long ax = 0xa1a2a3a4, cx = 0xc1c2c3c4, dx = 0xd1d2d3d4;
	unsigned long si = 0x51525354, di = 0xd5d6d7d8;
	unsigned long turns = HOP_NEST_TURNS;

	asm volatile("1:\tpause\n\t"
		     "cmpl $0, %[served]\n\t"
		     "jne 2f\n\t"
		     "decq %[turns]\n\t"
		     "jnz 1b\n"
		     "2:"
		     : "+a"(ax), "+c"(cx), "+d"(dx), "+S"(si),
		       "+D"(di), [turns] "+r"(turns)
		     : [served] "m"(hop_nest.served)
		     : "memory", "cc");
	return turns && ax == 0xa1a2a3a4 && cx == 0xc1c2c3c4 &&
	       dx == 0xd1d2d3d4 && si == 0x51525354 && di == 0xd5d6d7d8;
}

/* The taps are mapped for reading only: another mapping of their page. */
static u8 *hop_nest_alias(unsigned long addr)
{
	unsigned int level;
	struct page *page;
	pte_t *pte = lookup_address(addr, &level);

	if (!pte || level != PG_LEVEL_4K)
		return NULL;
	page = pfn_to_page(pte_pfn(*pte));
	return vmap(&page, 1, VM_MAP, PAGE_KERNEL);
}

static int hop_nest_send_one(void)
{
	static call_single_data_t csd = { .func = hop_nest_send };
	unsigned int other;
	int err = -ENODEV;

	hop_nest.cpu = get_cpu();
	other = cpumask_any_but(cpu_online_mask, hop_nest.cpu);
	hop_nest.served = 0;
	if (other < nr_cpu_ids)
		err = smp_call_function_single_async(other, &csd);
	if (!err)
		wrong += !hop_nest_wait();
	nmis += hop_nest.served;
	hop_nest.cpu = -1;
	put_cpu();
	return err;
}

static int hop_nest_once(unsigned long at)
{
	u8 *alias = hop_nest_alias(at);
	int err;

	if (!alias)
		return -ENOMEM;
	hop_nest.at = at;
	hop_nest.code = alias + offset_in_page(at);
	hop_nest.old = *hop_nest.code;
	WRITE_ONCE(*hop_nest.code, INT3_INSN_OPCODE);
	err = hop_nest_send_one();
	WRITE_ONCE(*hop_nest.code, hop_nest.old);
	vunmap(alias);
	return err;
}

static int hop_nest_run(const char *text, const struct kernel_param *param)
{
	unsigned int first, last, i;
	struct desc_ptr idtr;
	unsigned long tap;
	int err;

	if (sscanf(text, "%u %u", &first, &last) != 2 || first >= last)
		return -EINVAL;
	store_idt(&idtr);
	tap = gate_offset((gate_desc *)idtr.address + X86_TRAP_NMI);
	hop_nest.last = tap + last;
	hop_nest.nr = 0;
	hop_nest.learn = true;
	err = hop_nest_once(tap + first);
	hop_nest.learn = false;
	for (i = 0; i < hop_nest.nr && !err; i++)
		err = hop_nest_once(hop_nest.found[i]);
	return err;
}

static int __init hop_nest_init(void)
{
	int err;

	err = register_nmi_handler(NMI_LOCAL, hop_nest_nmi, 0, "stackhop_nest");
	if (!err)
		register_die_notifier(&hop_nest_nb);
	return err;
}

static void __exit hop_nest_exit(void)
{
	unregister_die_notifier(&hop_nest_nb);
	unregister_nmi_handler(NMI_LOCAL, "stackhop_nest");
}

module_init(hop_nest_init);
module_exit(hop_nest_exit);

static const struct kernel_param_ops hop_nest_run_ops = {
	.set = hop_nest_run,
};

module_param_cb(run, &hop_nest_run_ops, NULL, 0200);
MODULE_PARM_DESC(run, "\"FIRST LAST\": offsets in the NMI's handler");
module_param(hits, uint, 0444);
MODULE_PARM_DESC(hits, "instructions that a second NMI came to");
module_param(nmis, uint, 0444);
MODULE_PARM_DESC(nmis, "NMIs that the kernel served meanwhile");
module_param(wrong, uint, 0444);
MODULE_PARM_DESC(wrong, "NMIs after which registers were not as before");

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("NMIs within an NMI's handler, for stackhop's selftests");
