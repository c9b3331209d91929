/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What every unit test includes: cmocka needs these headers before its own.
 */
#ifndef HOP_UNIT_H
#define HOP_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NR(array) (sizeof(array) / sizeof((array)[0]))

#endif
