/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/base/command.h"
#include "sim/input/input_file.h"
#include "tools/base/cli.h"
#include "tools/base/exit_codes.h"
#include <errno.h>

/* ---- values attached to short options ---- */

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

/* ---- arguments ---- */

static void *command_field(const struct cli_option *o, void *arguments)
{
	return (char *)arguments + o->offset;
}

static GOptionArg option_arg(enum cli_type type)
{
	switch (type) {
	case CLI_FLAG:
		return G_OPTION_ARG_NONE;
	case CLI_NUMBER:
		return G_OPTION_ARG_INT;
	case CLI_TEXTS:
	case CLI_SETTINGS:
		return G_OPTION_ARG_FILENAME_ARRAY;
	case CLI_TEXT:
	case CLI_FILE:
	case CLI_FOLDER:
	case CLI_CONFINE:
	case CLI_CHOICE:
		break;
	}
	return G_OPTION_ARG_FILENAME; /* any bytes: GOption refuses texts that are no UTF-8 with a message of its own */
}

/* The options as GOption takes them, ended by zeros; the words of choices go to words, by option. Newly allocated. */
static GOptionEntry *option_entries(const struct command *c, void *arguments, char **words)
{
	GOptionEntry *entries = g_new0(GOptionEntry, c->n_options + 1);
	for (int i = 0; i < c->n_options; i++) {
		const struct cli_option *o = &c->options[i];
		void *to = o->type == CLI_CHOICE ? &words[i] : command_field(o, arguments);
		entries[i] =
			(GOptionEntry){o->name, o->letter, 0, option_arg(o->type), to, o->text, o->argument};
	}
	return entries;
}

/* Makes the words of choices indexes; false after a message about one that is none. */
static bool command_choose(const struct command *c, void *arguments, char *const *words)
{
	for (int i = 0; i < c->n_options; i++) {
		const struct cli_option *o = &c->options[i];
		if (!words[i])
			continue;
		char *option = g_strconcat("--", o->name, NULL);
		int choice = cli_choice(option, words[i], o->choices);
		g_free(option);
		if (choice < 0)
			return false;
		*(int *)command_field(o, arguments) = choice;
	}
	return true;
}

static void command_clear(const struct command *c, void *arguments)
{
	for (int i = 0; i < c->n_options; i++) {
		const struct cli_option *o = &c->options[i];
		switch (option_arg(o->type)) {
		case G_OPTION_ARG_FILENAME_ARRAY:
			g_strfreev(*(char ***)command_field(o, arguments));
			break;
		case G_OPTION_ARG_FILENAME:
			if (o->type != CLI_CHOICE)
				g_free(*(char **)command_field(o, arguments));
			break;
		default:
			break;
		}
	}
}

/* As cli_parse, with the choices made. */
static int command_parse(const struct command *c, void *arguments, int *argc, char ***argv)
{
	char **words = g_new0(char *, c->n_options + 1);
	GOptionEntry *entries = option_entries(c, arguments, words);
	const struct cli cli = {c->name, c->arguments, c->text, entries};
	int status = cli_parse(&cli, argc, argv);
	if (status == CLI_GO_ON && !command_choose(c, arguments, words))
		status = EXIT_USAGE;
	for (int i = 0; i < c->n_options; i++)
		g_free(words[i]);
	g_free(words);
	g_free(entries);
	return status;
}

/* confine: CLI_GO_ON, or the exit status after a message. */
static int confine(const struct command *c, void *arguments)
{
	for (int i = 0; i < c->n_options; i++) {
		const struct cli_option *o = &c->options[i];
		const char *folder = o->type == CLI_CONFINE ? *(char **)command_field(o, arguments) : NULL;
		if (!folder || input_file_confine(folder))
			continue;
		cli_error("--%s: %s: %s", o->name, folder, g_strerror(errno));
		return EXIT_USAGE;
	}
	return CLI_GO_ON;
}

int command_call(const struct command *c, int argc, char **argv)
{
	void *arguments = g_malloc0(MAX(c->size, 1));
	char **words = short_values_split(c, argc, argv);
	int n = (int)g_strv_length(words);
	char **left = g_memdup2(words, (gsize)(n + 1) * sizeof(*words)); /* GOption takes out what it reads */
	int status = command_parse(c, arguments, &n, &left);
	if (status == CLI_GO_ON)
		status = confine(c, arguments);
	if (status == CLI_GO_ON)
		status = c->run(arguments, n, left);
	command_clear(c, arguments);
	g_free(left);
	g_strfreev(words);
	g_free(arguments);
	return status;
}
