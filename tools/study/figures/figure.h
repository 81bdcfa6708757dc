/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Figures of metrics as people write and read them: "600kpps" and "512.3 kpps +- 3.1".
 *
 * Units are those of metric.h; a metric without a unit, or of whole things ("packets"), is written as a plain number.
 */
#ifndef TOOLS_STUDY_FIGURES_FIGURE_H
#define TOOLS_STUDY_FIGURES_FIGURE_H

#include "tools/study/figures/interval.h"
#include <glib.h>

/* figure_parse: text as a value in the unit; rates, times and bit rates need theirs ("600kpps", "50us"). False with
 * *why set to a phrase as unit_parse does. figure_parse_part: "20%" as 0.2. */
bool figure_parse(const char *unit, const char *text, double *value, char **why);
bool figure_parse_part(const char *text, double *value, char **why);

/* figure_text: "512.3 kpps", up to five digits. figure_interval: "512.3 kpps +- 3.1", two digits of the half width; without
 * one as figure_text. figure_percent: "4.9 %" of a part, its sign dropped. Newly allocated (g_free). */
char *figure_text(const char *unit, double value);
char *figure_interval(const char *unit, struct interval i);
char *figure_percent(double part);

#endif
