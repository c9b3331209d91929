// SPDX-License-Identifier: GPL-2.0
/*
 * For the selftests only: somebody else who changes what stackhop changes.
 *
 * Writing "CPU VALUE" (VALUE in hexadecimal) to the parameter sysenter sets that
 * CPU's MSR_IA32_SYSENTER_EIP; only 32-bit programs' SYSENTER would notice.
 * Writing "FIRST LAST" to vectors gives those gates of the IDT the other DPL, 3
 * or 0: with 3, they are not what an unused vector of Linux looks like.
 */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/smp.h>
#include <linux/vmalloc.h>
#include <asm/desc.h>
#include <asm/msr.h>

static void hop_rival_write(void *value)
{
	u64 eip = *(u64 *)value;

	wrmsr(MSR_IA32_SYSENTER_EIP, (u32)eip, (u32)(eip >> 32));
}

static int hop_rival_sysenter(const char *text,
			      const struct kernel_param *param)
{
	unsigned int cpu;
	u64 eip;

	if (sscanf(text, "%u %llx", &cpu, &eip) != 2 || cpu >= nr_cpu_ids)
		return -EINVAL;
	return smp_call_function_single(cpu, hop_rival_write, &eip, 1);
}

/* The IDT is mapped for reading only: another mapping of its page. */
static gate_desc *hop_rival_idt(char **alias)
{
	struct desc_ptr idtr;
	unsigned int level;
	struct page *page;
	pte_t *pte;

	store_idt(&idtr);
	pte = lookup_address(idtr.address, &level);
	if (!pte || level != PG_LEVEL_4K)
		return NULL;
	page = pfn_to_page(pte_pfn(*pte));
	*alias = vmap(&page, 1, VM_MAP, PAGE_KERNEL);
	return *alias ? (gate_desc *)(*alias + offset_in_page(idtr.address)) :
			NULL;
}

static int hop_rival_vectors(const char *text, const struct kernel_param *param)
{
	unsigned int first, last;
	gate_desc *idt;
	char *alias;

	if (sscanf(text, "%u %u", &first, &last) != 2 || first > last ||
	    last >= NUM_EXCEPTION_VECTORS)
		return -EINVAL;
	idt = hop_rival_idt(&alias);
	if (!idt)
		return -ENOMEM;
	for (; first <= last; first++)
		idt[first].bits.dpl ^= 3;
	vunmap(alias);
	return 0;
}

static const struct kernel_param_ops hop_rival_sysenter_ops = {
	.set = hop_rival_sysenter,
};

static const struct kernel_param_ops hop_rival_vectors_ops = {
	.set = hop_rival_vectors,
};

module_param_cb(sysenter, &hop_rival_sysenter_ops, NULL, 0200);
MODULE_PARM_DESC(sysenter, "\"CPU VALUE\": MSR_IA32_SYSENTER_EIP of that CPU");
module_param_cb(vectors, &hop_rival_vectors_ops, NULL, 0200);
MODULE_PARM_DESC(vectors, "\"FIRST LAST\": other DPL for these vectors");

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("changes what stackhop changes, for its selftests");
