// SPDX-License-Identifier: GPL-2.0
/*
 * /dev/stackhop: checks what a caller hands in and may see, and passes it on.
 */
#include <linux/capability.h>
#include <linux/compat.h>
#include <linux/cpumask.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "arch/arch.h"
#include "control.h"
#include "depth.h"
#include "forward.h"
#include "gate.h"
#include "ksyms.h"
#include "snapshot.h"
#include "stackmap.h"
#include "tap.h"
#include "tape.h"

static int hop_open(struct inode *inode, struct file *file)
{
	struct hop_file *hf;
	int cpu;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	hf = kvzalloc(struct_size(hf, readers, nr_cpu_ids), GFP_KERNEL);
	if (!hf)
		return -ENOMEM;
	mutex_init(&hf->lock);
	for_each_possible_cpu(cpu)
		hf->readers[cpu].pos = hop_tape_head(cpu);
	file->private_data = hf;
	return nonseekable_open(inode, file);
}

static int hop_release(struct inode *inode, struct file *file)
{
	struct hop_file *hf = file->private_data;

	if (hf->armed)
		hop_gate_disarm(hf->armed, &hf->armed);
	hop_tap_clear(hf);
	hop_forward_set(false, &hf->forward);
	hop_listen_end(hf->listen);
	kvfree(hf);
	return 0;
}

static long hop_ioc_info(struct hop_file *hf, void *arg)
{
	struct hop_info *info = arg;
	int i;

	memset(info, 0, sizeof(*info));
	info->abi = HOP_ABI;
	info->features = hop_arch_features();
	if (!hop_gate_errno())
		info->features |= HOP_FEAT_GATES;
	if (!hop_tap_errno() && hop_arch_taps_are_virt())
		info->features |= HOP_FEAT_VIRT;
	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		info->features |= HOP_FEAT_RT;
	for (i = 0; i < HOP_GATE_NR; i++)
		info->vector[i] = hop_gate_vector(i);
	info->armed = hop_gate_armed();
	info->gates_errno = -hop_gate_errno();
	info->taps_errno = -hop_tap_errno();
	info->nr_cpus = nr_cpu_ids;
	info->nr_stacks = hop_stackmap_nr();
	info->tape_records = hop_tape_capacity();
	strscpy(info->gates_why, hop_gate_why(), sizeof(info->gates_why));
	strscpy(info->taps_why, hop_tap_why(), sizeof(info->taps_why));
	strscpy(info->irq_name, hop_var_name(HOP_VAR_INUSE),
		sizeof(info->irq_name));
	strscpy(info->top_name, hop_var_name(HOP_VAR_TOP),
		sizeof(info->top_name));
	return 0;
}

static long hop_ioc_arm(struct hop_file *hf, void *arg)
{
	struct hop_arm *arm = arg;

	return arm->reserved ? -EINVAL : hop_gate_arm(arm->gates, &hf->armed);
}

static long hop_ioc_disarm(struct hop_file *hf, void *arg)
{
	struct hop_arm *arm = arg;

	return arm->reserved ? -EINVAL :
			       hop_gate_disarm(arm->gates, &hf->armed);
}

static long hop_ioc_fire(struct hop_file *hf, void *arg)
{
	struct hop_fire *fire = arg;

	if (fire->reserved)
		return -EINVAL;
	return hop_gate_fire(fire->gate, fire->count, &fire->done);
}

/*
 * Copy batch by batch, but no more than there was when the call began: the CPU
 * may write faster than this reads. The reader moves on only when the caller
 * has the records.
 */
static long hop_read_out(struct hop_file *hf, struct hop_read *read, u32 room)
{
	struct hop_record __user *to = u64_to_user_ptr(read->records);
	u64 end = hop_tape_head(read->cpu);

	read->nr = 0;
	while (read->nr < room && hf->readers[read->cpu].pos < end) {
		struct hop_tape_reader reader = hf->readers[read->cpu];
		u32 most = min_t(u32, room - read->nr, HOP_READ_BATCH);
		u32 nr = hop_tape_read(read->cpu, &reader, hf->batch, most);

		if (copy_to_user(to + read->nr, hf->batch, nr * sizeof(*to)))
			return -EFAULT;
		hf->readers[read->cpu] = reader;
		if (!nr)
			return 0;
		read->nr += nr;
	}
	return 0;
}

static long hop_ioc_read(struct hop_file *hf, void *arg)
{
	struct hop_read *read = arg;
	long err;

	if (!read->nr || read->cpu >= nr_cpu_ids || !cpu_possible(read->cpu))
		return -EINVAL;
	err = hop_read_out(hf, read, read->nr);
	read->lost = hf->readers[read->cpu].lost;
	read->torn = hf->readers[read->cpu].torn;
	read->head = hop_tape_head(read->cpu);
	return err;
}

static long hop_ioc_stacks(struct hop_file *hf, void *arg)
{
	struct hop_stacks *list = arg;
	struct hop_stack __user *to = u64_to_user_ptr(list->stacks);
	u32 room = list->nr, i;

	if (list->reserved)
		return -EINVAL;
	list->nr = hop_stackmap_nr();
	if (room < list->nr)
		return -ENOSPC;
	for (i = 0; i < list->nr; i++)
		if (copy_to_user(&to[i], hop_stackmap_nth(i), sizeof(*to)))
			return -EFAULT;
	return 0;
}

static long hop_ioc_find(struct hop_file *hf, void *arg)
{
	struct hop_find *find = arg;

	if (memchr_inv(find->reserved, 0, sizeof(find->reserved)))
		return -EINVAL;
	hop_stackmap_find(find);
	return 0;
}

static long hop_ioc_snapshot(struct hop_file *hf, void *arg)
{
	struct hop_snapshot *snap = arg;

	return snap->reserved ? -EINVAL : hop_snapshot_take(snap);
}

static const struct hop_call hop_calls[] = {
	{ HOP_IOC_INFO, CAP_SYS_ADMIN, false, 0, hop_ioc_info },
	{ HOP_IOC_ARM, CAP_SYS_ADMIN, true, 0, hop_ioc_arm },
	{ HOP_IOC_DISARM, CAP_SYS_ADMIN, true, 0, hop_ioc_disarm },
	{ HOP_IOC_FIRE, CAP_SYS_ADMIN, false, -EINTR, hop_ioc_fire },
	{ HOP_IOC_READ, CAP_SYSLOG, true, 0, hop_ioc_read },
	{ HOP_IOC_STACKS, CAP_SYSLOG, false, -ENOSPC, hop_ioc_stacks },
	{ HOP_IOC_FIND, CAP_SYSLOG, false, 0, hop_ioc_find },
	{ HOP_IOC_SNAPSHOT, CAP_SYSLOG, false, 0, hop_ioc_snapshot },
	{},
};

/* One table for each of the uapi headers. */
static const struct hop_call *const hop_call_tables[] = {
	hop_calls,
	hop_measure_calls,
	hop_depth_calls,
};

static const struct hop_call *hop_call_find(unsigned int cmd)
{
	const struct hop_call *call;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(hop_call_tables); i++)
		for (call = hop_call_tables[i]; call->call; call++)
			if (call->cmd == cmd)
				return call;
	return NULL;
}

static long hop_call_make(const struct hop_call *call, struct hop_file *hf,
			  void *arg, void __user *uptr)
{
	unsigned int cmd = call->cmd;
	long err;

	if ((_IOC_DIR(cmd) & _IOC_WRITE) &&
	    copy_from_user(arg, uptr, _IOC_SIZE(cmd)))
		return -EFAULT;
	if (call->lock)
		mutex_lock(&hf->lock);
	err = call->call(hf, arg);
	if (call->lock)
		mutex_unlock(&hf->lock);
	if (err && err != call->keep)
		return err;
	if ((_IOC_DIR(cmd) & _IOC_READ) &&
	    copy_to_user(uptr, arg, _IOC_SIZE(cmd)))
		return -EFAULT;
	return err;
}

/*
 * What a call needs of the stack is seen wherever stacks are looked at: no more of
 * it than most calls need.
 */
static long hop_ioctl(struct file *file, unsigned int cmd, unsigned long user)
{
	const struct hop_call *call = hop_call_find(cmd);
	void __user *uptr = (void __user *)user;
	union hop_arg small = {};
	void *large;
	long err;

	if (!call)
		return -ENOTTY;
	if (!capable(call->cap))
		return -EPERM;
	if (_IOC_SIZE(cmd) <= sizeof(small))
		return hop_call_make(call, file->private_data, &small, uptr);
	large = kzalloc(_IOC_SIZE(cmd), GFP_KERNEL);
	if (!large)
		return -ENOMEM;
	err = hop_call_make(call, file->private_data, large, uptr);
	kfree(large);
	return err;
}

static const struct file_operations hop_fops = {
	.owner = THIS_MODULE,
	.open = hop_open,
	.release = hop_release,
	.unlocked_ioctl = hop_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static struct miscdevice hop_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "stackhop",
	.fops = &hop_fops,
	.mode = 0600,
};

int hop_control_init(void)
{
	return misc_register(&hop_misc);
}

void hop_control_exit(void)
{
	misc_deregister(&hop_misc);
}
