// SPDX-License-Identifier: GPL-2.0
/*
 * Loads, attaches and reads the programs of bpf/path.bpf.c.
 */
#include <err.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "bpf.h"
#include "dev.h"
#include "hop_path.h"
#include "need.h"
#include "path.skel.h"
#include "probe.h"

#define LINKS_MAX 32

/**
 * struct hop_probes - the loaded programs
 * @bpf:     the skeleton
 * @ring:    reader of its ring buffer; NULL: records are in its slots
 * @link:    what attaches them, NULL where there is no such tracepoint
 * @heads:   address of each CPU's tape position
 * @missed:  skipped programs when it was last switched on
 * @seen:    where records go, of which there are @nr
 * @lost:    how many found no room there
 */
struct hop_probes {
	struct path_bpf *bpf;
	struct ring_buffer *ring;
	struct bpf_link *link[LINKS_MAX];
	__u64 *heads;
	uint64_t missed;
	struct hop_probe *seen;
	size_t nr;
	uint64_t lost;
};

static bool verbose;

static int libbpf_say(enum libbpf_print_level level, const char *format,
		      va_list args)
{
	if (!verbose || level == LIBBPF_DEBUG)
		return 0;
	return vfprintf(stderr, format, args);
}

static int probe_take(void *context, void *data, size_t size)
{
	struct hop_probes *probes = context;

	if (size < sizeof(struct hop_probe))
		return 0;
	if (!probes->seen || probes->nr == HOP_PROBES_MAX)
		probes->lost++;
	else
		probes->seen[probes->nr++] = *(struct hop_probe *)data;
	return 0;
}

/* A kernel may lack a tracepoint: what it would show is then not seen. */
static bool attach(struct hop_probes *probes)
{
	struct bpf_program *program = NULL;
	size_t nr = 0;

	while ((program =
			bpf_object__next_program(probes->bpf->obj, program))) {
		struct bpf_link *link = bpf_program__attach(program);

		if (link && nr < LINKS_MAX) {
			probes->link[nr++] = link;
		} else if (link || errno != ENOENT) {
			warnx("cannot attach the BPF program %s: %s",
			      bpf_program__name(program), strerror(errno));
			return false;
		}
	}
	return true;
}

static bool load(struct hop_probes *probes)
{
	struct path_bpf *bpf = path_bpf__open();

	probes->bpf = bpf;
	if (bpf)
		bpf->rodata->ring_sleeps = hop_bpf_ring_sleeps();
	if (!bpf || path_bpf__load(bpf)) {
		hop_need_bpf_warn("cannot load the BPF programs", errno);
		return false;
	}
	if (bpf->rodata->ring_sleeps)
		return attach(probes);
	probes->ring = ring_buffer__new(bpf_map__fd(bpf->maps.seen), probe_take,
					probes, NULL);
	if (!probes->ring) {
		warnx("cannot read the BPF programs: %s", strerror(errno));
		return false;
	}
	return attach(probes);
}

struct hop_probes *hop_probes_open(int fd, const struct hop_info *info,
				   uint64_t stack_size, bool say)
{
	struct hop_probes *probes = calloc(1, sizeof(*probes));

	verbose = say;
	libbpf_set_print(libbpf_say);
	if (!probes)
		return NULL;
	probes->heads = calloc(info->nr_cpus, sizeof(*probes->heads));
	if (probes->heads && !hop_dev_tapes(fd, probes->heads, info->nr_cpus) &&
	    load(probes)) {
		probes->bpf->bss->stack_size = stack_size;
		return probes;
	}
	hop_probes_close(probes);
	return NULL;
}

void hop_probes_close(struct hop_probes *probes)
{
	if (!probes)
		return;
	for (size_t i = 0; i < LINKS_MAX; i++)
		bpf_link__destroy(probes->link[i]);
	ring_buffer__free(probes->ring);
	path_bpf__destroy(probes->bpf);
	free(probes->heads);
	free(probes);
}

/* Older kernels do not count: what cannot be known is not held against a run. */
static uint64_t missed_count(const struct path_bpf *bpf)
{
	struct bpf_program *program = NULL;
	uint64_t sum = 0;

	while ((program = bpf_object__next_program(bpf->obj, program))) {
		struct bpf_prog_info info = { 0 };
		__u32 size = sizeof(info);

		if (!bpf_obj_get_info_by_fd(bpf_program__fd(program), &info,
					    &size))
			sum += info.recursion_misses;
	}
	return sum;
}

/* Takes what is in the slots, and empties them, while no program is at it. */
static void slots_take(struct hop_probes *probes)
{
	struct path_bpf__bss *bss = probes->bpf->bss;
	unsigned int nr = 0;

	while (__atomic_load_n(&bss->busy, __ATOMIC_SEQ_CST))
		;
	for (; nr < HOP_PROBE_SLOTS && bss->slots[nr].used; nr++)
		probe_take(probes, &bss->slots[nr].probe,
			   sizeof(bss->slots[nr].probe));
	memset(bss->slots, 0, nr * sizeof(*bss->slots));
	bss->next = 0;
}

static void records_take(struct hop_probes *probes)
{
	if (probes->ring)
		ring_buffer__consume(probes->ring);
	else
		slots_take(probes);
}

void hop_probes_on(struct hop_probes *probes, unsigned int cpu,
		   uint64_t irq_top)
{
	struct path_bpf *bpf = probes->bpf;

	probes->seen = NULL;
	records_take(probes);
	bpf->bss->lost = 0;
	probes->missed = missed_count(bpf);
	bpf->bss->head = probes->heads[cpu];
	bpf->bss->irq_top = irq_top;
	__atomic_store_n(&bpf->bss->watched, cpu + 1, __ATOMIC_SEQ_CST);
}

static int by_position(const void *left, const void *right)
{
	const struct hop_probe *a = left, *b = right;

	if (a->pos != b->pos)
		return a->pos < b->pos ? -1 : 1;
	return a->seq < b->seq ? -1 : a->seq > b->seq;
}

size_t hop_probes_off(struct hop_probes *probes, struct hop_probe *seen,
		      uint64_t *lost)
{
	struct path_bpf *bpf = probes->bpf;

	__atomic_store_n(&bpf->bss->watched, 0, __ATOMIC_SEQ_CST);
	probes->seen = seen;
	probes->nr = 0;
	probes->lost = 0;
	records_take(probes);
	for (size_t i = 0; i < probes->nr; i++)
		seen[i].seq = i;
	qsort(seen, probes->nr, sizeof(*seen), by_position);
	for (size_t i = 0; i < probes->nr; i++)
		seen[i].seq = i;
	*lost = probes->lost + bpf->bss->lost + missed_count(bpf) -
		probes->missed;
	return probes->nr;
}
