/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/figures/whose.h"
#include <string.h>

const char *const part_words[PARTS] = {
	[PART_GUEST] = "guest", [PART_SOURCE] = "source", [PART_CORE] = "core"};

bool whose_all(struct whose w)
{
	return w.part == WHOLE || !w.name || !*w.name;
}

int whose_number(struct whose w)
{
	guint64 number;
	bool is_number = w.part == PART_SOURCE && w.name &&
			 g_ascii_string_to_unsigned(w.name, 10, 0, G_MAXINT, &number, NULL);
	return is_number ? (int)number : -1;
}

bool whose_is(struct whose w, int number, const char *name)
{
	return whose_number(w) == number || g_strcmp0(w.name, name) == 0;
}

char *whose_text(struct whose w)
{
	return whose_all(w) ? g_strdup("all guests") : g_strdup_printf("%s %s", part_words[w.part], w.name);
}

struct whose whose_of_study(const struct study_settings *set)
{
	bool source = set->source && *set->source;
	return source ? (struct whose){PART_SOURCE, set->source} : (struct whose){PART_GUEST, set->guest};
}

static bool no_source(const char *name, char **names, struct place at, struct diag *d)
{
	int n = (int)g_strv_length(names);
	const char *near = diag_nearest(name, (const char *const *)names, n);
	if (near)
		return diag_error(d, at, "there is no source \"%.40s\"; did you mean \"%s\"?", name, near);
	return diag_error(
		d, at,
		"there is no source \"%.40s\"; traffic has %d, counted from 0, the first one is \"%s\"", name,
		n, names[0]);
}

char *whose_source(const char *name, const struct scenario *s, struct place at, struct diag *d)
{
	char **names = traffic_names(s->traffic), *found = NULL;
	for (int i = 0; names[i] && !found; i++)
		if (whose_is((struct whose){PART_SOURCE, name}, i, names[i]))
			found = g_strdup(names[i]);
	if (!found)
		no_source(name, names, at, d);
	g_strfreev(names);
	return found;
}
