// SPDX-License-Identifier: GPL-2.0
/*
 * Chooses among the programs of bpf/watch.bpf.c by what is to be watched and what
 * the kernel and the module can do, and sets their constants.
 */
#include <unistd.h>

#include <bpf/libbpf.h>

#include "kernel/kernel.h"
#include "programs.h"
#include "watch.skel.h"

/* A program's name is its tracepoint's with this before it. */
#define PREFIX "see_"

#define POINT(point, name, group, nth) [HOP_WATCH_##point] = PREFIX #name,
static const char *const program_names[HOP_WATCH_NR] = {
#include "hop_watch_points.h"
};

static void constants_set(struct watch_bpf *bpf,
			  const struct hop_watch_plan *plan)
{
	struct watch_bpf__rodata *c = bpf->rodata;

	c->task_stack_size = plan->task_stack_size;
	c->filtered = plan->tgid;
	c->switches_hidden = !(plan->points & 1ULL << HOP_WATCH_SCHED_SWITCH);
	c->extra = plan->live || plan->room;
	c->live = plan->live;
	c->ring_room = plan->room;
	c->stamped = plan->stamped;
	c->traceless = plan->traceless;
	c->exec_tgid = plan->from_exec ? plan->tgid : 0;
	if (plan->catch)
		c->catch_low = (__s64)(plan->task_stack_size - plan->catch);
}

/* Lets the module hand on system calls for as long as its device is open. */
static bool forward_begin(struct hop_watch_programs *p)
{
	struct hop_forward forward = { .on = 1 };
	struct hop_info info;

	if (access(HOP_DEVICE, F_OK))
		return false;
	p->device = hop_dev_open(&info);
	return p->device >= 0 &&
	       !hop_dev_call(p->device, HOP_IOC_FORWARD, &forward,
			     "cannot have system calls handed on") &&
	       forward.on;
}

/* System calls: by the module, or else by perf. */
static void calls_steady(struct watch_bpf *bpf, struct hop_watch_programs *p)
{
	if (forward_begin(p)) {
		p->program[HOP_WATCH_SYS_ENTER] = bpf->progs.forward_sys_enter;
		p->program[HOP_WATCH_SYS_EXIT] = bpf->progs.forward_sys_exit;
	} else if (hop_bpf_has_event("raw_syscalls")) {
		p->program[HOP_WATCH_SYS_ENTER] = bpf->progs.steady_sys_enter;
		p->program[HOP_WATCH_SYS_EXIT] = bpf->progs.steady_sys_exit;
	}
}

static void softirqs_steady(struct watch_bpf *bpf, struct hop_watch_programs *p)
{
	if (!hop_bpf_has_event("irq"))
		return;
	p->program[HOP_WATCH_SOFTIRQ_ENTRY] = bpf->progs.steady_softirq_entry;
	p->program[HOP_WATCH_SOFTIRQ_EXIT] = bpf->progs.steady_softirq_exit;
}

/* The program of each point; which are loaded is chosen later. */
static void programs_find(struct watch_bpf *bpf,
			  const struct hop_watch_plan *plan,
			  struct hop_watch_programs *p)
{
	const __u64 calls = 1ULL << HOP_WATCH_SYS_ENTER |
			    1ULL << HOP_WATCH_SYS_EXIT;
	const __u64 softirqs = 1ULL << HOP_WATCH_SOFTIRQ_ENTRY |
			       1ULL << HOP_WATCH_SOFTIRQ_EXIT;
	struct bpf_program *program = NULL;

	while ((program = bpf_object__next_program(bpf->obj, program)))
		bpf_program__set_autoload(program, false);
	bpf_program__set_autoload(bpf->progs.find_self, true);
	for (unsigned int i = 0; i < HOP_WATCH_NR; i++)
		p->program[i] = bpf_object__find_program_by_name(
			bpf->obj, program_names[i]);
	if (!(plan->points & (calls | softirqs)) || !hop_bpf_may_sleep())
		return;
	if (plan->points & calls)
		calls_steady(bpf, p);
	if (plan->points & softirqs && hop_bpf_softirq_preempted())
		softirqs_steady(bpf, p);
}

/* Which programs to load: with a filter, what keeps it true as well. */
void hop_watch_programs_choose(struct watch_bpf *bpf,
			       const struct hop_watch_plan *plan,
			       struct hop_watch_programs *p)
{
	p->device = -1;
	constants_set(bpf, plan);
	programs_find(bpf, plan, p);
	for (unsigned int i = 0; i < HOP_WATCH_NR; i++)
		bpf_program__set_autoload(p->program[i],
					  plan->points & 1ULL << i);
	if (plan->tgid)
		bpf_program__set_autoload(p->program[HOP_WATCH_SCHED_SWITCH],
					  true);
	bpf_program__set_autoload(bpf->progs.process_exec, plan->from_exec);
	bpf_program__set_autoload(bpf->progs.process_fork, plan->tgid);
	bpf_program__set_autoload(bpf->progs.process_exit, plan->tgid);
}
