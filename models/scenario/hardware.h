/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The hardware that a scenario describes itself: the machine and the wire at its NIC, in place of a platform file.
 *
 * The names count with a platform file, too: they say which of its machines and links is meant. The figures count
 * without one alone; with one, those of the file count, and they keep their defaults. SMT, which no such file knows, counts
 * either way.
 */
#ifndef MODELS_SCENARIO_HARDWARE_H
#define MODELS_SCENARIO_HARDWARE_H

#include "sim/base/vtime.h"
#include "sim/input/option.h"

struct host_settings {
	char *name;		     /* of the machine that is simulated */
	int64_t cores;		     /* these two without a platform file */
	int64_t clock;		     /* Hz */
	int smt;		     /* enum smt */
	int64_t smt_speed;	     /* in millionths */
	char *wattage_per_state;     /* sim/watts.h; "": that of the platform, if it has one */
	int64_t c1e_saves, c6_saves; /* millionths of a watt that a core takes less than in C1 */
};

struct wire_settings {
	char *name;	   /* of the link that ends at its NIC */
	int64_t bandwidth; /* bit/s; these two without a platform file */
	vtime latency;	   /* one way */
};

extern const struct option_table host_table, wire_table;

/* hardware_is_figure: whether the option is a figure of the hardware, which a platform file has as well. */
bool hardware_is_figure(const struct option_table *table, const struct option *opt);

#endif
