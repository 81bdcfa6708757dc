/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading a platform file: its elements and their rules, which are those of SimGrid 3.32 (surfxml_sax_cb.cpp,
 * FullZone.cpp): a zone holds its properties, then hosts and links, then routes; a route names hosts and
 * links that stand before it. Two of them are traps: SimGrid's own default for a missing latency does not
 * parse, so a link must give one; and a SPLITDUPLEX link becomes two, NAME_UP and NAME_DOWN, between which a
 * route must choose by direction.
 */
#ifndef SIM_PLATFORM_READ_H
#define SIM_PLATFORM_READ_H

#include "sim/platform.h"

/* platform_read: reads the file. Returns a platform the caller owns (platform_free), or NULL with every fault
 * added to d. A file that cannot be opened is reported at `at`, the place that names it. */
struct platform *platform_read(const char *path, struct place at, struct diag *d);

#endif
