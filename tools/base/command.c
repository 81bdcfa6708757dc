/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/base/command.h"
#include "sim/base/input_file.h"
#include "tools/base/cli.h"
#include "tools/base/exit_codes.h"
#include "tools/base/short_values.h"
#include <errno.h>

static void *field(const struct cli_option *o, void *arguments)
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
		void *to = o->type == CLI_CHOICE ? &words[i] : field(o, arguments);
		entries[i] =
			(GOptionEntry){o->name, o->letter, 0, option_arg(o->type), to, o->text, o->argument};
	}
	return entries;
}

/* Makes the words of choices indexes; false after a message about one that is none. */
static bool choose(const struct command *c, void *arguments, char *const *words)
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
		*(int *)field(o, arguments) = choice;
	}
	return true;
}

static void clear(const struct command *c, void *arguments)
{
	for (int i = 0; i < c->n_options; i++) {
		const struct cli_option *o = &c->options[i];
		switch (option_arg(o->type)) {
		case G_OPTION_ARG_FILENAME_ARRAY:
			g_strfreev(*(char ***)field(o, arguments));
			break;
		case G_OPTION_ARG_FILENAME:
			if (o->type != CLI_CHOICE)
				g_free(*(char **)field(o, arguments));
			break;
		default:
			break;
		}
	}
}

/* As cli_parse, with the choices made. */
static int parse(const struct command *c, void *arguments, int *argc, char ***argv)
{
	char **words = g_new0(char *, c->n_options + 1);
	GOptionEntry *entries = option_entries(c, arguments, words);
	const struct cli cli = {c->name, c->arguments, c->text, entries};
	int status = cli_parse(&cli, argc, argv);
	if (status == CLI_GO_ON && !choose(c, arguments, words))
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
		const char *folder = o->type == CLI_CONFINE ? *(char **)field(o, arguments) : NULL;
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
	int status = parse(c, arguments, &n, &left);
	if (status == CLI_GO_ON)
		status = confine(c, arguments);
	if (status == CLI_GO_ON)
		status = c->run(arguments, n, left);
	clear(c, arguments);
	g_free(left);
	g_strfreev(words);
	g_free(arguments);
	return status;
}
