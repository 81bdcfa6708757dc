/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/explain/explain.h"
#include "tools/text/prose.h"

#define LINE_WIDTH 100

struct explanation *explain(const struct scenario *s, const struct result *r)
{
	const struct explain_run run = {s, r};
	struct explanation *e = g_new0(struct explanation, 1);
	e->limit = limit_find(&run);
	e->name = limit_name(&e->limit);
	e->core = e->limit.kind == LIMIT_core ? core_text(&run, e->limit.core) : NULL;
	e->findings = findings_of(&run, &e->limit);
	return e;
}

void explanation_free(struct explanation *e)
{
	g_free(e->core);
	g_array_unref(e->findings);
	g_free(e);
}

char *explain_text(const struct explanation *e)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < e->findings->len; i++) {
		char *lines = prose_wrap(g_array_index(e->findings, struct finding, i).text, LINE_WIDTH);
		g_string_append_printf(out, "%s%s\n", i ? "\n" : "", lines);
		g_free(lines);
	}
	return g_string_free(out, FALSE);
}

static void write_finding(struct json_writer *w, const struct finding *f)
{
	json_object(w, NULL);
	json_text(w, "rule", f->rule);
	json_text(w, "text", f->text);
	json_row(w, "evidence");
	for (int i = 0; i < f->n; i++)
		json_fixed(w, f->evidence[i].name, f->evidence[i].value, f->evidence[i].decimals);
	json_end(w);
	json_end(w);
}

void explain_json(struct json_writer *w, const struct explanation *e)
{
	json_text(w, "limit", e->name);
	if (e->core)
		json_text(w, "core", e->core);
	else
		json_null(w, "core");
	json_array(w, "findings");
	for (guint i = 0; i < e->findings->len; i++)
		write_finding(w, &g_array_index(e->findings, struct finding, i));
	json_end(w);
}
