// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop status --json`; report.h documents the keys.
 */
#include <string.h>

#include "arch/arch.h"
#include "kernel/kernel.h"
#include "lib/lib.h"
#include "report.h"

static struct json_object *module_json(const struct hop_info *info)
{
	struct json_object *o = json_object_new_object();
	struct json_object *vectors = json_object_new_object();
	struct json_object *armed = json_object_new_array();

	hop_json_int(o, "abi", info->abi);
	hop_json_bool(o, "gates", info->features & HOP_FEAT_GATES);
	hop_features_json(o, info->features, false);
	for (int i = 0; i < HOP_GATE_NR; i++) {
		hop_json_int(vectors, hop_gate_names[i], info->vector[i]);
		if (info->armed & 1 << i)
			json_object_array_add(
				armed,
				json_object_new_string(hop_gate_names[i]));
	}
	json_object_object_add(o, "vectors", vectors);
	json_object_object_add(o, "armed", armed);
	hop_json_text(o, "gates_why", info->gates_why);
	hop_json_bool(o, "taps", !info->taps_errno);
	hop_json_text(o, "taps_why", info->taps_why);
	hop_json_int(o, "tape_records", info->tape_records);
	hop_json_int(o, "nr_stacks", info->nr_stacks);
	return o;
}

static struct json_object *value_json(const struct hop_value *v, __u32 as)
{
	if (as == HOP_AS_ADDRESS)
		return hop_json_hex(v->value);
	return json_object_new_int64(v->value);
}

/* One that there are several of is a list. What is not there has no key. */
static void row_json(struct json_object *o, const struct hop_snapshot *snap,
		     const struct hop_value_row *row)
{
	const struct hop_value *v = hop_snapshot_find(snap, row->id);
	struct json_object *list;

	if (!v)
		return;
	if (row->nr == 1) {
		hop_json_add(o, row->name, value_json(v, row->as));
		return;
	}
	list = json_object_new_array();
	for (__u32 i = 0; i < row->nr; i++) {
		v = hop_snapshot_find(snap, row->id + i);
		json_object_array_add(list, v ? value_json(v, row->as) : NULL);
	}
	hop_json_add(o, row->name, list);
}

static void values_json(struct json_object *o, const struct hop_snapshot *snap,
			const struct hop_value_row *row)
{
	for (; row->nr; row++)
		row_json(o, snap, row);
}

static void snapshot_json(struct json_object *o, const struct hop_machine *m,
			  const struct hop_snapshot *snap)
{
	const struct hop_stack *entry =
		hop_stacks_of(&m->stacks, snap->cpu, HOP_KIND_ENTRY);
	char comm[HOP_TEXT_ROOM(sizeof(snap->comm))];

	values_json(o, snap, hop_status_values);
	hop_json_text(o, "sp_kind", hop_status_sp_kind(m, snap));
	hop_json_addr(o, "entry_top", entry ? entry->top : 0);
	hop_json_int(o, "irq_idle", snap->flags & HOP_SNAP_INUSE_BOOL ? 0 : -1);
	hop_json_int(o, "pid", snap->pid);
	hop_json_text(o, "comm",
		      hop_text_clean(snap->comm, sizeof(snap->comm), comm,
				     sizeof(comm)));
	values_json(o, snap, hop_port.status->values);
}

static struct json_object *cpus_json(const struct hop_machine *m)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < m->nr_cpus; i++) {
		struct json_object *o = json_object_new_object();

		hop_json_int(o, "cpu", m->cpu[i].snap.cpu);
		hop_json_bool(o, "online", m->cpu[i].online);
		if (m->cpu[i].online)
			snapshot_json(o, m, &m->cpu[i].snap);
		json_object_array_add(list, o);
	}
	return list;
}

static struct json_object *stacks_json(const struct hop_stacklist *stacks)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < stacks->nr; i++) {
		const struct hop_stack *s = &stacks->stack[i];
		struct json_object *o = json_object_new_object();

		hop_json_int(o, "cpu", s->cpu);
		hop_json_text(o, "kind", hop_kind_name(s->kind));
		hop_json_addr(o, "base", s->base);
		hop_json_addr(o, "top", s->top);
		hop_json_bool(o, "mapped", s->flags & HOP_STACK_MAPPED);
		hop_json_bool(o, "guarded", s->flags & HOP_STACK_GUARDED);
		json_object_array_add(list, o);
	}
	return list;
}

static struct json_object *checks_json(const struct hop_checks *checks)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < checks->nr; i++) {
		const struct hop_check *c = &checks->check[i];
		struct json_object *o = json_object_new_object();

		hop_json_int(o, "cpu", c->cpu);
		hop_json_text(o, "name", c->name);
		hop_json_bool(o, "ok", c->ok);
		hop_json_text(o, "got", c->got);
		hop_json_text(o, "expected", c->expected);
		json_object_array_add(list, o);
	}
	return list;
}

void hop_status_json(const struct hop_machine *m,
		     const struct hop_checks *checks)
{
	struct json_object *o = json_object_new_object();
	struct json_object *names = json_object_new_object();

	hop_json_os(o);
	hop_json_text(o, "context", hop_status_contexts[m->context]);
	hop_json_bool(o, "pti", m->info.features & HOP_FEAT_PTI);
	json_object_object_add(o, "module", module_json(&m->info));
	hop_json_text(names, "irq_inuse", m->info.irq_name);
	hop_json_text(names, "top_of_stack", m->info.top_name);
	json_object_object_add(o, "names", names);
	json_object_object_add(o, "cpus", cpus_json(m));
	json_object_object_add(o, "stacks", stacks_json(&m->stacks));
	json_object_object_add(o, "checks", checks_json(checks));
	hop_json_print(o);
}
