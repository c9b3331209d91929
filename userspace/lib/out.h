/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Standard output that does not lose what it is given without a word.
 */
#ifndef HOP_LIB_OUT_H
#define HOP_LIB_OUT_H

#include <stdbool.h>
#include <stdio.h>

/**
 * hop_out_begin() - can standard output be written to?
 *
 * To be called before anything is opened, which might get the number of a
 * descriptor that is closed. Returns false, with a line, if it is closed, or
 * open for reading only. From now on the process ends with HOP_CANNOT, and a
 * line with the reason, if something could not be written by then: whichever
 * way it calls exit(), and whatever status it wants. Not so children that call
 * _exit(), and not if a signal (SIGPIPE) ends it.
 */
bool hop_out_begin(void);

/*
 * hop_out_failed() - has something not been written? For loops, which have
 * nothing to go on for; only what was flushed is known. Says nothing.
 */
bool hop_out_failed(void);

/* hop_out_fail() - what should be written cannot be made, for @err, an errno */
void hop_out_fail(int err);

/* hop_out_screen() - standard output as a stream that has a descriptor */
FILE *hop_out_screen(void);

#endif
