// SPDX-License-Identifier: GPL-2.0
/*
 * Hypervisors keep what the host's MSRs held and write it back later, at a VM's
 * exit or when a task returns to user mode: the address of a tap, too.
 *
 * KVM on AMD has VMSAVE and VMLOAD do it (LSTAR, CSTAR, SYSENTER_EIP); on Intel
 * it notes HOST_IA32_SYSENTER_EIP when a VCPU is made (vmx_set_constant_host_state())
 * and the SYSCALL MSRs when a user-return MSR is first used (kvm_set_user_return_msr()).
 * Seen on 6.1 with kvm_amd: a tap's address came back after the taps had gone,
 * and the next SYSCALL was a double fault.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <asm/processor-flags.h>
#include <asm/special_insns.h>
#include <asm/cpufeature.h>

#include "../../compat.h"
#include "../../ksyms.h"
#include "msr.h"
#include "virt.h"

/* What enters a guest in KVM's two vendor modules, or built in (since 5.7). */
static const char *const hop_virt_symbols[] = {
	"__svm_vcpu_run",
	"__vmx_vcpu_run",
};

static void (*hop_virt_coming)(void);

/* A look-up goes through all symbols: a no holds while no module comes. */
static bool hop_virt_loaded;

static void hop_virt_look(void)
{
	bool loaded = false;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(hop_virt_symbols) && !loaded; i++)
		loaded = hop_ksyms_has(hop_virt_symbols[i]);
	hop_virt_loaded = loaded;
}

bool hop_virt_has_come(void)
{
	bool before = hop_virt_loaded;

	if (!before)
		hop_virt_look();
	return !before && hop_virt_loaded;
}

/* Before a module's own code has run. */
static int hop_virt_notify(struct notifier_block *nb, unsigned long event,
			   void *module)
{
	if (event == MODULE_STATE_COMING)
		hop_virt_coming();
	return NOTIFY_OK;
}

static struct notifier_block hop_virt_modules = {
	.notifier_call = hop_virt_notify,
};

bool hop_virt_is_loaded(void)
{
	/* Such a module may have gone since. */
	if (hop_virt_loaded)
		hop_virt_look();
	return hop_virt_loaded;
}

/* SDM vol. 3, 23.7: VMXE; APM vol. 2, 15.4: EFER.SVME. */
bool hop_virt_is_on_here(void)
{
	u64 efer;

	if (boot_cpu_has(X86_FEATURE_VMX) && (__read_cr4() & X86_CR4_VMXE))
		return true;
	rdmsrq(MSR_EFER, efer);
	return efer & EFER_SVME;
}

int hop_virt_init(void (*coming)(void))
{
	hop_virt_coming = coming;
	hop_virt_look();
	return register_module_notifier(&hop_virt_modules);
}

void hop_virt_exit(void)
{
	unregister_module_notifier(&hop_virt_modules);
}
