/* SPDX-License-Identifier: GPL-2.0 */
#include "cost_run.h"
