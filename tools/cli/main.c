/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim: finds the subcommand and calls it.
 */
#include "tools/base/cli.h"
#include "tools/base/command.h"
#include "tools/base/exit_codes.h"
#include "tools/base/signals.h"
#include "tools/base/version.h"
#include "tools/cli/help.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STDERR_BUFFER 65536

/* open_streams: a standard stream that whoever started us has closed must not become another file of ours, into which
 * messages would then go. Printing to it fails as before. */
static void open_streams(void)
{
	static const int modes[] = {O_WRONLY, O_RDONLY, O_RDONLY};
	for (int fd = 0; fd < (int)G_N_ELEMENTS(modes); fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF && open("/dev/null", modes[fd]) != fd) {
			cli_error("a closed standard stream cannot be replaced: %s", g_strerror(errno));
			exit(EXIT_INTERNAL);
		}
}

/* write_lines: messages go out in whole lines, so that those of two processes do not mix. */
static void write_lines(void)
{
	static char buffer[STDERR_BUFFER];
	setvbuf(stderr, buffer, _IOLBF, sizeof(buffer));
}

static int call(int argc, char **argv)
{
	if (argc < 2) {
		help_print(stderr);
		return EXIT_USAGE;
	}
	const char *word = argv[1];
	const struct command *c = command_find(word);
	if (c)
		return command_call(c, argc - 1, argv + 1);
	if (!strcmp(word, "--version")) {
		printf("vhostsim %s, model %.*s\n", version_text(), VERSION_MODEL_SHOWN, version_model());
		return cli_print("");
	}
	if (!strcmp(word, "--help") || !strcmp(word, "-h")) {
		help_print(stdout);
		return cli_print("");
	}
	help_unknown(word);
	return EXIT_USAGE;
}

int main(int argc, char **argv)
{
	open_streams();
	write_lines();
	signals_set_up();
	return call(argc, argv);
}
