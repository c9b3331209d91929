// SPDX-License-Identifier: GPL-2.0
/*
 * For the selftests only: takes the present bit from a user segment while its
 * owner runs on another CPU with the segment in SS. Linux itself never changes
 * a descriptor under a running task, so nothing else makes the IRET of an own
 * gate fault.
 *
 * Writing "ldt" to the parameter unpresent spoils entry 0 of the writer's LDT;
 * "tls N" spoils the thread-local segments of CPU N, until it next switches.
 */
#include <linux/cpumask.h>
#include <linux/mm_types.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <asm/desc.h>
#include <asm/mmu_context.h>
#include <asm/segment.h>

static int hop_test_spoil_ldt(void)
{
	struct ldt_struct *ldt;
	int err = -ENOENT;

	down_read(&current->mm->context.ldt_usr_sem);
	ldt = current->mm->context.ldt;
	if (ldt && ldt->nr_entries) {
		ldt->entries[0].p = 0;
		err = 0;
	}
	up_read(&current->mm->context.ldt_usr_sem);
	return err;
}

static int hop_test_spoil_tls(unsigned int cpu)
{
	struct desc_struct *gdt;
	int i;

	if (cpu >= nr_cpu_ids || !cpu_online(cpu))
		return -EINVAL;
	gdt = get_cpu_gdt_rw(cpu);
	for (i = GDT_ENTRY_TLS_MIN; i <= GDT_ENTRY_TLS_MAX; i++)
		gdt[i].p = 0;
	return 0;
}

static int hop_test_unpresent(const char *text,
			      const struct kernel_param *param)
{
	unsigned int cpu;

	if (!current->mm)
		return -EINVAL;
	if (sysfs_streq(text, "ldt"))
		return hop_test_spoil_ldt();
	if (sscanf(text, "tls %u", &cpu) == 1)
		return hop_test_spoil_tls(cpu);
	return -EINVAL;
}

static const struct kernel_param_ops hop_test_ops = {
	.set = hop_test_unpresent,
};

module_param_cb(unpresent, &hop_test_ops, NULL, 0200);
MODULE_PARM_DESC(unpresent, "\"ldt\" or \"tls CPU\": spoil that segment now");

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("spoils segments for stackhop's selftests");
