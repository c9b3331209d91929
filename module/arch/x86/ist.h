/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The IST slot that the own-ist stack hangs on.
 */
#ifndef HOP_X86_IST_H
#define HOP_X86_IST_H

/*
 * Index into tss.ist[]. Linux uses 0 to 4 (#DF, NMI, #DB, #MC, #VC; enum
 * IST_INDEX_* in page_64_types.h); 5 and 6 are free.
 */
#define HOP_IST_SLOT 5

/* Point the slot of every possible CPU at its own-ist stack. -EBUSY if used. */
int hop_ist_init(void);

/* Empty it again, where it is still ours. No gate may use it any more. */
void hop_ist_exit(void);

#endif
