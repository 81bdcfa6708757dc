/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Watts: what a machine takes, as SimGrid's energy plugin is told it (property wattage_per_state of a host).
 *
 * "95:120:200" is Idle:Epsilon:AllCores: with no core busy, with one core that has just begun, and with all cores busy; between
 * the last two it grows with the share of busy cores. Of several states of clock, separated by commas, the first counts.
 */
#ifndef SIM_WATTS_H
#define SIM_WATTS_H

#include "sim/base/vtime.h"
#include <stdbool.h>

struct watts {
	bool known;
	double idle, one, all;
};

/* watts_parse: reads the three numbers, none of which is less than the one before. False: they are none; w is unchanged. */
bool watts_parse(const char *text, struct watts *w);

/* watts_joules: of a machine of so many cores in a time, in which some core was busy for `any`, and all together for `busy`. */
double watts_joules(const struct watts *w, int cores, vtime time, vtime any, vtime busy);

#endif
