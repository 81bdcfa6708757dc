/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A report: one HTML file with everything that results hold, to be sent to others and read without a network.
 *
 * The page is XHTML that is HTML as well. Its scripts are those of this program: a policy in the page lets a browser run
 * none but those with their hashes, and load nothing at all. Without scripts, all but the zoom of the time series is there.
 * The same results give the same bytes.
 */
#ifndef TOOLS_REPORT_HTML_REPORT_HTML_H
#define TOOLS_REPORT_HTML_REPORT_HTML_H

#include "tools/report_html/results.h"

/* report_html: the page; newly allocated (g_free). */
char *report_html(const struct results *r);

#endif
