// SPDX-License-Identifier: GPL-2.0
/*
 * libbpf: its messages, and what the kernel says of a program.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>

#include "bpf.h"

static bool speaking;

static int say(enum libbpf_print_level level, const char *format, va_list args)
{
	if (!speaking || level == LIBBPF_DEBUG)
		return 0;
	return vfprintf(stderr, format, args);
}

void hop_bpf_say(bool verbose)
{
	speaking = verbose;
	libbpf_set_print(say);
}

/* Older kernels give back a shorter structure, without the number. */
__s64 hop_bpf_missed(const struct bpf_program *program)
{
	struct bpf_prog_info info = { 0 };
	__u32 size = sizeof(info);

	if (bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &size) ||
	    size < offsetof(struct bpf_prog_info, recursion_misses) +
			    sizeof(info.recursion_misses))
		return -1;
	return info.recursion_misses;
}

/* What the types of the running kernel say; false if there are none. */
static bool running_says(bool (*says)(const struct btf *btf))
{
	struct btf *btf = btf__load_vmlinux_btf();
	bool yes = btf && says(btf);

	btf__free(btf);
	return yes;
}

static bool may_sleep(const struct btf *btf)
{
	return btf__find_by_name_kind(btf, "tracepoint_ext", BTF_KIND_STRUCT) >
	       0;
}

bool hop_bpf_may_sleep(void)
{
	return running_says(may_sleep);
}

/* The member @name of the struct that @id is, in the end; or NULL. */
static const struct btf_member *member_of(const struct btf *btf, int id,
					  const char *name)
{
	int real = id > 0 ? btf__resolve_type(btf, id) : 0;
	const struct btf_type *type = real > 0 ? btf__type_by_id(btf, real) :
						 NULL;

	for (int i = 0; type && btf_is_struct(type) && i < btf_vlen(type);
	     i++) {
		const struct btf_member *m = &btf_members(type)[i];

		if (!strcmp(btf__name_by_offset(btf, m->name_off), name))
			return m;
	}
	return NULL;
}

/* Of a spinlock_t: one that sleeps has an rt_mutex (5.10) or an rt_mutex_base in it. */
static bool lock_sleeps(const struct btf *btf, int id)
{
	static const char name[] = "rt_mutex";
	const struct btf_member *lock = member_of(btf, id, "lock");
	const struct btf_type *type;

	id = lock ? btf__resolve_type(btf, lock->type) : 0;
	type = id > 0 ? btf__type_by_id(btf, id) : NULL;
	return type && !strncmp(btf__name_by_offset(btf, type->name_off), name,
				strlen(name));
}

bool hop_btf_ring_sleeps(const struct btf *btf)
{
	int ring = btf__find_by_name_kind(btf, "bpf_ringbuf", BTF_KIND_STRUCT);
	const struct btf_member *lock = member_of(btf, ring, "spinlock");

	return lock && lock_sleeps(btf, lock->type);
}

bool hop_bpf_ring_sleeps(void)
{
	return running_says(hop_btf_ring_sleeps);
}

bool hop_btf_softirq_preempted(const struct btf *btf)
{
	return lock_sleeps(btf, btf__find_by_name_kind(btf, "spinlock",
						       BTF_KIND_STRUCT));
}

bool hop_bpf_softirq_preempted(void)
{
	return running_says(hop_btf_softirq_preempted);
}

bool hop_bpf_has_event(const char *group)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/kernel/tracing/events/%s", group);
	return !access(path, F_OK);
}
