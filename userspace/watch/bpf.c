// SPDX-License-Identifier: GPL-2.0
/*
 * Loads, attaches and reads the programs of bpf/watch.bpf.c.
 */
#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "bpf.h"
#include "kernel/kernel.h"
#include "maps.h"
#include "programs.h"
#include "watch.skel.h"

/* Points, and what keeps a filter true. */
#define LINKS (HOP_WATCH_NR + 3)

/* At a time, more than there is room for: others may come as fast as they go. */
#define SAMPLES_MAX 2048

#define SETTLE_US 2000
#define SETTLE_TRIES 500

/**
 * struct watching - what is behind a struct hop_watch, which it begins with
 * @bpf:	the skeleton
 * @ring:	reader of the samples
 * @programs:	of the points
 * @link:	what attaches the programs; NULL ends it
 * @cpus:	the map `cpus`
 * @stride:	what one CPU has of it, in bytes
 * @events:	with rings
 * @fn:		where samples go, and what it wants
 * @taken:	samples since it was set
 */
struct watching {
	struct hop_watch watch;
	struct watch_bpf *bpf;
	struct ring_buffer *ring;
	struct hop_watch_programs programs;
	struct bpf_link *link[LINKS];
	char *cpus;
	size_t stride;
	bool events;
	hop_watch_sample_fn *fn;
	void *to;
	unsigned int taken;
};

#define WATCHING(w) ((struct watching *)(w))

static bool maps_size(struct watch_bpf *bpf, const struct hop_watch_plan *plan)
{
	if (plan->processes &&
	    bpf_map__set_max_entries(bpf->maps.tgids, plan->processes))
		return false;
	return !bpf_map__set_max_entries(bpf->maps.cpus, plan->nr_cpus) &&
	       !bpf_map__set_value_size(bpf->maps.cpus,
					hop_watch_value_bytes(plan->room)) &&
	       !bpf_map__set_max_entries(bpf->maps.pages,
					 hop_watch_pages(&plan->stacks));
}

static struct hop_watch_value *value_of(const struct hop_watch *watch,
					unsigned int cpu)
{
	const struct watching *w = WATCHING(watch);

	return (void *)(w->cpus + cpu * w->stride);
}

/* The maps begin with the programs' knowledge of this machine. */
static bool maps_fill(struct watching *w, const struct hop_watch_plan *plan)
{
	const struct watch_bpf *bpf = w->bpf;
	__u32 tgid = plan->tgid;
	__u8 one = 1;

	w->events = plan->room;
	w->stride = hop_watch_value_bytes(plan->room);
	/*
	 * The kernel made all of its pages with the map; 7.3 lets a process have
	 * each at its first touch. All at once, no ring that fills for the first
	 * time makes its reader fault, and memory is the same from the beginning.
	 */
	w->cpus = mmap(NULL, w->stride * plan->nr_cpus, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_POPULATE, bpf_map__fd(bpf->maps.cpus),
		       0);
	if (w->cpus == MAP_FAILED) {
		w->cpus = NULL;
		return false;
	}
	for (unsigned int cpu = 0; cpu < plan->nr_cpus; cpu++)
		hop_watch_cpu_clear(&value_of(&w->watch, cpu)->cpu,
				    plan->task_stack_size);
	if (tgid && !plan->from_exec &&
	    bpf_map_update_elem(bpf_map__fd(bpf->maps.tgids), &tgid, &one, 0))
		return false;
	return hop_watch_pages_fill(bpf_map__fd(bpf->maps.pages),
				    &plan->stacks);
}

/* Who watches is asked in the kernel: here may be a pid namespace of its own. */
static bool self_find(const struct watching *w)
{
	struct bpf_test_run_opts opts = { .sz = sizeof(opts) };
	int fd = bpf_program__fd(w->bpf->progs.find_self);

	if (!bpf_prog_test_run_opts(fd, &opts))
		return true;
	warnx("cannot run a BPF program: %s", strerror(errno));
	return false;
}

/* A kernel may lack a tracepoint: what it would show is then not seen. */
static bool attach(struct watching *w, const struct hop_watch_plan *plan)
{
	struct bpf_program *program = NULL;
	size_t nr = 0;

	w->watch.present = plan->points;
	while ((program = bpf_object__next_program(w->bpf->obj, program))) {
		if (!bpf_program__autoload(program) ||
		    program == w->bpf->progs.find_self)
			continue;
		w->link[nr] = bpf_program__attach(program);
		if (w->link[nr]) {
			nr++;
			continue;
		}
		if (errno != ENOENT) {
			warnx("cannot attach the BPF program %s: %s",
			      bpf_program__name(program), strerror(errno));
			return false;
		}
		for (unsigned int i = 0; i < HOP_WATCH_NR; i++)
			if (w->programs.program[i] == program)
				w->watch.present &= ~(1ULL << i);
	}
	return true;
}

static int sample_take(void *to, void *data, size_t size)
{
	struct watching *w = to;

	if (size >= sizeof(struct hop_watch_sample))
		w->fn(w->to, data);
	return ++w->taken < SAMPLES_MAX ? 0 : -EAGAIN;
}

/* What the programs can count: see hop_watch_bucket(). */
static bool span_check(const struct hop_watch_plan *plan)
{
	__u64 span = plan->task_stack_size;

	if ((span && span <= HOP_WATCH_SPAN) || span == HOP_WATCH_SPAN_MAX)
		return true;
	warnx("a task's stack has %llu bytes here: only up to %u, or %u, can be counted",
	      span, HOP_WATCH_SPAN, HOP_WATCH_SPAN_MAX);
	return false;
}

static bool load(struct watching *w, const struct hop_watch_plan *plan)
{
	hop_watch_programs_choose(w->bpf, plan, &w->programs);
	if (!maps_size(w->bpf, plan) || watch_bpf__load(w->bpf)) {
		hop_need_bpf_warn("cannot load the BPF programs", errno);
		return false;
	}
	if (!maps_fill(w, plan)) {
		warnx("cannot fill the BPF maps: %s", strerror(errno));
		return false;
	}
	w->ring = ring_buffer__new(bpf_map__fd(w->bpf->maps.samples),
				   sample_take, w, NULL);
	if (!w->ring) {
		warnx("cannot read the BPF programs: %s", strerror(errno));
		return false;
	}
	return self_find(w) && attach(w, plan);
}

struct hop_watch *hop_watch_open(const struct hop_watch_plan *plan)
{
	struct watching *w;

	if (!span_check(plan))
		return NULL;
	w = calloc(1, sizeof(*w));
	hop_bpf_say(plan->verbose);
	if (w)
		w->bpf = watch_bpf__open();
	if (!w || !w->bpf) {
		warnx("cannot open the BPF programs: %s", strerror(errno));
		free(w);
		return NULL;
	}
	w->watch.nr_cpus = plan->nr_cpus;
	w->programs.device = -1;
	if (!load(w, plan)) {
		hop_watch_close(&w->watch);
		return NULL;
	}
	return &w->watch;
}

void hop_watch_begin(struct hop_watch *watch)
{
	WATCHING(watch)->bpf->bss->open = 1;
}

bool hop_watch_begun(const struct hop_watch *watch)
{
	const struct watch_bpf *bpf = WATCHING(watch)->bpf;

	return !bpf->rodata->exec_tgid || bpf->bss->begun;
}

const struct hop_watch_cpu *hop_watch_cpu_of(const struct hop_watch *watch,
					     unsigned int cpu)
{
	return &value_of(watch, cpu)->cpu;
}

struct hop_watch_cpu *hop_watch_copy(const struct hop_watch *watch)
{
	struct hop_watch_cpu *copy = calloc(watch->nr_cpus, sizeof(*copy));

	for (size_t cpu = 0; copy && cpu < watch->nr_cpus; cpu++)
		memcpy(&copy[cpu], hop_watch_cpu_of(watch, cpu), sizeof(*copy));
	return copy;
}

struct hop_watch_rings *hop_watch_rings_of(const struct hop_watch *watch,
					   unsigned int cpu)
{
	return WATCHING(watch)->events ? &value_of(watch, cpu)->rings : NULL;
}

void hop_watch_samples(struct hop_watch *watch, hop_watch_sample_fn *fn,
		       void *to)
{
	struct watching *w = WATCHING(watch);

	w->fn = fn;
	w->to = to;
	w->taken = 0;
	ring_buffer__consume(w->ring);
}

__u64 hop_watch_samples_lost(const struct hop_watch *watch)
{
	return WATCHING(watch)->bpf->bss->samples_lost;
}

__u64 hop_watch_processes_lost(const struct hop_watch *watch)
{
	const struct watch_bpf *bpf = WATCHING(watch)->bpf;
	const struct bpf_program *const filters[] = { bpf->progs.process_exec,
						      bpf->progs.process_fork };
	__u64 lost = bpf->bss->tgids_lost;

	/* Where a task can be preempted in one, the next one's call is skipped. */
	for (size_t i = 0; i < sizeof(filters) / sizeof(*filters); i++) {
		__s64 missed = bpf_program__autoload(filters[i]) ?
				       hop_bpf_missed(filters[i]) :
				       0;

		lost += missed > 0 ? missed : 0;
	}
	return lost;
}

__s64 hop_watch_missed(const struct hop_watch *watch, unsigned int point)
{
	return hop_bpf_missed(WATCHING(watch)->programs.program[point]);
}

static __u64 events_counted(const struct watching *w)
{
	__u64 sum = 0;

	for (size_t cpu = 0; cpu < w->watch.nr_cpus; cpu++)
		sum += hop_watch_cpu_total(hop_watch_cpu_of(&w->watch, cpu));
	return sum;
}

/*
 * From now on nothing new is counted, but a program that has begun ends: to
 * detach them patches code, which interrupts all CPUs.
 */
static void events_end(const struct watching *w)
{
	w->bpf->bss->open = 0;
	usleep(SETTLE_US);
	for (size_t cpu = 0; cpu < w->watch.nr_cpus; cpu++)
		value_of(&w->watch, cpu)->cpu.task_base = 0;
}

/*
 * Old kernels detach some time after the link is closed, and a program that
 * runs at that moment runs to its end: wait until nothing is counted any more.
 */
void hop_watch_detach(struct hop_watch *watch)
{
	struct watching *w = WATCHING(watch);
	__u64 before, now;

	events_end(w);
	now = events_counted(w);
	for (size_t i = 0; i < LINKS && w->link[i]; i++) {
		bpf_link__destroy(w->link[i]);
		w->link[i] = NULL;
	}
	for (int i = 0; i < SETTLE_TRIES; i++) {
		before = now;
		usleep(SETTLE_US);
		now = events_counted(w);
		if (i && now == before)
			break;
	}
}

void hop_watch_close(struct hop_watch *watch)
{
	struct watching *w = WATCHING(watch);

	if (!watch)
		return;
	for (size_t i = 0; i < LINKS && w->link[i]; i++)
		bpf_link__destroy(w->link[i]);
	ring_buffer__free(w->ring);
	if (w->cpus)
		munmap(w->cpus, w->stride * watch->nr_cpus);
	watch_bpf__destroy(w->bpf);
	if (w->programs.device >= 0)
		close(w->programs.device);
	free(w);
}
