/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Gnuplot as a process that may fail, hang or be missing.
 */
#ifndef TOOLS_CHART_GNUPLOT_H
#define TOOLS_CHART_GNUPLOT_H

#include <glib.h>
#include <stdbool.h>

/* gnuplot_run: has gnuplot work in the folder with these arguments (NULL-terminated) and waits for its end, at most so many
 * seconds of real time: one that takes longer is ended, with the processes that it has started. It ends with this process.
 * False with *error set to a message: what gnuplot says, or why it did not run. */
bool gnuplot_run(const char *folder, const char *const *arguments, double timeout_s, GError **error);

#endif
