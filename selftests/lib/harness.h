/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kselftest harness lacks or has otherwise. To be included after
 * kselftest_harness.h; where that is not included it is of no use.
 */
#ifndef HOP_HARNESS_H
#define HOP_HARNESS_H

#include <stdint.h>

/*
 * Seconds for each test, which end it if it hangs; the harness's own 30 are
 * not always enough for a guest under TCG on a busy machine.
 */
#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT 600

/*
 * EXPECT_EQ() and ASSERT_EQ() are two statements each: as the body of a loop or
 * an if without braces only the first would belong to it. These are one.
 */
#define EXPECT_IS(expected, seen)          \
	do {                               \
		EXPECT_EQ(expected, seen); \
	} while (0)
#define ASSERT_IS(expected, seen)          \
	do {                               \
		ASSERT_EQ(expected, seen); \
	} while (0)

/* The harness prints decimals; addresses and flags want to be read in hex. */
#define EXPECT_HEX(expected, seen)                                            \
	do {                                                                  \
		uint64_t exp_ = (expected);                                   \
		uint64_t got_ = (seen);                                       \
		EXPECT_EQ(exp_, got_)                                         \
		TH_LOG("%s: expected %#jx, got %#jx", #seen, (uintmax_t)exp_, \
		       (uintmax_t)got_);                                      \
	} while (0)

/* Behind FIXTURE_VARIANT_ADD(); clang-format and checkpatch disagree on braces. */
#define VALUES(...)         \
	{                   \
		__VA_ARGS__ \
	}

#endif
