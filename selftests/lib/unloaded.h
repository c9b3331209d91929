/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For tests that load the module themselves, each time in another way, and hold
 * the machine against what it was before. To be included after
 * kselftest_harness.h.
 */
#ifndef HOP_TEST_UNLOADED_H
#define HOP_TEST_UNLOADED_H

#include <string.h>
#include <unistd.h>

#include "arch.h"

/**
 * struct hop_unloaded - a machine whose module has been taken away for a test
 * @params:	what the module was loaded with
 * @was_loaded:	it was
 * @info:	what it says of itself when loaded without parameters
 * @log:	the kernel's log, from then on
 * @before:	the machine without the module
 * @after:	for what it is compared with
 */
struct hop_unloaded {
	char params[256];
	bool was_loaded;
	struct hop_info info;
	int log;
	struct hop_state before;
	struct hop_state after;
};

/* What the module says of itself that is loaded just now: 0, or an errno. */
static inline int hop_info_of_loaded(struct hop_info *info)
{
	int fd = hop_device_open();
	int err = fd < 0 ? fd : hop_info_get(fd, info);

	if (fd >= 0)
		close(fd);
	return err;
}

/* Unloads a module that is there. For a fixture's set-up. */
static inline void hop_unloaded_begin(struct __test_metadata *_metadata,
				      struct hop_unloaded *u)
{
	const char *left;

	u->was_loaded = hop_is_loaded();
	if (u->was_loaded) {
		ASSERT_EQ(0, hop_params(u->params, sizeof(u->params)));
		ASSERT_EQ(0, hop_unload());
	}
	ASSERT_NE(NULL, hop_module_path());
	ASSERT_EQ(0, hop_state_take(&u->before));
	left = hop_state_is_stock(&u->before);
	ASSERT_EQ(NULL, left) TH_LOG("%s", left);
	/* The first load of all may say more: tainted, not signed. */
	ASSERT_EQ(0, hop_load(""));
	ASSERT_EQ(0, hop_info_of_loaded(&u->info));
	ASSERT_EQ(0, hop_unload());
	u->log = hop_log_open();
	ASSERT_LE(0, u->log);
}

/* Leaves it as it was, loaded or not. For a fixture's teardown. */
static inline void hop_unloaded_end(struct hop_unloaded *u)
{
	if (hop_is_loaded())
		hop_unload();
	if (u->was_loaded)
		hop_load(u->params);
	close(u->log);
}

/* Nothing of the module is left anywhere. */
static inline void hop_check_gone(struct __test_metadata *_metadata,
				  struct hop_unloaded *u)
{
	const char *diff;

	EXPECT_FALSE(hop_is_loaded());
	EXPECT_EQ(-1, access(HOP_DEVICE, F_OK));
	EXPECT_EQ(-1, access("/sys/kernel/debug/stackhop", F_OK));
	EXPECT_EQ(-1, access("/sys/kernel/tracing/events/stackhop", F_OK));
	ASSERT_EQ(0, hop_state_take(&u->after));
	diff = hop_state_diff(&u->before, &u->after);
	EXPECT_EQ(NULL, diff) TH_LOG("%s", diff);
}

/* With @params it does not load: @err, and a line in the log that has @says. */
static inline void hop_check_refused(struct __test_metadata *_metadata,
				     struct hop_unloaded *u, const char *params,
				     int err, const char *says)
{
	char line[512];

	EXPECT_EQ(err, hop_load(params)) TH_LOG("%s", params);
	EXPECT_EQ(1, hop_log_read(u->log, line, sizeof(line)))
	TH_LOG("%s: '%s'", params, line);
	EXPECT_NE(NULL, strstr(line, says)) TH_LOG("%s: '%s'", params, line);
	hop_check_gone(_metadata, u);
}

#endif
