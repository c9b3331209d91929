/* SPDX-License-Identifier: GPL-2.0 */
#include "scene.h"
