/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Explain: what limits a run, in a few sentences with the figures behind them. Derived from the figures by rules
 * (limit.h, findings.h).
 */
#ifndef TOOLS_EXPLAIN_EXPLAIN_H
#define TOOLS_EXPLAIN_EXPLAIN_H

#include "tools/explain/findings.h"
#include "tools/text/json_writer.h"

struct explanation {
	struct limit limit;
	const char *name; /* of the limit (limit_name); static */
	char *core;	  /* that is full, "core 0"; NULL: none is; owned */
	GArray *findings; /* of struct finding, the most important first; owned */
};

/* explain: of a run of the scenario. Never NULL; the caller frees it (explanation_free). */
struct explanation *explain(const struct scenario *s, const struct result *r);
void explanation_free(struct explanation *e);

/* explain_text: the sentences, a paragraph for each finding with an empty line between them, in lines of at most 100 columns. Newly allocated (g_free).
 * explain_json: adds the members "limit", "core" and "findings" to the object that is open. */
char *explain_text(const struct explanation *e);
void explain_json(struct json_writer *w, const struct explanation *e);

#endif
