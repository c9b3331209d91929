/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the module says of the machine, as programs get to see it.
 */
#ifndef HOP_KERNEL_FEATURES_H
#define HOP_KERNEL_FEATURES_H

#include <stdbool.h>

#include <linux/types.h>

struct json_object;

/**
 * hop_features_json() - a boolean for each of the port's features
 * @features:	hop_info.features
 * @of_paths:	only for those that paths depend on
 */
void hop_features_json(struct json_object *o, __u32 features, bool of_paths);

#endif
