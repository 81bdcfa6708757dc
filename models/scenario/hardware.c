/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/scenario/hardware.h"
#include "models/nic/switches.h"
#include "sim/core/machine.h"
#include <string.h>

static const char *const smt_names[] = {
	[SMT_off] = "off", [SMT_halves] = "halves", [SMT_pairs] = "pairs", NULL};

static const struct option host_options[] = {
	TEXT_OPTION(host_settings, name, "server",
		    "machine that is simulated; host: NAME is short for it; in a platform file, which of its "
		    "hosts"),
	VALUE_OPTION(host_settings, cores, UNIT_COUNT, "4", "1", "1024",
		     "cores of the machine; without a platform file"),
	VALUE_OPTION(host_settings, clock, UNIT_CLOCK, "3.3GHz", "1MHz", "1000GHz",
		     "clock of each core; without a platform file"),
	CHOICE_OPTION(host_settings, smt, smt_names, "off",
		      "which cores are two threads of one physical core: none; halves: 0 and half of the "
		      "cores; pairs: 0 "
		      "and 1"),
	VALUE_OPTION(host_settings, smt_speed, UNIT_FACTOR, "0.62", "0.01", "1",
		     "with smt: speed of a core while its sibling is busy, over its speed alone"),
	TEXT_OPTION(host_settings, wattage_per_state, "",
		    "watts of the machine, Idle:Epsilon:AllCores as SimGrid's property has them, such as "
		    "95:120:200; empty: "
		    "that of the platform file, if it has one"),
	VALUE_OPTION(host_settings, c1e_saves, UNIT_FACTOR, "0", "0", "1000",
		     "watts that a core takes less in C1E than in C1 (sched.cstates)"),
	VALUE_OPTION(host_settings, c6_saves, UNIT_FACTOR, "0", "0", "1000",
		     "watts that a core takes less in C6 than in C1"),
};

OPTION_TABLE(host_table, "host", host_settings, host_options,
	     "the machine that is simulated: its name, or its hardware in place of a platform file");

static const struct option wire_options[] = {
	TEXT_OPTION(wire_settings, name, "wire",
		    "link that ends at the host's NIC; wire: NAME is short for it; in a platform file, which "
		    "of its links"),
	VALUE_OPTION(wire_settings, bandwidth, UNIT_BITRATE, "10Gbps", "1kbps", "1000000Gbps",
		     "bandwidth of the wire; without a platform file"),
	VALUE_OPTION(wire_settings, latency, UNIT_TIME, "500ns", "0s", "1000s",
		     "latency of the wire, one way; without a platform file"),
};

OPTION_TABLE(wire_table, "wire", wire_settings, wire_options,
	     "the wire at the host's NIC: its name, or its figures in place of a platform file");

bool hardware_is_figure(const struct option_table *table, const struct option *opt)
{
	static const char *const figures[] = {"cores", "clock", "bandwidth", "latency", NULL};
	if (table == &fabric_table)
		return strcmp(opt->key, "queue") != 0;
	return (table == &host_table || table == &wire_table) && g_strv_contains(figures, opt->key);
}
