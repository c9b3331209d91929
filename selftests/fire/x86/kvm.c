// SPDX-License-Identifier: GPL-2.0
/*
 * A KVM guest beside stackhop: KVM keeps the host's entry registers for later,
 * so what they hold while a guest runs is written back when stackhop may have
 * gone. The vendor's module is loaded and unloaded, too.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/x86/x86.h"
#include "fire/x86/workers.h"

#define CODE_AT 0x1000
#define EXITS 2000

/* Real mode: out %al, $0x10, and again. */
static const uint8_t code[] = { 0xe6, 0x10, 0xeb, 0xfc };

/**
 * struct machine - a guest of one CPU
 * @kvm:	/dev/kvm
 * @vm:		the guest
 * @cpu:	its CPU
 * @memory:	a page, with the code
 * @run:	what the kernel says of an exit
 */
struct machine {
	int kvm;
	int vm;
	int cpu;
	void *memory;
	struct kvm_run *run;
};

static int add_memory(struct machine *m)
{
	struct kvm_userspace_memory_region region = {
		.guest_phys_addr = CODE_AT,
		.memory_size = HOP_PAGE,
	};

	m->memory = mmap(NULL, HOP_PAGE, PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (m->memory == MAP_FAILED)
		return -errno;
	memcpy(m->memory, code, sizeof(code));
	region.userspace_addr = (uintptr_t)m->memory;
	return hop_device_call(m->vm, KVM_SET_USER_MEMORY_REGION, &region);
}

static int add_cpu(struct machine *m)
{
	struct kvm_regs regs = { .rip = CODE_AT, .rflags = 2 };
	struct kvm_sregs sregs;
	int size = ioctl(m->kvm, KVM_GET_VCPU_MMAP_SIZE, 0), err;

	m->cpu = ioctl(m->vm, KVM_CREATE_VCPU, 0);
	if (m->cpu < 0)
		return -errno;
	m->run =
		mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, m->cpu, 0);
	if (m->run == MAP_FAILED)
		return -errno;
	err = hop_device_call(m->cpu, KVM_GET_SREGS, &sregs);
	sregs.cs.base = 0;
	sregs.cs.selector = 0;
	err = err ?: hop_device_call(m->cpu, KVM_SET_SREGS, &sregs);
	return err ?: hop_device_call(m->cpu, KVM_SET_REGS, &regs);
}

static int make_machine(struct machine *m)
{
	*m = (struct machine){ .vm = -1, .cpu = -1 };
	m->kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (m->kvm < 0)
		return -errno;
	m->vm = ioctl(m->kvm, KVM_CREATE_VM, 0);
	if (m->vm < 0)
		return -errno;
	return add_memory(m) ?: add_cpu(m);
}

static void end_machine(struct machine *m)
{
	if (m->memory && m->memory != MAP_FAILED)
		munmap(m->memory, HOP_PAGE);
	if (m->run && m->run != MAP_FAILED)
		munmap(m->run, ioctl(m->kvm, KVM_GET_VCPU_MMAP_SIZE, 0));
	close(m->cpu);
	close(m->vm);
	close(m->kvm);
}

/* Every exit is the one instruction's, and programs go on between them. */
static int run_machine(struct hop_job *job, struct machine *m)
{
	int i;

	for (i = 0; i < EXITS && !hop_job_over(job); i++) {
		if (ioctl(m->cpu, KVM_RUN, 0) && errno != EINTR)
			return -errno;
		if (m->run->exit_reason == KVM_EXIT_IO)
			hop_tally_add(job->tally, HOP_COUNT_EXITS, 1);
		else if (m->run->exit_reason != KVM_EXIT_INTR)
			return -EIO;
	}
	return 0;
}

void hop_kvm_work(struct hop_job *job)
{
	uint64_t dice = job->seed;
	struct machine machine;
	int err;

	while (!hop_job_over(job)) {
		if (system("modprobe kvm_amd")) {
			hop_fault(job->tally, "kvm_amd cannot be loaded");
			return;
		}
		do {
			err = make_machine(&machine);
			if (!err)
				err = run_machine(job, &machine);
			if (err)
				hop_fault(job->tally, "KVM guest: %d", err);
			end_machine(&machine);
		} while (!err && hop_dice_below(&dice, 4) &&
			 !hop_job_over(job));
		if (system("rmmod kvm_amd"))
			hop_fault(job->tally, "kvm_amd cannot be unloaded");
	}
}
