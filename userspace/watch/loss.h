/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Why single events found no room: what kept the reader from their rings.
 */
#ifndef HOP_WATCH_LOSS_H
#define HOP_WATCH_LOSS_H

#include <linux/types.h>

enum hop_watch_why {
	HOP_WATCH_LATE, /* it had to wait for a CPU */
	HOP_WATCH_WRITING, /* who reads its lines did not take them */
	HOP_WATCH_FAST, /* neither: more came in one turn than rings hold */
	HOP_WATCH_WHYS
};

/**
 * struct hop_watch_loss - what was lost, by reason
 * @known:	events lost at the end of the last turn
 * @lost:	by enum hop_watch_why: events
 * @longest:	likewise: for how long it was kept, in ns, in one of the turns in
 *		which these were lost
 */
struct hop_watch_loss {
	__u64 known;
	__u64 lost[HOP_WATCH_WHYS];
	__u64 longest[HOP_WATCH_WHYS];
};

/**
 * struct hop_watch_turn - a turn of the reader: a pause, then a sweep
 * @took:	in all, in ns; the rest likewise
 * @pause:	what was planned
 * @worked:	on the CPU
 * @wrote:	in write()
 */
struct hop_watch_turn {
	__u64 took;
	__u64 pause;
	__u64 worked;
	__u64 wrote;
};

/* hop_watch_loss_add() - at the end of a turn @lost events are lost in all */
void hop_watch_loss_add(struct hop_watch_loss *loss,
			const struct hop_watch_turn *turn, __u64 lost);

#endif
