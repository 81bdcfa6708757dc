/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The results that a report is made of: the files that run, crawl, sweep, search or check left in a folder.
 *
 * They may come from strangers, be cut, or be of another version. Nothing in them is trusted: texts go through
 * html_text, pictures through chart_svg, and numbers that are none are not known.
 */
#ifndef TOOLS_REPORT_HTML_RESULTS_H
#define TOOLS_REPORT_HTML_RESULTS_H

#include "tools/text/json_read.h"
#include <stdbool.h>

struct results {
	char *folder;		/* as the user named it; owned */
	JsonObject *provenance; /* provenance.json; NULL: it is not there */
	JsonObject *run;	/* run.json; NULL: it is no single run */
	char *series;		/* series.csv; NULL: there is none */
};

/* results_read: of a folder. NULL with *error set to a message that names the file: the folder holds no finished
 * results, or a file of it cannot be read as what it is. The caller owns it (results_free, NULL allowed). */
struct results *results_read(const char *folder, GError **error);
void results_free(struct results *r);

/* results_file: the text of a file in the folder; newly allocated (g_free). NULL: it is not there, is no plain file, or is
 * too long. */
char *results_file(const struct results *r, const char *name);

/* results_name: of the scenario; "results" when it is not known. results_question: what it asks; "" the same. */
const char *results_name(const struct results *r);
const char *results_question(const struct results *r);

#endif
