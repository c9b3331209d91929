// SPDX-License-Identifier: GPL-2.0
/*
 * Who has taps: one owner at a time, since two could not tell whose they are.
 */
#include <linux/mutex.h>
#include <linux/string.h>

#include "arch/arch.h"
#include "gate.h"
#include "stamp.h"
#include "tap.h"

static DEFINE_MUTEX(hop_tap_lock);
static const void *hop_tap_owner;

static bool hop_tap_is_empty(const struct hop_tap *tap)
{
	return !tap->syscalls && !tap->stamps &&
	       !memchr_inv(tap->vectors, 0, sizeof(tap->vectors));
}

int hop_tap_set(struct hop_tap *tap, const void *owner)
{
	int err = hop_gate_errno();

	if (err)
		return err;
	mutex_lock(&hop_tap_lock);
	err = -EBUSY;
	if (!hop_tap_owner || hop_tap_owner == owner) {
		err = hop_stamp_set(&tap->stamps);
		if (!err) {
			err = hop_arch_taps_set(tap);
			if (err)
				hop_stamp_clear();
		}
		if (!err)
			hop_tap_owner = hop_tap_is_empty(tap) ? NULL : owner;
	}
	mutex_unlock(&hop_tap_lock);
	return err;
}

void hop_tap_clear(const void *owner)
{
	struct hop_tap none = {};

	if (READ_ONCE(hop_tap_owner) == owner)
		hop_tap_set(&none, owner);
}
