/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The time of the cores along a crawl's curves: what each core that does anything spends it on.
 */
#ifndef TOOLS_STUDY_CRAWL_CRAWL_CORES_H
#define TOOLS_STUDY_CRAWL_CRAWL_CORES_H

#include "tools/study/crawl/crawl_view.h"

#define CRAWL_CORES_FILE "cores.csv"

struct crawl_cores;

/* crawl_cores_new: of the runs behind a chart, means over the replications. The caller owns it (crawl_cores_free); it lives
 * no longer than the chart. */
struct crawl_cores *crawl_cores_new(const struct crawl_view *chart);
void crawl_cores_free(struct crawl_cores *c);

/* crawl_cores_csv: the rows of every core that works at some load of some curve, core by core, those of a core as those of
 * crawl.csv; shares of its time by context. Newly allocated (g_free). */
char *crawl_cores_csv(const struct crawl_cores *c);

/* crawl_cores_work: whether a core does anything on the i-th of the curves that are drawn. */
bool crawl_cores_work(const struct crawl_cores *c, guint curve);

/* crawl_cores_write: appends what the script needs of the rows of panels: a row for each core that works, those that do the
 * same at every point together; the busiest ones of many. */
void crawl_cores_write(GString *out, const struct crawl_cores *c);

#endif
