/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim: finds the subcommand and calls it.
 */
#include "tools/cli.h"
#include "tools/command.h"
#include "tools/exit_codes.h"
#include "tools/version.h"
#include <stdio.h>
#include <string.h>

static const struct command commands[] = {
	{"run", "simulate one scenario and print what happened", cmd_run},
	{"crawl", "simulate a scenario over a range of loads and draw the performance crawl chart",
	 cmd_crawl},
	{"list", "list options, costs, counters, drop reasons or flows", cmd_list},
};

static void print_help(FILE *out)
{
	fputs("Usage:\n  vhostsim COMMAND [OPTION...] ...\n\n"
	      "Simulates the Linux host/guest network datapath: what happens to packets, latency\n"
	      "and CPU time when a host is offered more traffic than its guests can take.\n\n"
	      "Commands:\n",
	      out);
	for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
		fprintf(out, "  %-8s %s\n", commands[i].name, commands[i].text);
	fputs("\nOptions:\n  -h, --help     show this help; with a command, that command's help\n"
	      "  --version      show the version\n\n"
	      "Exit status: 0 well, 1 an expectation failed, 2 wrong usage, 3 invalid input,\n"
	      "4 some runs failed, 5 internal error, 130 interrupted and can be resumed.\n",
	      out);
}

static void unknown_word(const char *word)
{
	const char *words[G_N_ELEMENTS(commands) + 2];
	int n = 0;
	for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
		words[n++] = commands[i].name;
	words[n++] = "--help";
	words[n++] = "--version";
	cli_unknown(word[0] == '-' ? "option" : "command", word, words, n);
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		print_help(stderr);
		return EXIT_USAGE;
	}
	const char *word = argv[1];
	for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
		if (!strcmp(word, commands[i].name))
			return commands[i].run(argc - 1, argv + 1);
	if (!strcmp(word, "--version")) {
		printf("vhostsim %s, model %.*s\n", version_text(), VERSION_MODEL_SHOWN, version_model());
		return EXIT_OK;
	}
	if (!strcmp(word, "--help") || !strcmp(word, "-h")) {
		print_help(stdout);
		return EXIT_OK;
	}
	unknown_word(word);
	return EXIT_USAGE;
}
