// SPDX-License-Identifier: GPL-2.0
/*
 * A turn in which events were lost has one reason: what took longest of what was
 * not planned.
 */
#include "loss.h"

/* What is shorter keeps nobody from a ring that is half empty. */
#define SHORT_NS 1000000

void hop_watch_loss_add(struct hop_watch_loss *loss,
			const struct hop_watch_turn *turn, __u64 lost)
{
	__u64 known = turn->pause + turn->worked + turn->wrote;
	__u64 late = turn->took > known ? turn->took - known : 0;
	enum hop_watch_why why = late > turn->wrote ? HOP_WATCH_LATE :
						      HOP_WATCH_WRITING;
	__u64 kept = late > turn->wrote ? late : turn->wrote;

	if (lost <= loss->known)
		return;
	if (kept < SHORT_NS) {
		why = HOP_WATCH_FAST;
		kept = turn->took;
	}
	loss->lost[why] += lost - loss->known;
	loss->known = lost;
	if (kept > loss->longest[why])
		loss->longest[why] = kept;
}
