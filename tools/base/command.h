/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The subcommands: each is one descriptor, in a file of its own (cmd_run.c, ...), and commands[] lists them all.
 *
 * From the descriptors come the command line that is read, --help, the man page (cmd_man.c) and the completion
 * (cmd_completion.c). A subcommand has a struct of arguments, and a table of options that says which of its fields each
 * option fills:
 *
 *     struct arguments {
 *             char **sets, *output;
 *             int format;
 *     };
 *     static const struct cli_option options[] = {
 *             ARGUMENT(arguments, sets, CLI_SETTINGS, "set", 's', "KEY=VALUE", "change one setting"),
 *             ARGUMENT(arguments, output, CLI_FOLDER, "output", 'o', "DIR", "where the files go"),
 *             CHOICE_ARGUMENT(arguments, format, format_names, "format", 'f', "FORMAT", "text (default) or json"),
 *     };
 */
#ifndef TOOLS_BASE_COMMAND_H
#define TOOLS_BASE_COMMAND_H

#include <glib.h>
#include <stddef.h>

/* What an option takes, and how its field is declared. A field that is not given is left zero. */
enum cli_type {
	CLI_FLAG,    /* gboolean: nothing */
	CLI_NUMBER,  /* int */
	CLI_TEXT,    /* char * */
	CLI_FILE,    /* char *: path of a file */
	CLI_FOLDER,  /* char *: path of a folder */
	CLI_CONFINE, /* char *: the folder that files are read below (input_file.h); command_call sees to it */
	CLI_TEXTS,   /* char **, NULL-terminated, NULL when there is none: may be repeated */
	CLI_SETTINGS, /* char **: as CLI_TEXTS, each a setting of a scenario, KEY=VALUE */
	CLI_CHOICE,   /* int: index into choices; the first one is the default */
};

struct cli_option {
	const char *name; /* without the dashes */
	char letter;	  /* short form; 0: none */
	enum cli_type type;
	size_t offset;		    /* of the field in the struct of arguments */
	const char *argument;	    /* what help calls its value; NULL: CLI_FLAG */
	const char *text;	    /* for help and man page */
	const char *const *choices; /* CLI_CHOICE: NULL-terminated */
};

/* Rows of a table of options: the option fills field_ of struct S. */
#define ARGUMENT(S, field_, type_, name_, letter_, argument_, text_)                                         \
	{                                                                                                    \
		.name = name_, .letter = letter_, .type = type_, .offset = offsetof(struct S, field_),       \
		.argument = argument_, .text = text_                                                         \
	}
#define CHOICE_ARGUMENT(S, field_, choices_, name_, letter_, argument_, text_)                               \
	{                                                                                                    \
		.name = name_, .letter = letter_, .type = CLI_CHOICE, .offset = offsetof(struct S, field_),  \
		.argument = argument_, .text = text_, .choices = choices_                                    \
	}

/* The row of every command that reads a scenario. */
#define CONFINE_ARGUMENT(S, field_)                                                                          \
	ARGUMENT(S, field_, CLI_CONFINE, "confine", 0, "DIR",                                                \
		 "read only files below DIR, whatever the scenario names; for scenarios from strangers")

/* The rows of a command that takes one scenario: fields sets, seed and confine of struct S. */
#define SCENARIO_ARGUMENTS(S)                                                                                \
	ARGUMENT(                                                                                            \
		S, sets, CLI_SETTINGS, "set", 's', "KEY=VALUE",                                              \
		"change one setting of the scenario; may be repeated; of the same key the last one counts"), \
		ARGUMENT(S, seed, CLI_TEXT, "seed", 0, "N", "the same as --set seed=N"),                     \
		CONFINE_ARGUMENT(S, confine)

struct cli_variable {
	const char *name, *text;
};

struct command {
	const char *name;
	const char *summary;	  /* one line for the list of commands */
	const char *arguments;	  /* "SCENARIO", as the usage line shows them; NULL: none */
	const char *text;	  /* paragraph below the usage line */
	const char *const *words; /* what the first argument may be, NULL-terminated; NULL: a file */
	const struct cli_option *options;
	int n_options;
	size_t size; /* of the struct of arguments */
	const struct cli_variable
		*variables; /* of the environment that it reads, ended by zeros; NULL: none */
	/* run: with the options read; argv[0] is the name of the subcommand, the rest its arguments. The texts
	 * belong to whoever called. Returns the exit status (exit_codes.h). */
	int (*run)(const void *arguments, int argc, char **argv);
};

/* X(name): the subcommands in the order of --help; tools/cli/cmd_name.c defines name_command. */
/* clang-format off */
#define COMMAND_LIST(X) \
	X(new) \
	X(run) \
	X(validate) \
	X(explain) \
	X(advise) \
	X(calibrate) \
	X(crawl) \
	X(sweep) \
	X(search) \
	X(check) \
	X(compare) \
	X(summary) \
	X(report) \
	X(plot) \
	X(export) \
	X(merge) \
	X(list) \
	X(show) \
	X(schema) \
	X(man) \
	X(completion) \
	X(help)
/* clang-format on */

#define COMMAND_DECLARE(name) extern const struct command name##_command;
COMMAND_LIST(COMMAND_DECLARE)

extern const struct command *const commands[];
extern const int command_count;

/* command_find: the subcommand of this name; NULL: there is none. */
const struct command *command_find(const char *name);

/* command_call: reads the options out of argv and runs the subcommand, or prints its help or the mistake. Returns
 * the exit status. */
int command_call(const struct command *c, int argc, char **argv);

/* short_values_split: the argc words of argv, whose first is the name of the subcommand, with attached values as words of
 * their own: "-rfjson" becomes "-rf" and "json". Words that are values, or stand behind "--", stay as they are. Returns
 * a NULL-terminated copy (g_strfreev). */
char **short_values_split(const struct command *c, int argc, char *const *argv);

#endif
