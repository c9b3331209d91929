/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An architecture without vectors that have tracepoints of their own.
 */
#undef VECTOR
