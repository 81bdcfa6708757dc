/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The subcommands, one file each (cmd_run.c, ...), behind one table in main.c.
 */
#ifndef TOOLS_COMMAND_H
#define TOOLS_COMMAND_H

struct command {
	const char *name;
	const char *text; /* one line for --help */
	/* run: argv[0] is the name of the subcommand. Returns the exit status (exit_codes.h). */
	int (*run)(int argc, char **argv);
};

int cmd_run(int argc, char **argv);
int cmd_crawl(int argc, char **argv);
int cmd_list(int argc, char **argv);

#endif
