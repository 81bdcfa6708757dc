/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The performance crawl chart: a gnuplot script in the results' folder, beside the data and the pictures it
 * draws.
 */
#ifndef TOOLS_STUDY_CRAWL_CRAWL_CHART_H
#define TOOLS_STUDY_CRAWL_CRAWL_CHART_H

#include "tools/study/crawl/load_curve.h"

/* crawl_chart_script: the script crawl.gp, which reads crawl.csv as crawl_csv wrote it of these curves, one of which at
 * least has a point. Newly allocated. */
char *crawl_chart_script(const struct load_curves *c);

/* crawl_chart_write: writes crawl.gp into the folder that has crawl.csv, and draws crawl.svg and crawl.png. False with
 * *error set. */
bool crawl_chart_write(const struct load_curves *c, const char *folder, GError **error);

#endif
