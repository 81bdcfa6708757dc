/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A platform without a file: a machine and the wire at its NIC, as a scenario describes them.
 */
#ifndef SIM_PLATFORM_MAKE_H
#define SIM_PLATFORM_MAKE_H

#include "sim/platform.h"

/* The second tier of switches. */
struct platform_tier {
	int hosts; /* on each switch of the first; 0: there is one switch, and no second tier */
	struct platform_link uplink; /* of each such switch; its name does not count */
};

/* platform_make: a platform of n machines like the host, with these names (its own is the first), and the wire at the NIC. Of one
 * machine the wire leads to a tester, of two to the other. Of several each has a wire like this one to a switch between them;
 * the first one's has the wire's name, the others' that and, behind a "-", the machine's. With a second tier each so many
 * machines in order have a switch, and an uplink: the wire's name, "+" and the switch's number. All names are
 * platform_is_name's, and those of the machines differ. The caller owns it (platform_free). */
struct platform *platform_make(const struct platform_host *host, const char *const *names, int n,
			       const struct platform_link *wire, const struct platform_tier *tier);

#endif
