/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/ovs/switch_settings.h"

static const char *const switch_kinds[] = {[SWITCH_BRIDGE] = "bridge", [SWITCH_OVS] = "ovs", NULL};
static const char *const ovs_matches[] = {[OVS_MATCH_MAC] = "mac", [OVS_MATCH_5_TUPLE] = "5-tuple", NULL};

static const struct option switch_options[] = {
	CHOICE_OPTION(
		switch_settings, kind, switch_kinds, "bridge",
		"what forwards between NIC and taps: the kernel's bridge, or Open vSwitch's kernel datapath; "
		"switch: ovs is short for it"),
	CHOICE_OPTION(switch_settings, match, ovs_matches, "mac",
		      "ovs: what its flows match: ports and MAC addresses (actions=NORMAL), or the 5-tuple "
		      "as well"),
	VALUE_OPTION(switch_settings, masks, UNIT_COUNT, "1", "1", "1000",
		     "ovs: masks of the flow table (ovs-dpctl show); flows belong to them by a hash"),
	VALUE_OPTION(switch_settings, handlers, UNIT_COUNT, "1", "1", "64",
		     "ovs: handler threads of ovs-vswitchd"),
	VALUE_OPTION(
		switch_settings, handler_core, UNIT_COUNT, "0", "0", "4095",
		"ovs: core of the first handler thread and of the revalidator; further handlers are on the "
		"cores after it"),
	VALUE_OPTION(switch_settings, max_idle, UNIT_TIME, "10s", "500ms", "1000s",
		     "ovs: a flow without packets for so long is deleted (other_config:max-idle)"),
	VALUE_OPTION(switch_settings, flow_limit, UNIT_COUNT, "200000", "1000", "10000000",
		     "ovs: most flows that are installed (other_config:flow-limit)"),
	VALUE_OPTION(
		switch_settings, upcall_buffer, UNIT_BYTES, "1MiB", "4KiB", "1GiB",
		"ovs: receive buffer that each handler asks for; the kernel takes twice of it (SO_RCVBUF)"),
};

OPTION_TABLE(switch_table, "switch", switch_settings, switch_options,
	     "the switch of the host's kernel: its kind, or Open vSwitch with its settings");
