/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Contradictions in the traffic of a scenario: who sends to whom, and whether the wire carries it.
 */
#ifndef MODELS_CHECK_TRAFFIC_CHECK_H
#define MODELS_CHECK_TRAFFIC_CHECK_H

#include "models/scenario/scenario.h"
#include "sim/input/diag.h"

/* traffic_check_guest: a name that is no guest's (names: scenario_guest_names) is a fault at `at`, unless there is no guest
 * at all, which is another one. */
bool traffic_check_guest(const struct scenario *s, GHashTable *names, const char *name, struct place at,
			 struct diag *d);

/* traffic_takes: whether a source of these settings goes by the option `key` of its table; if not, the option must not be
 * set. */
bool traffic_takes(const struct traffic_settings *set, const char *key);

/* traffic_check: adds every fault of the sources to d; true when there is none. */
bool traffic_check(const struct scenario *s, GHashTable *names, struct diag *d);

/* traffic_check_wire: the offered load of the scenario, as traffic_check_load. */
bool traffic_check_wire(const struct scenario *s, struct diag *d);

/* traffic_check_load: an offered load (total pps, 0: the rates as written) that the wire cannot carry is a
 * fault at `at`; `what` names it. only: the source that makes it alone, beside the others with the rates that they have;
 * -1: all share it. */
bool traffic_check_load(const struct scenario *s, int64_t load, int only, struct place at, const char *what,
			struct diag *d);

/* scenario_line_rate: packets per second of the scenario's mean frame that its wire carries to the host, preamble
 * and gap included; INT64_MAX when nothing comes that way. */
int64_t scenario_line_rate(const struct scenario *s);

/* scenario_source_to: index of the source that takes a load alone, the first that sends to that guest; -1 when the
 * name is "": a load scales all of them. */
int scenario_source_to(const struct scenario *s, const char *guest);

/* scenario_load_limit: the highest load that the wire carries: the line rate, or what the other sources leave to
 * source `only` (-1: all are scaled). */
int64_t scenario_load_limit(const struct scenario *s, int only);

#endif
