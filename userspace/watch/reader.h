/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reads the rings of single events again and again while they fill.
 */
#ifndef HOP_WATCH_READER_H
#define HOP_WATCH_READER_H

#include "bpf.h"
#include "loss.h"

struct hop_watch_reader;

/**
 * hop_watch_reader_new() - reads what @watch was opened for
 * @room:	events in a small ring
 * @fd:		where lines go
 * @json:	objects, else columns
 * @stamped:	with the time
 *
 * Raises the caller's priority: who reads must not be slower than who makes
 * events. Returns NULL if there is no memory.
 */
struct hop_watch_reader *hop_watch_reader_new(struct hop_watch *watch,
					      unsigned int room, int fd,
					      bool json, bool stamped);

/**
 * hop_watch_reader_sweep() - writes what there is
 * @all:	the programs have ended: nothing more will come
 *
 * Returns after how many ms the next sweep is due, so that no ring is full.
 */
long hop_watch_reader_sweep(struct hop_watch_reader *reader, bool all);

/* hop_watch_reader_loss() - why events were lost, so far */
const struct hop_watch_loss *
hop_watch_reader_loss(const struct hop_watch_reader *reader);

/* hop_watch_reader_errno() - why writing failed, or 0 */
int hop_watch_reader_errno(const struct hop_watch_reader *reader);

/* hop_watch_reader_free() - NULL is fine */
void hop_watch_reader_free(struct hop_watch_reader *reader);

#endif
