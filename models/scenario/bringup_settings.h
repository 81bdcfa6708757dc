/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The times that the steps of a guest's bring-up take (models/flows/bringup.h), by kind.
 */
#ifndef MODELS_SCENARIO_BRINGUP_SETTINGS_H
#define MODELS_SCENARIO_BRINGUP_SETTINGS_H

#include "sim/base/vtime.h"
#include "sim/input/option.h"

/* X(kind, default, what takes this time) */
#define BRINGUP_LIST(X)                                                                                      \
	X(open, "20us", "opening or closing a device file: /dev/net/tun, /dev/vhost-net, /dev/vfio")         \
	X(ioctl, "5us", "one ioctl of QEMU, or one call between vhost and a NIC driver instance")            \
	X(owner, "60us", "VHOST_SET_OWNER: a worker thread is created and joins QEMU's cgroups")             \
	X(boot, "1ms",                                                                                       \
	  "from QEMU's start to the guest's driver: firmware and kernel; in reality this takes seconds")     \
	X(probe, "500us", "the guest's driver probes a device, or gives it up")                              \
	X(status, "20us", "a write of the device's status: exit to QEMU")                                    \
	X(link, "50us", "the guest's ip link up: the driver fills its receive ring")

#define BRINGUP_ENUM(kind, def, text) BRINGUP_##kind,
enum bringup_kind { BRINGUP_LIST(BRINGUP_ENUM) BRINGUP_KINDS };

#define BRINGUP_FIELD(kind, def, text) vtime kind;
struct bringup_settings {
	bool instant; /* no step takes time */
	BRINGUP_LIST(BRINGUP_FIELD)
};

extern const struct option_table bringup_table;

#endif
