/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether the charts that a scenario's section "plots" asks for can be drawn.
 */
#ifndef TOOLS_STUDY_PLAN_PLOT_CHECK_H
#define TOOLS_STUDY_PLAN_PLOT_CHECK_H

#include "tools/study/plan/axis.h"

/* plot_of_run: whether the chart is one of a single run, which a study leaves out. */
bool plot_of_run(const struct plot_settings *p);

/* plot_name: of its files: the one given, or "plot-latency_p99_ns". Newly allocated. plot_is_name: whether files may be called
 * so without leaving their folder. */
char *plot_name(const struct plot_settings *p);
bool plot_is_name(const char *name);

/* plots_check: adds every fault of the charts to d, at the places of the scenario; axes: those of the study, NULL of a single
 * run, which leaves out the charts of studies. */
void plots_check(const GArray *plots, const struct scenario *s, const GPtrArray *axes, struct diag *d);

#endif
