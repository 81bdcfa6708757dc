/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The elements of a platform file and their rules, which are those of SimGrid 3.32 (surfxml_sax_cb.cpp,
 * FullZone.cpp): a zone holds its properties, then hosts and links, then routes; a route names hosts and
 * links that stand before it. Two of them are traps: SimGrid's own default for a missing latency does not
 * parse, so a link must give one; and a SPLITDUPLEX link becomes two, NAME_UP and NAME_DOWN, between which a
 * route must choose by direction.
 */
#ifndef SIM_PLATFORM_ELEMENTS_H
#define SIM_PLATFORM_ELEMENTS_H

#include "sim/platform.h"

/* platform_parse: fills the platform from the text of its file. True; or false, every fault having been added
 * to d. */
bool platform_parse(struct platform *p, const char *text, struct diag *d);

#endif
