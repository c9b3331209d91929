// SPDX-License-Identifier: GPL-2.0
/*
 * What triggers of every port need before they run, in the child: pages, signals,
 * breakpoints; and the table of these and of those with helpers.
 */
#include <errno.h>
#include <linux/perf_event.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/lib.h"
#include "setup.h"

static int prepare_fire(struct hop_run_context *context)
{
	struct hop_fire *fire = hop_arena_at(HOP_ARENA_BUFFER);

	fire->gate = context->trigger->setup->gate;
	fire->count = 1;
	HOP_ARENA->args[0] = context->fd;
	HOP_ARENA->args[1] = HOP_IOC_FIRE;
	HOP_ARENA->args[2] = (uintptr_t)fire;
	return 0;
}

/* The call and one hit are there without it, too. */
static int with_fire(bool entry)
{
	struct hop_fire *fire = hop_arena_at(HOP_ARENA_BUFFER);

	fire->count = entry ? 2 : 1;
	return 0;
}

/* A private page in place of the shared one, which nobody has touched. */
static int prepare_fresh(struct hop_run_context *context
			 __attribute__((unused)))
{
	void *at = hop_arena_at(HOP_ARENA_FRESH);

	return mmap(at, HOP_ARENA_PAGE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == at ?
		       0 :
		       -errno;
}

static int with_fresh(bool entry)
{
	int err = prepare_fresh(NULL);

	if (!err && !entry)
		*(volatile char *)hop_arena_at(HOP_ARENA_FRESH) = 0;
	return err;
}

static int prepare_fresh_kernel(struct hop_run_context *context)
{
	HOP_ARENA->args[0] = HOP_ARENA_ADDR + HOP_ARENA_FRESH;
	return prepare_fresh(context);
}

static int prepare_hole(struct hop_run_context *context __attribute__((unused)))
{
	return mprotect(hop_arena_at(HOP_ARENA_HOLE), HOP_ARENA_PAGE,
			PROT_NONE) ?
		       -errno :
		       0;
}

static int prepare_tgkill(struct hop_run_context *context
			  __attribute__((unused)))
{
	stack_t stack = { .ss_sp = hop_arena_at(HOP_ARENA_ALT - 0x4000),
			  .ss_size = 0x4000 };

	HOP_ARENA->args[0] = getpid();
	HOP_ARENA->args[1] = getpid();
	HOP_ARENA->args[2] = SIGUSR1;
	return sigaltstack(&stack, NULL) ? -errno : 0;
}

/* Nobody reads what perf has to say: only the trap is wanted. */
static int prepare_watch_kernel(struct hop_run_context *context
				__attribute__((unused)))
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_BREAKPOINT,
		.size = sizeof(attr),
		.sample_period = 1,
		.bp_type = 2, /* HW_BREAKPOINT_W */
		.bp_addr = HOP_ARENA_ADDR + HOP_ARENA_WATCH,
		.bp_len = 4,
	};

	HOP_ARENA->args[0] = attr.bp_addr;
	return syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0) < 0 ? -errno :
								       0;
}

static int with_watch_kernel(bool entry)
{
	return prctl(entry ? PR_TASK_PERF_EVENTS_ENABLE :
			     PR_TASK_PERF_EVENTS_DISABLE) ?
		       -errno :
		       0;
}

static const struct {
	int (*prepare)(struct hop_run_context *context);
	int (*with)(bool entry);
} preparations[HOP_PREPARE_NR] = {
	[HOP_PREPARE_FIRE] = { prepare_fire, with_fire },
	[HOP_PREPARE_FRESH] = { prepare_fresh, with_fresh },
	[HOP_PREPARE_FRESH_KERNEL] = { prepare_fresh_kernel, with_fresh },
	[HOP_PREPARE_HOLE] = { prepare_hole, NULL },
	[HOP_PREPARE_TGKILL] = { prepare_tgkill, NULL },
	[HOP_PREPARE_WATCH_KERNEL] = { prepare_watch_kernel,
				       with_watch_kernel },
	[HOP_PREPARE_TICK] = { hop_prepare_tick, NULL },
	[HOP_PREPARE_LONG_TICK] = { hop_prepare_long_tick, NULL },
	[HOP_PREPARE_UDP] = { hop_prepare_udp, NULL },
	[HOP_PREPARE_SOFTIRQ] = { hop_prepare_softirq, NULL },
	[HOP_PREPARE_NMI_SELF] = { hop_prepare_nmi_self, NULL },
	[HOP_PREPARE_NMI] = { hop_prepare_nmi, NULL },
	[HOP_PREPARE_IPI] = { hop_prepare_ipi, NULL },
	[HOP_PREPARE_IPI_KERNEL] = { hop_prepare_ipi_kernel, NULL },
	[HOP_PREPARE_PARTNER] = { hop_prepare_partner, NULL },
	[HOP_PREPARE_CLONE] = { hop_prepare_clone, NULL },
};

int hop_child_setup(struct hop_run_context *context)
{
	const struct hop_setup *setup = context->trigger->setup;

	if (setup->prepare)
		return setup->prepare(context);
	return setup->common ? preparations[setup->common].prepare(context) : 0;
}

hop_with_fn *hop_setup_with(const struct hop_setup *setup)
{
	return preparations[setup->common].with;
}
