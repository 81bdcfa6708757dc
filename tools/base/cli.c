/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/base/cli.h"
#include "sim/input/diag.h"
#include "sim/input/plain_text.h"
#include "tools/base/exit_codes.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

/* print_line: what the user typed, or a file holds, may be anything: one line, nothing that a terminal or a log obeys. */
static void print_line(const char *lead, const char *text)
{
	GString *line = g_string_new(lead);
	plain_text_append(line, text);
	g_string_append_c(line, '\n');
	fputs(line->str, stderr);
	g_string_free(line, TRUE);
}

void cli_note(const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	char *text = g_strdup_vprintf(fmt, args);
	va_end(args);
	print_line("", text);
	g_free(text);
}

void cli_error(const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	char *text = g_strdup_vprintf(fmt, args);
	va_end(args);
	print_line("vhostsim: error: ", text);
	g_free(text);
}

int cli_fail(GError *error, int status)
{
	cli_error("%s", error->message);
	g_error_free(error);
	return status;
}

void cli_unknown(const char *kind, const char *word, const char *const *words, int n)
{
	const char *nearest = diag_nearest(word, words, n);
	if (nearest)
		cli_error("unknown %s \"%s\"; did you mean %s?", kind, word, nearest);
	else
		cli_error("unknown %s \"%s\"; --help lists what there is", kind, word);
}

static void unknown_option(const struct cli *cli, const char *given)
{
	const char *names[64];
	int n = 0;
	names[n++] = "--help";
	char *long_names[64] = {0};
	for (const GOptionEntry *e = cli->entries; e->long_name && n < 63; e++)
		names[n] = long_names[n] = g_strconcat("--", e->long_name, NULL), n++;
	char *word = g_strndup(given, g_str_has_prefix(given, "--") ? strcspn(given, "=") : strlen(given));
	cli_unknown("option", word, names, n);
	g_free(word);
	for (int i = 0; i < n; i++)
		g_free(long_names[i]);
}

/* check_flags: GOption takes --flag=value for --flag; we say that it takes none. */
static bool check_flags(const struct cli *cli, int argc, char *const *argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		for (const GOptionEntry *e = cli->entries; e->long_name; e++) {
			size_t length = strlen(e->long_name);
			if (e->arg == G_OPTION_ARG_NONE && g_str_has_prefix(argv[i], "--") &&
			    !strncmp(argv[i] + 2, e->long_name, length) && argv[i][2 + length] == '=') {
				cli_error("--%s takes no value", e->long_name);
				return false;
			}
		}
	return true;
}

static void report_parse_error(const struct cli *cli, const GError *error)
{
	const char *word = strrchr(error->message, ' ');
	if (g_error_matches(error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION) && word) {
		unknown_option(cli, word + 1);
		return;
	}
	cli_error("%c%s; see vhostsim %s --help", g_ascii_tolower(error->message[0]), error->message + 1,
		  cli->command);
}

/* text_column: where the text of a line of help begins: behind an option and the blanks after it, else at its start. */
static int text_column(const char *line)
{
	const char *gap = g_str_has_prefix(line, "  -") ? strstr(line + 3, "   ") : NULL;
	return gap ? (int)(gap - line + (ptrdiff_t)strspn(gap, " ")) : 0;
}

/* append_wrapped: the line, its text broken between words so that no line is longer than HELP_WIDTH. */
static void append_wrapped(GString *out, const char *line)
{
	int column = text_column(line);
	bool whole = !column && *line == ' '; /* the line of the usage */
	g_string_append_len(out, line, column);
	for (line += column; (int)strlen(line) > HELP_WIDTH - column;) {
		const char *blank = g_strrstr_len(line, HELP_WIDTH - column + 1, " ");
		if (whole || !blank)
			break;
		g_string_append_len(out, line, blank - line);
		g_string_append_printf(out, "\n%*s", column, "");
		line = blank + 1;
	}
	g_string_append_printf(out, "%s\n", line);
}

static int print_help(GOptionContext *context)
{
	char *help = g_option_context_get_help(context, TRUE, NULL);
	GString *plain = g_string_new(NULL);
	char **lines = g_strsplit(g_strchomp(help), "\n", -1);
	for (char **line = lines; *line; line++)
		append_wrapped(plain, *line);
	g_string_replace(plain, "…", "...", 0);
	int status = cli_print(plain->str);
	g_strfreev(lines);
	g_string_free(plain, TRUE);
	g_free(help);
	return status;
}

int cli_parse(const struct cli *cli, int *argc, char ***argv)
{
	if (!check_flags(cli, *argc, *argv))
		return EXIT_USAGE;
	gboolean help = FALSE;
	const GOptionEntry help_entry[] = {
		{HELP_OPTION, HELP_LETTER, 0, G_OPTION_ARG_NONE, &help, HELP_TEXT, NULL},
		{0},
	};
	char *usage = g_strconcat("vhostsim ", cli->command, NULL);
	g_set_prgname(usage);
	GOptionContext *context = g_option_context_new(cli->arguments);
	g_option_context_set_help_enabled(context, FALSE);
	g_option_context_set_summary(context, cli->text);
	g_option_context_add_main_entries(context, cli->entries, NULL);
	g_option_context_add_main_entries(context, help_entry, NULL);
	GError *error = NULL;
	int status = CLI_GO_ON;
	if (!g_option_context_parse(context, argc, argv, &error)) {
		report_parse_error(cli, error);
		g_clear_error(&error);
		status = EXIT_USAGE;
	} else if (help) {
		status = print_help(context);
	}
	g_option_context_free(context);
	g_free(usage);
	return status;
}

int cli_scenario_argument(int argc, char **argv)
{
	if (argc == 2)
		return CLI_GO_ON;
	if (argc < 2)
		cli_error("which scenario? Give the path of its file: vhostsim %s SCENARIO", argv[0]);
	else
		cli_error("one scenario at a time: \"%s\" is one argument too many", argv[2]);
	return EXIT_USAGE;
}

int cli_no_argument(int argc, char **argv)
{
	if (argc == 1)
		return CLI_GO_ON;
	cli_error("vhostsim %s takes no argument, such as \"%s\"", argv[0], argv[1]);
	return EXIT_USAGE;
}

int cli_choice(const char *option, const char *word, const char *const *names)
{
	for (int i = 0; names[i]; i++)
		if (!strcmp(names[i], word))
			return i;
	char *all = g_strjoinv(", ", (char **)names);
	cli_error("%s: \"%s\" is none of %s", option, word, all);
	g_free(all);
	return -1;
}

char **cli_sets(char *const *sets, const char *seed)
{
	GPtrArray *all = g_ptr_array_new();
	for (; sets && *sets; sets++)
		g_ptr_array_add(all, g_strdup(*sets));
	if (seed)
		g_ptr_array_add(all, g_strconcat("seed=", seed, NULL));
	g_ptr_array_add(all, NULL);
	return (char **)g_ptr_array_free(all, FALSE);
}

int cli_print(const char *text)
{
	errno = 0;
	fputs(text, stdout);
	if (fflush(stdout) == 0 && !ferror(stdout))
		return EXIT_OK;
	cli_error("standard output cannot be written: %s", g_strerror(errno));
	return EXIT_FAILED;
}

int cli_print_text(char *text)
{
	int status = cli_print(text);
	g_free(text);
	return status;
}
