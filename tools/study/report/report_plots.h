/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Charts of a study as a description asks for them (tools/scenario/plans.h): of `vhostsim plot`, and of a scenario's section
 * "plots".
 */
#ifndef TOOLS_STUDY_REPORT_REPORT_PLOTS_H
#define TOOLS_STUDY_REPORT_REPORT_PLOTS_H

#include "tools/scenario/plans.h"
#include "tools/study/store/store.h"

/* report_plot_axis: whether the study has such an axis; "" counts as one. report_plot_one_axis: whether two, both given, are
 * one or move together. */
bool report_plot_axis(const struct study *study, const char *name);
bool report_plot_one_axis(const struct study *study, const char *x, const char *by);

/* report_plot_text: the script of the chart of a study that was read from this store; conditions stand below it. As
 * characters: it draws the file INTO/NAME.txt. Newly allocated. NULL with *error set when the store cannot be read, two axes
 * are one, or there is nothing to draw. */
char *report_plot_text(const struct study *study, struct store *store, const struct plot_settings *p,
		       const char *conditions, bool terminal, GError **error);

/* report_plot_draw: writes the script into the folder, and draws it. */
bool report_plot_draw(const struct study *study, const char *script, const char *folder,
		      const struct plot_settings *p, GError **error);

/* report_plots_write: every chart that the plans of a study, which has a base, ask for, of the runs in the store. Without one
 * that has nothing to draw: *left_out is then a sentence for each, else NULL; newly allocated. */
bool report_plots_write(const struct study *study, struct store *store, const char *folder, char **left_out,
			GError **error);

#endif
