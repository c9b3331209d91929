/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Ordered set-up and tear-down: a table of steps, undone in reverse order when
 * one of them fails and at the end.
 */
#ifndef HOP_STEPS_H
#define HOP_STEPS_H

/**
 * struct hop_step - one part that is set up at load
 * @name: for messages
 * @up:   sets up; 0 or a negative errno, with nothing left behind
 * @down: undoes @up; cannot fail; may be NULL
 */
struct hop_step {
	const char *name;
	int (*up)(void);
	void (*down)(void);
};

/*
 * Set up steps[0..nr-1] in order. On failure undo those that were set up, in
 * reverse order, and return the errno. May sleep; load time only, one caller.
 */
int hop_steps_up(const struct hop_step *steps, int nr);

/* Undo steps[nr-1..0]. May sleep. */
void hop_steps_down(const struct hop_step *steps, int nr);

#endif
