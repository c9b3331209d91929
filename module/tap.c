// SPDX-License-Identifier: GPL-2.0
/*
 * Who has taps: one owner at a time, since two could not tell whose they are.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/rbtree.h> /* first: 5.10-rt's mutex.h needs it */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/string.h>

#include "arch/arch.h"
#include "stamp.h"
#include "tap.h"

/* Protects what follows. */
static DEFINE_MUTEX(hop_tap_lock);
static const void *hop_tap_owner;
static bool hop_tap_pinned;

/* Of handlers: stamps hang on tracepoints. */
static bool hop_tap_has_taps(const struct hop_tap *tap)
{
	return tap->calls || memchr_inv(tap->vectors, 0, sizeof(tap->vectors));
}

static bool hop_tap_is_empty(const struct hop_tap *tap)
{
	return !tap->stamps && !hop_tap_has_taps(tap);
}

int hop_tap_errno(void)
{
	const char *why;

	return hop_arch_taps_errno(&why);
}

const char *hop_tap_why(void)
{
	const char *why;

	return hop_arch_taps_errno(&why) ? why : "";
}

/*
 * Taps that were left behind run in what is ours, or somebody keeps a copy of
 * their address to write it back: the module must stay, for good unless he
 * undoes what he did and they can be taken away after all.
 */
static void hop_tap_pin(bool left)
{
	if (left == hop_tap_pinned)
		return;
	hop_tap_pinned = left;
	if (!left) {
		module_put(THIS_MODULE);
		return;
	}
	__module_get(THIS_MODULE);
	pr_warn("stackhop stays loaded: taps were left where somebody else has changed what they hang on\n");
}

static void hop_tap_clear_all(void)
{
	hop_tap_pin(!hop_tap_errno() && hop_arch_taps_clear());
	hop_stamp_keep(0);
	hop_tap_owner = NULL;
}

/* Each step can be undone until the last one, which cannot fail. */
static int hop_tap_set_all(struct hop_tap *tap, const void *owner)
{
	u32 before = hop_stamp_mask();
	int err = hop_stamp_add(tap->stamps);

	if (err)
		return err;
	err = hop_tap_errno() ? 0 : hop_arch_taps_set(tap);
	hop_stamp_keep(err ? before : tap->stamps);
	if (err)
		return err;
	tap->stamps = hop_stamp_mask();
	if (hop_tap_is_empty(tap))
		hop_tap_clear_all();
	else
		hop_tap_owner = owner;
	return 0;
}

int hop_tap_set(struct hop_tap *tap, const void *owner)
{
	int err = hop_tap_has_taps(tap) ? hop_tap_errno() : 0;

	if (err)
		return err;
	mutex_lock(&hop_tap_lock);
	if (hop_tap_owner && hop_tap_owner != owner)
		err = -EBUSY;
	else if (hop_tap_is_empty(tap))
		hop_tap_clear_all();
	else
		err = hop_tap_set_all(tap, owner);
	mutex_unlock(&hop_tap_lock);
	return err;
}

void hop_tap_clear(const void *owner)
{
	mutex_lock(&hop_tap_lock);
	/* Without an owner: what was left may be as it was again. */
	if (hop_tap_owner == owner || (hop_tap_pinned && !hop_tap_owner))
		hop_tap_clear_all();
	mutex_unlock(&hop_tap_lock);
}
