/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/base/short_values.h"
#include <stdbool.h>
#include <string.h>

/* Whether the word is a long option whose value is the next one. */
static bool long_takes_next(const struct command *c, const char *word)
{
	if (!g_str_has_prefix(word, "--"))
		return false;
	for (int i = 0; i < c->n_options; i++)
		if (c->options[i].type != CLI_FLAG && !strcmp(word + 2, c->options[i].name))
			return true;
	return false;
}

static const struct cli_option *by_letter(const struct command *c, char letter)
{
	for (int i = 0; i < c->n_options; i++)
		if (c->options[i].letter == letter)
			return &c->options[i];
	return NULL;
}

/* The length of a word of short options up to where its value begins, which may be its end; 0: nothing in it takes a value. */
static size_t before_value(const struct command *c, const char *word)
{
	for (size_t n = 1; word[n]; n++) {
		const struct cli_option *o = by_letter(c, word[n]);
		if (o && o->type != CLI_FLAG)
			return n + 1;
		if (!o && word[n] != HELP_LETTER)
			return 0;
	}
	return 0;
}

/* Adds a word of options; returns whether the next one is its value. */
static bool add_options(const struct command *c, GPtrArray *words, const char *word)
{
	size_t n = g_str_has_prefix(word, "--") ? 0 : before_value(c, word);
	if (n == 0 || !word[n]) {
		g_ptr_array_add(words, g_strdup(word));
		return n > 0 || long_takes_next(c, word);
	}
	g_ptr_array_add(words, g_strndup(word, n));
	g_ptr_array_add(words, g_strdup(word + n));
	return false;
}

char **short_values_split(const struct command *c, int argc, char *const *argv)
{
	GPtrArray *words = g_ptr_array_new();
	bool is_value = true; /* the first word is no option either */
	int i = 0;
	for (; i < argc && (is_value || strcmp(argv[i], "--") != 0); i++) {
		if (!is_value && argv[i][0] == '-' && argv[i][1]) {
			is_value = add_options(c, words, argv[i]);
		} else {
			g_ptr_array_add(words, g_strdup(argv[i]));
			is_value = false;
		}
	}
	for (; i < argc; i++)
		g_ptr_array_add(words, g_strdup(argv[i]));
	g_ptr_array_add(words, NULL);
	return (char **)g_ptr_array_free(words, FALSE);
}
