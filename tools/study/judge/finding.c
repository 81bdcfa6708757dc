/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/judge/finding.h"
#include "tools/text/table.h"
#include <string.h>

static void finding_free(void *data)
{
	struct finding *f = data;
	g_free(f->title);
	g_free(f->name);
	g_free(f->message);
	g_free(f);
}

struct findings *findings_new(const char *scenario, const char *path, bool strict)
{
	struct findings *f = g_new(struct findings, 1);
	*f = (struct findings){g_strdup(scenario), g_strdup(path), strict,
			       g_ptr_array_new_with_free_func(finding_free),
			       g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
	return f;
}

void findings_free(struct findings *f)
{
	if (!f)
		return;
	g_free(f->scenario);
	g_free(f->path);
	g_ptr_array_unref(f->list);
	g_hash_table_unref(f->names);
	g_free(f);
}

/* shown: the name with a space for each character that some report cannot show, and so shows as another. */
static char *shown(const char *name)
{
	GString *out = g_string_new(NULL);
	char *valid = g_utf8_make_valid(name, -1);
	for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		bool plain = g_unichar_isgraph(c) && c < 0xfffe;
		g_string_append_unichar(out, plain ? c : ' ');
	}
	g_free(valid);
	return g_string_free(out, FALSE);
}

/* unlike_any: the name, taken over, with a number where one is needed; the table knows the last one of each name. */
static char *unlike_any(struct findings *f, char *name)
{
	char *key = shown(name), *unlike = g_strdup(name), *taken = g_strdup(key);
	int last = GPOINTER_TO_INT(g_hash_table_lookup(f->names, key));
	while (g_hash_table_contains(f->names, taken)) {
		g_free(unlike);
		g_free(taken);
		unlike = g_strdup_printf("%s (%d)", name, ++last);
		taken = shown(unlike);
	}
	g_hash_table_replace(f->names, taken, GINT_TO_POINTER(1));
	g_hash_table_replace(f->names, key, GINT_TO_POINTER(MAX(last, 1)));
	g_free(name);
	return unlike;
}

void findings_add(struct findings *f, struct finding finding)
{
	finding.name = unlike_any(f, finding.name);
	g_ptr_array_add(f->list, g_memdup2(&finding, sizeof(finding)));
}

bool findings_fails(const struct findings *f, const struct finding *finding)
{
	return finding->status == FINDING_FAIL || (f->strict && finding->status == FINDING_OPEN);
}

int findings_count(const struct findings *f, enum finding_status status, const char *group)
{
	int n = 0;
	for (guint i = 0; i < f->list->len; i++) {
		const struct finding *one = g_ptr_array_index(f->list, i);
		n += one->status == status && (!group || strcmp(one->group, group) == 0);
	}
	return n;
}

const char *finding_word(enum finding_status status)
{
	static const char *const words[FINDING_STATUSES] = {"pass", "fail", "no difference shown", "error"};
	return words[status];
}

/* The line of counts: "12 findings: 10 pass, 1 fail, 1 no difference shown". */
static void finding_append_counts(GString *out, const struct findings *f)
{
	g_string_append_printf(out, "%u finding%s:", f->list->len, f->list->len == 1 ? "" : "s");
	const char *comma = "";
	for (int s = 0; s < FINDING_STATUSES; s++) {
		int n = findings_count(f, s, NULL);
		if (n == 0 && s != FINDING_PASS && s != FINDING_FAIL)
			continue;
		g_string_append_printf(out, "%s %d %s", comma, n, finding_word(s));
		comma = ",";
	}
	bool open = f->strict && findings_count(f, FINDING_OPEN, NULL) > 0;
	g_string_append(out, open ? " (counts as a failure: --strict)\n" : "\n");
}

/* is_told: to people; a figure that is as in the reference goes without saying. */
static bool is_told(const struct finding *one)
{
	return one->status != FINDING_PASS || strcmp(one->group, "expect") == 0;
}

char *findings_markdown(const struct findings *f)
{
	GString *out = g_string_new(NULL);
	struct table *t = table_new();
	finding_append_counts(out, f);
	table_column(t, "verdict", "", true);
	table_column(t, "what was expected", "", true);
	table_column(t, "what came out", "", true);
	for (guint i = 0; i < f->list->len; i++) {
		const struct finding *one = g_ptr_array_index(f->list, i);
		if (!is_told(one))
			continue;
		table_cell(t, "%s", finding_word(one->status));
		table_cell(t, "%s", one->name);
		table_cell(t, "%s", one->message);
	}
	char *table = table_markdown(t);
	g_string_append_printf(out, "\n%s", table);
	g_free(table);
	table_free(t);
	return g_string_free(out, FALSE);
}

char *findings_text(const struct findings *f)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < f->list->len; i++) {
		const struct finding *one = g_ptr_array_index(f->list, i);
		if (is_told(one))
			g_string_append_printf(out, "%s: %s%s%s\n", finding_word(one->status), one->title,
					       *one->title ? ": " : "", one->message);
	}
	finding_append_counts(out, f);
	return g_string_free(out, FALSE);
}
