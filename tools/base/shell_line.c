/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/base/shell_line.h"
#include <glib.h>
#include <string.h>

/* shell_word: the word as a shell takes it, quoted only where it must be. */
static char *shell_word(const char *word)
{
	const char *plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,%@";
	return *word && strspn(word, plain) == strlen(word) ? g_strdup(word) : g_shell_quote(word);
}

char *shell_line(char *const *argv)
{
	char *program = strcmp(argv[0], SHELL_LINE_SELF) ? NULL : g_file_read_link(SHELL_LINE_SELF, NULL);
	GString *line = g_string_new(NULL);
	for (int i = 0; argv[i]; i++) {
		char *word = shell_word(i == 0 && program ? program : argv[i]);
		g_string_append_printf(line, "%s%s", i ? " " : "", word);
		g_free(word);
	}
	g_free(program);
	return g_string_free(line, FALSE);
}
