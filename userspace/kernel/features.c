// SPDX-License-Identifier: GPL-2.0
/*
 * Which features there are is a table of the port.
 */
#include "arch/arch.h"
#include "features.h"
#include "lib/lib.h"

void hop_features_json(struct json_object *o, __u32 features, bool of_paths)
{
	for (const struct hop_feature *f = hop_port.status->features; f->bit;
	     f++)
		if (f->of_paths || !of_paths)
			hop_json_bool(o, f->key, features & f->bit);
}
