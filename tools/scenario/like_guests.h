/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Guests that are alike: an element of the list of guests with a count stands for so many, and a source of traffic to or from
 * its name for one of each.
 *
 * Guest i of {name: vm, count: 20} is vm<i>. Their cores are taken in turn: workers from vhost_core on, vCPUs from vcpu_core
 * on, each up to the core before the other's first one if that is higher, else up to the machine's last.
 */
#ifndef TOOLS_SCENARIO_LIKE_GUESTS_H
#define TOOLS_SCENARIO_LIKE_GUESTS_H

#include "models/scenario/scenario.h"
#include "sim/input/diag.h"

#define LIKE_GUESTS_MAX 100000 /* guests, and sources, that a scenario's lists may come to */

/* like_guests_expand: puts the guests and sources that are meant in place of such elements; their settings keep their places.
 * Needs the platform read. A list too long, and one whose first cores do not exist, is left as it is: the former with a fault
 * added to d. */
void like_guests_expand(struct scenario *s, struct diag *d);

#endif
