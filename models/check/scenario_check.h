/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Contradictions between the settings of a scenario.
 */
#ifndef MODELS_CHECK_SCENARIO_CHECK_H
#define MODELS_CHECK_SCENARIO_CHECK_H

#include "models/scenario/scenario.h"
#include "sim/input/diag.h"

/* scenario_check: contradictions between settings that are each in range (a core that the host does not have,
 * traffic to a guest that does not exist, two guests of one name, a load above the line rate ...). Adds every
 * fault to d; true when there is none. Needs the platform read. */
bool scenario_check(const struct scenario *s, struct diag *d);

/* scenario_check_source: `key` ("crawl.source") names a guest with one source to it, of the tester and with a rate, that a
 * load can be given to; or nobody. Adds a fault to d if not. */
bool scenario_check_source(const struct scenario *s, const char *key, const char *guest, struct diag *d);

#endif
