// SPDX-License-Identifier: GPL-2.0
/*
 * Loads, attaches and reads the programs of bpf/watch.bpf.c.
 */
#include <err.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "watch.h"
#include "watch.skel.h"

static bool verbose;

static int libbpf_say(enum libbpf_print_level level, const char *format,
		      va_list args)
{
	if (!verbose || level == LIBBPF_DEBUG)
		return 0;
	return vfprintf(stderr, format, args);
}

static bool stacks_fill(const struct watch_bpf *bpf,
			const struct hop_watch_plan *plan)
{
	int fd = bpf_map__fd(bpf->maps.cpu_stacks);

	for (__u32 cpu = 0; cpu < plan->nr_cpus; cpu++) {
		struct hop_watch_cpu value = { 0 };
		size_t nr = 0;

		for (size_t i = 0; i < plan->stacks->nr; i++) {
			const struct hop_stack *s = &plan->stacks->stack[i];

			if (s->cpu != cpu || !(s->flags & HOP_STACK_MAPPED))
				continue;
			if (nr == HOP_WATCH_STACKS)
				return false;
			value.stack[nr++] = *s;
		}
		if (bpf_map_update_elem(fd, &cpu, &value, 0))
			return false;
	}
	return true;
}

static bool load(struct watch_bpf *bpf, const struct hop_watch_plan *plan)
{
	bpf->rodata->task_stack_size = plan->task_stack_size;
	bpf->rodata->only_tgid = plan->tgid;
	bpf->bss->counting = !plan->from_exec;
	bpf_program__set_autoload(bpf->progs.process_exec, plan->from_exec);
	if (bpf_map__set_max_entries(bpf->maps.cpu_stacks, plan->nr_cpus) ||
	    watch_bpf__load(bpf)) {
		warnx("cannot load the BPF programs: %s%s", strerror(errno),
		      errno == EPERM ? ": run as root" : "");
		return false;
	}
	if (!stacks_fill(bpf, plan)) {
		warnx("cannot hand the list of stacks to BPF");
		return false;
	}
	if (watch_bpf__attach(bpf)) {
		warnx("cannot attach the BPF programs: %s", strerror(errno));
		return false;
	}
	return true;
}

struct watch_bpf *hop_watch_start(const struct hop_watch_plan *plan)
{
	struct watch_bpf *bpf;

	verbose = plan->verbose;
	libbpf_set_print(libbpf_say);
	bpf = watch_bpf__open();
	if (!bpf) {
		warnx("cannot open the BPF programs: %s", strerror(errno));
		return NULL;
	}
	if (load(bpf, plan))
		return bpf;
	watch_bpf__destroy(bpf);
	return NULL;
}

bool hop_watch_counting(const struct watch_bpf *bpf)
{
	return bpf->bss->counting;
}

/* Older kernels give back a shorter structure, without the number. */
static __s64 missed_read(const struct bpf_program *program)
{
	struct bpf_prog_info info = { 0 };
	__u32 size = sizeof(info);

	if (bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &size) ||
	    size < offsetof(struct bpf_prog_info, recursion_misses) +
			    sizeof(info.recursion_misses))
		return -1;
	return info.recursion_misses;
}

static bool counts_read(const struct watch_bpf *bpf,
			struct hop_watch_counts *counts)
{
	int nr_cpus = libbpf_num_possible_cpus();
	int fd = bpf_map__fd(bpf->maps.counts);
	__u64 *value;

	if (nr_cpus <= 0)
		return false;
	counts->nr_cpus = nr_cpus;
	counts->count = calloc(nr_cpus * HOP_WATCH_KEYS, sizeof(__u64));
	value = calloc(nr_cpus, sizeof(*value));
	for (__u32 key = 0; counts->count && value && key < HOP_WATCH_KEYS;
	     key++) {
		if (bpf_map_lookup_elem(fd, &key, value))
			break;
		for (int cpu = 0; cpu < nr_cpus; cpu++)
			counts->count[cpu * HOP_WATCH_KEYS + key] = value[cpu];
		if (key == HOP_WATCH_KEYS - 1) {
			free(value);
			return true;
		}
	}
	free(value);
	free(counts->count);
	counts->count = NULL;
	return false;
}

bool hop_watch_stop(struct watch_bpf *bpf, struct hop_watch_counts *counts)
{
	bool ok;

	watch_bpf__detach(bpf);
	counts->missed[HOP_WATCH_SYS_ENTER] = missed_read(bpf->progs.sys_enter);
	counts->missed[HOP_WATCH_SYS_EXIT] = missed_read(bpf->progs.sys_exit);
	ok = counts_read(bpf, counts);
	if (!ok)
		warnx("cannot read the counts: %s", strerror(errno));
	watch_bpf__destroy(bpf);
	return ok;
}

__u64 hop_watch_total(const struct hop_watch_counts *counts, unsigned int point,
		      unsigned int kind)
{
	__u64 sum = 0;

	for (size_t cpu = 0; cpu < counts->nr_cpus; cpu++)
		sum += counts->count[cpu * HOP_WATCH_KEYS +
				     HOP_WATCH_KEY(point, kind)];
	return sum;
}
