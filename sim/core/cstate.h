/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * C-states: how deep an idle core sleeps, and how long it takes to come back.
 *
 * Stands for intel_idle's tables (drivers/idle/intel_idle.c of 6.1: skx_cstates, icx_cstates) and the governor "menu"
 * (drivers/cpuidle/governors/menu.c: menu_select, get_typical_interval, menu_update). A core that becomes idle takes the deepest
 * state whose target residency and exit latency are no longer than the predicted time. That is the mean of its last eight idle
 * times, if they scatter little; up to two that are much longer are left out. Otherwise no timer is near, and the time is long.
 * So a core sleeps deep after long or irregular pauses, and pays the exit latency when it is woken.
 *
 * Assumed: no timer's date shortens the prediction, and the exit always takes the latency of the table, which is its worst case.
 * Left out: polling before C1 (POLL), the tick that looks again at a shallow state, package states, other governors.
 */
#ifndef SIM_CORE_CSTATE_H
#define SIM_CORE_CSTATE_H

#include "sim/core/machine.h"

struct cstate_times {
	vtime exit_latency, target_residency;
};

/* cstate_names: CSTATES entries, NULL-terminated. */
extern const char *const cstate_names[];

/* cstate_table: the states of the settings: those of intel_idle, or those of cstate_times, "EXIT/RESIDENCY" for each, joined by
 * commas. False with *why a newly allocated phrase (g_free): that text is no such list. */
bool cstate_table(const struct sched_settings *s, struct cstate_times table[CSTATES], char **why);

/* cstate_init: the core is idle, and has been for long. cstate_enter: the core is idle from now on. */
void cstate_init(struct core *c);
void cstate_enter(struct core *c);

/* cstate_exit: the idle core is to run something: how long it takes to leave its state. Called once for each idle time. */
vtime cstate_exit(struct core *c);

#endif
