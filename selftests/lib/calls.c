// SPDX-License-Identifier: GPL-2.0
/*
 * Every call of /dev/stackhop, for tests that go through all of them.
 */
#include <string.h>

#include "lib.h"

const struct hop_good_call hop_good_calls[] = {
	{ "INFO", HOP_IOC_INFO, {}, false, false },
	{ "ARM", HOP_IOC_ARM, { HOP_OWN }, false, true },
	{ "DISARM", HOP_IOC_DISARM, { HOP_OWN }, false, true },
	{ "FIRE", HOP_IOC_FIRE, { 0, 0, 0, 0, 1 }, false, true },
	{ "READ", HOP_IOC_READ, { 0, 0, 0, 0, 1 }, true, false },
	{ "STACKS", HOP_IOC_STACKS, {}, true, false },
	{ "FIND", HOP_IOC_FIND, {}, true, false },
	{ "SNAPSHOT", HOP_IOC_SNAPSHOT, {}, true, false },
	{ "TAP", HOP_IOC_TAP, {}, false, false },
	{ "TAPES", HOP_IOC_TAPES, {}, true, false },
	{ "PAINT", HOP_IOC_PAINT, { 1 << HOP_KIND_ENTRY }, false, false },
	{ "RESIDUE",
	  HOP_IOC_RESIDUE,
	  { HOP_KIND_ENTRY, 0, 0, 0, 1 },
	  true,
	  false },
	{ "INJECT",
	  HOP_IOC_INJECT,
	  { 0, 0, 0, 0, HOP_INJECT_NMI },
	  false,
	  false },
	{ "FORWARD", HOP_IOC_FORWARD, { 1 }, false, false },
	{ "DEPTH_SCAN", HOP_IOC_DEPTH_SCAN, { [16] = 1 }, false, false },
	{ "DEPTH_WORDS",
	  HOP_IOC_DEPTH_WORDS,
	  { [16] = HOP_KIND_TASK, [28] = 1 },
	  true,
	  false },
	{ "DEPTH_RESET", HOP_IOC_DEPTH_RESET, {}, false, false },
	{ "DEPTH_LISTEN", HOP_IOC_DEPTH_LISTEN, { 1 }, false, false },
	{ "DEPTH_ENDED", HOP_IOC_DEPTH_ENDED, { [24] = 1 }, false, false },
};

const int hop_good_calls_nr = ARRAY_SIZE(hop_good_calls);

bool hop_can_call(const struct hop_info *info, const struct hop_good_call *call)
{
	return !call->gates || info->features & HOP_FEAT_GATES;
}

/* Room to write to, and how much, for the calls that ask for it. */
static void hop_give_room(unsigned long cmd, void *at)
{
	static uint8_t room[1 << 20];
	struct hop_read *read = at;
	struct hop_stacks *stacks = at;
	struct hop_tapes *tapes = at;
	struct hop_residue *residue = at;
	struct hop_depth_scan *scan = at;
	struct hop_depth_words *words = at;
	struct hop_depth_ended *ended = at;

	switch (cmd) {
	case HOP_IOC_READ:
		read->records = (uintptr_t)room;
		break;
	case HOP_IOC_STACKS:
		stacks->nr = sizeof(room) / sizeof(struct hop_stack);
		stacks->stacks = (uintptr_t)room;
		break;
	case HOP_IOC_TAPES:
		tapes->nr = sizeof(room) / sizeof(__u64);
		tapes->heads = (uintptr_t)room;
		break;
	case HOP_IOC_RESIDUE:
		residue->words = (uintptr_t)room;
		break;
	case HOP_IOC_DEPTH_SCAN:
		scan->records = (uintptr_t)room;
		break;
	case HOP_IOC_DEPTH_WORDS:
		words->words = (uintptr_t)room;
		break;
	case HOP_IOC_DEPTH_ENDED:
		ended->records = (uintptr_t)room;
		break;
	}
}

void hop_good_arg(const struct hop_good_call *call, void *at)
{
	memcpy(at, call->arg, _IOC_SIZE(call->cmd));
	hop_give_room(call->cmd, at);
}

int hop_good_call_make(int fd, const struct hop_good_call *call, void *at)
{
	hop_good_arg(call, at);
	return hop_device_call(fd, call->cmd, at);
}

uint64_t hop_random(void)
{
	static uint64_t state = 0x9e3779b97f4a7c15ull;

	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return state * 0x2545f4914f6cdd1dull;
}
