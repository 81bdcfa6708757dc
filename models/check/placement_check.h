/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The cores that threads of a guest may move among (vhost_cores, vcpu_cores).
 */
#ifndef MODELS_CHECK_PLACEMENT_CHECK_H
#define MODELS_CHECK_PLACEMENT_CHECK_H

#include "models/scenario/scenario.h"
#include "sim/input/diag.h"

/* placement_check: the lists of the i-th guest name cores of its host, and its threads can move. True, or false with every fault
 * added to d. */
bool placement_check(const struct scenario *s, guint i, struct diag *d);

#endif
