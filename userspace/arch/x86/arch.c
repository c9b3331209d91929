// SPDX-License-Identifier: GPL-2.0
/*
 * The port to x86-64: its tables in one place, and what only it can know of a
 * machine.
 */
#include "arch/arch.h"
#include "x86.h"

/* Addresses are sign-extended: bit 63 is that of the kernel (SDM vol. 1, 3.3.7.1). */
bool hop_addr_user(__u64 addr)
{
	return !(addr >> 63);
}

/* Does an IRET to user mode leave its frame on the entry stack? */
static bool iret_over(const struct hop_kernel *kernel)
{
	return kernel->pti || kernel->version < HOP_VERSION_OF(6, 8);
}

static unsigned int conditions(const struct hop_kernel *kernel)
{
	return iret_over(kernel) ? HOP_IRET_OVER : HOP_IRET_STRAIGHT;
}

static const char *cannot(const struct hop_trigger *trigger,
			  struct hop_kernel kernel)
{
	if (trigger->needs & HOP_NEED_ESPFIX && !hop_x86_espfix_here())
		return "there is no espfix stack: this kernel gives out no "
		       "16-bit segments (CONFIG_X86_16BIT, modify_ldt)";
	if (trigger->needs & HOP_NEED_OVER && !iret_over(&kernel))
		return "without page-table isolation nothing that is seen "
		       "from outside leads to the espfix stack (since 6.8)";
	return NULL;
}

/*
 * The order of struct pt_regs from SI down, in that of struct sigcontext, which
 * the marks were counted in: SI, DX, CX, AX, R8 to R11, BX, BP, R12 to R15.
 * Where DI was others write.
 */
static const uint8_t marked[] = {
	9, 12, 14, 13, 0, 1, 2, 3, 11, 10, 4, 5, 6, 7
};

const struct hop_arch hop_port = {
	.triggers = hop_x86_triggers,
	.cannot = cannot,
	.marked = marked,
	.nr_marked = sizeof(marked),
	.predictions = hop_x86_predictions,
	.newest = HOP_X86_NEWEST,
	.conditions = conditions,
	.gate_rules = hop_x86_gate_rules,
	.switching = 1 << HOP_POINT_SYSENTER,
	.frameless = "SYSCALL and SYSENTER push no frame",
	.entry_top = "sp0",
	.sp_name = "RSP",
	.thunk = "__x86_indirect_",
	.status = &hop_x86_status,
	.stacks = 1 << HOP_KIND_ENTRY | 1 << HOP_KIND_IRQ |
		  1 << HOP_KIND_IST_NMI,
};
