/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What knows nothing of stacks: arguments, tables, text, JSON, processes, clocks.
 */
#ifndef HOP_LIB_H
#define HOP_LIB_H

#include "args.h"
#include "clock.h"
#include "command.h"
#include "cpus.h"
#include "spelling.h"
#include "exit.h"
#include "lifetime.h"
#include "json.h"
#include "out.h"
#include "process.h"
#include "table.h"
#include "text.h"

#endif
