// SPDX-License-Identifier: GPL-2.0
/*
 * Runs bpf/stacks.bpf.c once for each CPU where there is no module to ask.
 */
#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stackhop_bpf.h>

#include "arch/arch.h"
#include "bpf.h"
#include "dev.h"
#include "kinds.h"
#include "kstacks.h"
#include "need.h"
#include "stacks.skel.h"

static bool cpu_read(const struct stacks_bpf *bpf, unsigned int cpu,
		     struct hop_stacklist *list)
{
	__u64 args[] = { cpu };
	struct bpf_test_run_opts opts = {
		.sz = sizeof(opts),
		.ctx_in = args,
		.ctx_size_in = sizeof(args),
	};
	const char *why;

	memset(bpf->bss->found, 0, sizeof(bpf->bss->found));
	if (bpf_prog_test_run_opts(bpf_program__fd(bpf->progs.find_stacks),
				   &opts)) {
		warnx("cannot run a BPF program: %s", strerror(errno));
		return false;
	}
	for (unsigned int kind = 0; kind < HOP_KIND_NR; kind++)
		if (bpf->bss->found[kind].top)
			list->stack[list->nr++] = (struct hop_stack){
				.base = bpf->bss->found[kind].base,
				.top = bpf->bss->found[kind].top,
				.cpu = cpu,
				.kind = kind,
				.flags = HOP_STACK_MAPPED,
			};
	for (unsigned int kind = 0; kind < HOP_KIND_NR; kind++) {
		if (!(hop_port.stacks & 1U << kind) ||
		    hop_stacks_of(list, cpu, kind))
			continue;
		why = hop_need_symbols(true);
		warnx("this kernel does not tell where the %s stack of CPU %u is: %s",
		      hop_kind_name(kind), cpu, why ? why : "load the module");
		return false;
	}
	return true;
}

static bool cpus_read(struct hop_kstacks *stacks)
{
	struct stacks_bpf *bpf = stacks_bpf__open_and_load();
	bool ok = bpf;

	if (!bpf)
		hop_need_bpf_warn("cannot load the BPF programs", errno);
	for (unsigned int cpu = 0; ok && cpu < stacks->nr_cpus; cpu++)
		ok = cpu_read(bpf, cpu, &stacks->list);
	stacks_bpf__destroy(bpf);
	return ok;
}

bool hop_kstacks_read(struct hop_kstacks *stacks)
{
	FILE *kallsyms = fopen("/proc/kallsyms", "re");
	int nr_cpus = libbpf_num_possible_cpus();

	*stacks = (struct hop_kstacks){ 0 };
	if (kallsyms) {
		stacks->task_size = hop_kstacks_task_size(kallsyms);
		fclose(kallsyms);
	}
	hop_bpf_say(false);
	if (nr_cpus <= 0) {
		warnx("cannot tell how many CPUs there can be: %s%s",
		      strerror(-nr_cpus),
		      access("/sys/kernel", F_OK) ? ": /sys is not mounted" :
						    "");
		return false;
	}
	if (!stacks->task_size) {
		warnx("cannot tell how large a task's stack is: %s",
		      hop_need_symbols(true) ?:
			      "this kernel has no symbols around its first one: load the module");
		return false;
	}
	stacks->nr_cpus = nr_cpus;
	stacks->list.stack = calloc((size_t)nr_cpus * HOP_KIND_NR,
				    sizeof(*stacks->list.stack));
	if (stacks->list.stack && cpus_read(stacks))
		return true;
	free(stacks->list.stack);
	stacks->list.stack = NULL;
	return false;
}

/* The size is the same for all tasks: any CPU's snapshot tells. */
static __u64 task_size(int fd, const struct hop_info *info)
{
	struct hop_snapshot snap;

	for (unsigned int cpu = 0; cpu < info->nr_cpus; cpu++)
		if (!hop_dev_snapshot(fd, cpu, HOP_CONTEXT_TASK, &snap))
			return hop_snapshot_value(&snap, HOP_VALUE_STACK_SIZE);
	return 0;
}

static bool module_ask(struct hop_kstacks *stacks)
{
	struct hop_info info;
	int fd = hop_dev_open(&info);
	bool ok = fd >= 0 && !hop_dev_stacks(fd, &info, &stacks->list);

	if (ok) {
		stacks->nr_cpus = info.nr_cpus;
		stacks->task_size = task_size(fd, &info);
	}
	if (fd >= 0)
		close(fd);
	return ok;
}

bool hop_kstacks_find(struct hop_kstacks *stacks)
{
	if (access(HOP_DEVICE, F_OK))
		return hop_kstacks_read(stacks);
	*stacks = (struct hop_kstacks){ 0 };
	return module_ask(stacks);
}
