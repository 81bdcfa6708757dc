/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The hold model: n events are armed on a calendar; each that fires is armed again, and one time in five
 * another one is cancelled and armed, or moved. What an event costs as their number grows.
 */
#ifndef TESTS_BENCH_HOLD_H
#define TESTS_BENCH_HOLD_H

#include <stdbool.h>

/* run_hold: seconds of wall clock an event, with n events armed. bimodal: nine gaps of ten are 1/440 of the
 * tenth on the average; else they are exponential. */
double run_hold(int n, bool bimodal);

#endif
