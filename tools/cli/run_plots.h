/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Charts of a single run that `run --output` has left.
 */
#ifndef TOOLS_CLI_RUN_PLOTS_H
#define TOOLS_CLI_RUN_PLOTS_H

#include "models/run/result.h"
#include "models/scenario/scenario.h"

/* run_plot_provenance: a text of the object of this name (NULL: of the whole) that the command has written which made the
 * results in this file's folder; "" when it has not. Newly allocated. */
char *run_plot_provenance(const char *file, const char *object, const char *name);

/* run_plot_run: the percentiles and the cores of the result in this file. run_plot_series: what y says of its series over the
 * time, "" all of it, under this name. False with *error set. run_plot_has_series: whether there is one. */
bool run_plot_run(const char *file, const struct scenario *s, const struct result *r, const char *folder,
		  GError **error);
bool run_plot_series(const char *file, const struct scenario *s, const struct result *r, const char *name,
		     const char *y, const char *folder, GError **error);
bool run_plot_has_series(const char *file);

/* run_plots_write: of the charts that a scenario asks for (struct plot_settings) those of a single run, whose result is in
 * the folder; the exit status, after a message. */
int run_plots_write(const GArray *plots, const char *folder);

#endif
