/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The workers of x86, one file each.
 */
#ifndef HOP_FIRE_X86_WORKERS_H
#define HOP_FIRE_X86_WORKERS_H

#include "fire/worker.h"

void hop_compat_work(struct hop_job *job);
void hop_nmis_work(struct hop_job *job);
void hop_kvm_work(struct hop_job *job);

#endif
