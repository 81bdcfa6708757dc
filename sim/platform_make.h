/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A platform without a file: a machine and the wire at its NIC, as a scenario describes them.
 */
#ifndef SIM_PLATFORM_MAKE_H
#define SIM_PLATFORM_MAKE_H

#include "sim/platform.h"

/* platform_make: a platform of a machine, the wire at its NIC, and what is at the wire's far end: a second machine like the
 * first, named peer; NULL: a tester. All names are platform_is_name's, and those of the machines differ. The caller owns it
 * (platform_free). */
struct platform *platform_make(const struct platform_host *host, const char *peer,
			       const struct platform_link *wire);

#endif
