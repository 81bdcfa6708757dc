/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which switch of the host's kernel forwards, and how Open vSwitch does it.
 */
#ifndef MODELS_OVS_SWITCH_SETTINGS_H
#define MODELS_OVS_SWITCH_SETTINGS_H

#include "sim/base/vtime.h"
#include "sim/input/option.h"

enum switch_kind { SWITCH_BRIDGE, SWITCH_OVS };

/* What the flows match that ovs-vswitchd installs: the port and the MAC addresses, as actions=NORMAL needs, or addresses and ports
 * of the packet too, as OpenFlow rules need that look at them. */
enum ovs_match { OVS_MATCH_MAC, OVS_MATCH_5_TUPLE };

struct switch_settings {
	int kind;	  /* enum switch_kind */
	int match;	  /* enum ovs_match */
	int64_t masks;	  /* of the flow table */
	int64_t handlers; /* threads of ovs-vswitchd that take upcalls */
	int64_t handler_core; /* of the first; the others are on the cores after it; the revalidator is there, too */
	vtime max_idle;	       /* other_config:max-idle */
	int64_t flow_limit;    /* other_config:flow-limit */
	int64_t upcall_buffer; /* bytes that a handler asks for as its socket's receive buffer */
};

extern const struct option_table switch_table;

#endif
