// SPDX-License-Identifier: GPL-2.0
/*
 * The tables of values are what a snapshot has, no more and no less, and what
 * `stackhop status --json` shows of it.
 */
#include <kselftest_harness.h>

#include <json-c/json.h>

#include "lib/arch.h"
#include "lib/tool.h"

static const struct hop_value_row table[] = { HOP_VALUES(
	HOP_VALUE_ROW) HOP_PORT_VALUES(HOP_VALUE_ROW) };

FIXTURE(values)
{
	int fd;
	struct hop_snapshot snap;
};

FIXTURE_SETUP(values)
{
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0,
		  hop_snapshot_get(self->fd, 0, HOP_CONTEXT_TASK, &self->snap));
}

FIXTURE_TEARDOWN(values)
{
	close(self->fd);
}

static uint32_t times(const struct hop_snapshot *snap, uint32_t id)
{
	uint32_t i, found = 0;

	for (i = 0; i < snap->nr; i++)
		found += snap->value[i].id == id;
	return found;
}

TEST_F(values, each_is_there_once)
{
	uint32_t i, j, nr = 0;

	ASSERT_GE(HOP_SNAPSHOT_VALUES, self->snap.nr);
	for (i = 0; i < ARRAY_SIZE(table); i++) {
		for (j = 0; j < table[i].nr; j++)
			EXPECT_EQ(1, times(&self->snap, table[i].id + j))
		TH_LOG("%s %u", table[i].name, j);
		nr += table[i].nr;
	}
	EXPECT_EQ(nr, self->snap.nr);
	for (i = 0; i < HOP_SNAPSHOT_VALUES; i++)
		EXPECT_EQ(0, self->snap.value[i].reserved);
}

TEST_F(values, names_and_numbers_are_unique)
{
	uint32_t i, j;

	for (i = 0; i < ARRAY_SIZE(table); i++) {
		for (j = 0; j < i; j++) {
			EXPECT_STRNE(table[i].name, table[j].name);
			EXPECT_TRUE(table[j].id + table[j].nr <= table[i].id)
			TH_LOG("%s", table[i].name);
		}
	}
}

/* What changes with the task, and the stack that it happens to have. */
static bool is_fleeting(uint32_t id)
{
	return id == HOP_VALUE_TOP_OF_STACK || id == HOP_VALUE_SP ||
	       id == HOP_VALUE_TASK || id == HOP_VALUE_STACK ||
	       hop_value_is_fleeting(id);
}

/* Addresses are strings in hexadecimal, others numbers. */
static uint64_t said_value(json_object *said)
{
	if (json_object_is_type(said, json_type_string))
		return strtoull(json_object_get_string(said), NULL, 16);
	return json_object_get_int64(said);
}

static json_object *said_of_cpu0(json_object *root)
{
	json_object *cpus = NULL;

	json_object_object_get_ex(root, "cpus", &cpus);
	return cpus ? json_object_array_get_idx(cpus, 0) : NULL;
}

/* A list if there are several. */
static json_object *said_nth(json_object *cpu, const struct hop_value_row *row,
			     uint32_t n)
{
	json_object *found = NULL;

	json_object_object_get_ex(cpu, row->name, &found);
	if (row->nr == 1)
		return found;
	if (!json_object_is_type(found, json_type_array) ||
	    json_object_array_length(found) != row->nr)
		return NULL;
	return json_object_array_get_idx(found, n);
}

TEST_F(values, status_shows_them)
{
	static char out[1 << 18];
	json_object *root, *cpu, *said;
	uint32_t i, j;

	ASSERT_EQ(0,
		  hop_tool_shell("stackhop status --json", out, sizeof(out)));
	root = json_tokener_parse(out);
	cpu = said_of_cpu0(root);
	ASSERT_NE(NULL, cpu);
	for (i = 0; i < ARRAY_SIZE(table); i++) {
		for (j = 0; j < table[i].nr; j++) {
			said = said_nth(cpu, &table[i], j);
			ASSERT_NE(NULL, said)
			TH_LOG("no %s", table[i].name);
			EXPECT_EQ(table[i].as == HOP_AS_ADDRESS,
				  json_object_is_type(said, json_type_string));
			if (is_fleeting(table[i].id))
				continue;
			EXPECT_HEX(hop_snapshot_value(&self->snap,
						      table[i].id + j),
				   said_value(said));
		}
	}
	json_object_put(root);
}

TEST_HARNESS_MAIN
