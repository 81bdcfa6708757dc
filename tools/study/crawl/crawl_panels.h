/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The small panels of a crawl's chart: which curves have them, what is stacked in them, and which curves lie on each other.
 */
#ifndef TOOLS_STUDY_CRAWL_CRAWL_PANELS_H
#define TOOLS_STUDY_CRAWL_CRAWL_PANELS_H

#include "tools/study/crawl/crawl_cores.h"

/* crawl_panels_write: appends what of this crawl.gp takes. */
void crawl_panels_write(GString *out, const struct crawl_view *chart, const struct crawl_cores *cores);

#endif
