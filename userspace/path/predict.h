/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which path each trigger should take, by kernel and page-table isolation: read
 * off the kernel's sources, never off what was observed.
 */
#ifndef HOP_PATH_PREDICT_H
#define HOP_PATH_PREDICT_H

#include <stdbool.h>
#include <stddef.h>

#include "arch/arch.h"

/* hop_kernel_newer() - than the newest line that there are predictions for */
bool hop_kernel_newer(const struct hop_kernel *kernel);

/* hop_prediction_for() - whether the row holds for @trigger on @kernel */
bool hop_prediction_for(const struct hop_prediction *p, const char *trigger,
			const struct hop_kernel *kernel);

/**
 * hop_predict() - the row that holds for @trigger on @kernel and has this path
 * @path: NULL: any path
 *
 * Returns NULL if there is none; a kernel that is too old has none at all.
 */
const struct hop_prediction *hop_predict(const char *trigger,
					 const struct hop_kernel *kernel,
					 const char *path);

#endif
