/* SPDX-License-Identifier: GPL-2.0 */
#include "watch_loss.h"
