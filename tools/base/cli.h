/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the subcommands share: options through GOption, --help, and one clear line on stderr for each mistake.
 */
#ifndef TOOLS_BASE_CLI_H
#define TOOLS_BASE_CLI_H

#include <glib.h>

/* The option every subcommand has. */
#define HELP_OPTION "help"
#define HELP_LETTER 'h'
#define HELP_TEXT "show this help"

#define HELP_WIDTH 80 /* columns of help */

/* How a subcommand is used. */
struct cli {
	const char *command;	     /* "run" */
	const char *arguments;	     /* "SCENARIO", as the usage line shows them */
	const char *text;	     /* paragraph below the usage line */
	const GOptionEntry *entries; /* ended by an entry of zeros; -h and --help are added */
};

#define CLI_GO_ON (-1) /* of cli_parse and cli_scenario_argument: no exit status yet */

/* cli_parse: reads the options out of argv, leaving argv[0] and the other arguments. Returns CLI_GO_ON, or
 * the exit status to end with, after having printed the help or the mistake. What entries point to must be
 * freed in either case. */
int cli_parse(const struct cli *cli, int *argc, char ***argv);

/* cli_scenario_argument: checks that one argument, a scenario's path, is left in argv. As cli_parse. */
int cli_scenario_argument(int argc, char **argv);

/* cli_no_argument: checks that no argument is left in argv. As cli_parse. */
int cli_no_argument(int argc, char **argv);

/* cli_choice: the index of word in the NULL-terminated names; -1 after a message that names the option. */
int cli_choice(const char *option, const char *word, const char *const *names);

/* cli_sets: the settings of --set followed by that of --seed (either may be NULL). The caller frees it
 * (g_strfreev). */
char **cli_sets(char *const *sets, const char *seed);

/* cli_error: prints "vhostsim: error: ..." on stderr; the text is a sentence without a full stop. cli_note: prints a line
 * as it is. What is not plain text in either is escaped (plain_text.h). */
void cli_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void cli_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* cli_fail: prints the error as cli_error does, and frees it. Returns status. */
int cli_fail(GError *error, int status);

/* cli_unknown: prints that word is no known kind ("command", "option"), with the nearest of the n words. */
void cli_unknown(const char *kind, const char *word, const char *const *words, int n);

/* cli_print: writes text to standard output; returns the exit status, EXIT_FAILED when it could not all be
 * written. */
int cli_print(const char *text);

/* cli_print_text: the same of a text that it frees. */
int cli_print_text(char *text);

#endif
