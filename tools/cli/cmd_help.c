/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim help: the help of the program or of a subcommand.
 */
#include "tools/base/cli.h"
#include "tools/base/command.h"
#include "tools/base/exit_codes.h"
#include "tools/cli/help.h"
#include "tools/text/prose.h"
#include <string.h>

static const struct {
	int status;
	const char *words;
} exit_codes[] = {
#define EXIT_CODE_ROW(name, status, words, text) {status, words},
	EXIT_CODES(EXIT_CODE_ROW, EXIT_CODE_ROW)};

static void print_exit_codes(FILE *out)
{
	GString *list = g_string_new("Exit status:");
	for (size_t i = 0; i < G_N_ELEMENTS(exit_codes); i++)
		g_string_append_printf(list, "%s %d %s", i ? "," : "", exit_codes[i].status,
				       exit_codes[i].words);
	char *wrapped = prose_wrap(list->str, HELP_WIDTH);
	fprintf(out, "\n%s.\n", wrapped);
	g_free(wrapped);
	g_string_free(list, TRUE);
}

void help_print(FILE *out)
{
	fputs("Usage:\n  vhostsim COMMAND [OPTION...] ...\n\n"
	      "Simulates the Linux host/guest network datapath. Shows what happens to packets, latency\n"
	      "and CPU time when a host is offered more traffic than its guests can take.\n\n"
	      "Commands:\n",
	      out);
	for (int i = 0; i < command_count; i++)
		fprintf(out, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
	fputs("\nOptions:\n  -h, --help     show this help; with a command, that command's help\n"
	      "  --version      show the version\n",
	      out);
	print_exit_codes(out);
}

void help_unknown(const char *word)
{
	const char **words = g_new(const char *, command_count + 2);
	int n = 0;
	for (int i = 0; i < command_count; i++)
		words[n++] = commands[i]->name;
	words[n++] = "--help";
	words[n++] = "--version";
	cli_unknown(word[0] == '-' ? "option" : "command", word, words, n);
	g_free(words);
}

static int help_of(const struct command *c)
{
	char name[32], option[] = "--" HELP_OPTION;
	g_strlcpy(name, c->name, sizeof(name));
	char *argv[] = {name, option, NULL};
	return command_call(c, 2, argv);
}

static int help(const void *arguments, int argc, char **argv)
{
	(void)arguments;
	if (argc > 2) {
		cli_error("one command at a time: \"%s\" is one argument too many", argv[2]);
		return EXIT_USAGE;
	}
	if (argc < 2) {
		help_print(stdout);
		return cli_print("");
	}
	const struct command *c = command_find(argv[1]);
	if (c)
		return help_of(c);
	help_unknown(argv[1]);
	return EXIT_USAGE;
}

#define COMMAND_NAME(name) #name,
static const char *const names[] = {COMMAND_LIST(COMMAND_NAME) NULL};

const struct command help_command = {
	.name = "help",
	.summary = "show the help of a command",
	.arguments = "[COMMAND]",
	.text = "Shows what a command does and which options it takes, as its option --help does. Without a "
		"command it lists all of them.",
	.words = names,
	.run = help,
};
