/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim: finds the subcommand and calls it.
 */
#include "tools/base/cli.h"
#include "tools/base/command.h"
#include "tools/base/exit_codes.h"
#include "tools/base/signals.h"
#include "tools/base/version.h"
#include "tools/text/prose.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STDERR_BUFFER 65536

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

static void print_help(FILE *out)
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

static void unknown_word(const char *word)
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
		print_help(stderr);
		return EXIT_USAGE;
	}
	const char *word = argv[1];
	for (int i = 0; i < command_count; i++)
		if (!strcmp(word, commands[i]->name))
			return command_call(commands[i], argc - 1, argv + 1);
	if (!strcmp(word, "--version")) {
		printf("vhostsim %s, model %.*s\n", version_text(), VERSION_MODEL_SHOWN, version_model());
		return cli_print("");
	}
	if (!strcmp(word, "--help") || !strcmp(word, "-h")) {
		print_help(stdout);
		return cli_print("");
	}
	unknown_word(word);
	return EXIT_USAGE;
}

int main(int argc, char **argv)
{
	open_streams();
	write_lines();
	signals_set_up();
	return call(argc, argv);
}
