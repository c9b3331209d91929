/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What makes one entry happen and brings back the evidence.
 */
#ifndef HOP_TRIGGER_H
#define HOP_TRIGGER_H

#include "fire.h"
#include "selection.h"
#include "run.h"
#include "setup.h"

#endif
