/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Summaries (tools/study/summary/summary.h): what is read is written and read again, and must then be the same text.
 */
#include "tests/fuzz/fuzz.h"
#include "tools/study/summary/summary.h"

#include <stdlib.h>
#include <string.h>

static struct summary *read_text(const char *data, size_t size, struct diag *d)
{
	const char *path = fuzz_file("summary.csv", data, size);
	return summary_read(path, (struct place){"named here", 1, 1}, d);
}

/* Reads a text that summary_text has made, and writes it again. Newly allocated (g_free). */
static char *again(const char *text)
{
	struct diag *d = diag_new();
	struct summary *s = read_text(text, strlen(text), d);
	if (!s)
		fuzz_fail("a summary that was written is not read");
	char *same = summary_text(s);
	summary_free(s);
	diag_free(d);
	return same;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The lines of a text in alphabetical order. Newly allocated (g_free). */
static char *sorted_lines(const char *text)
{
	char **lines = g_strsplit(text, "\n", -1);
	qsort(lines, g_strv_length(lines), sizeof(*lines), by_text);
	char *sorted = g_strjoinv("\n", lines);
	g_strfreev(lines);
	return sorted;
}

/* Metrics are written in the order in which they first appeared, so that points with different metrics may change their
 * order once. The lines stay the same. */
static void judge_text(const struct summary *s)
{
	char *first = summary_text(s), *second = again(first), *third = again(second);
	char *lines = sorted_lines(first), *other = sorted_lines(second);
	if (strcmp(lines, other) != 0 || strcmp(second, third) != 0)
		fuzz_fail("a summary that was written reads back as another one");
	g_free(lines);
	g_free(other);
	g_free(third);
	g_free(second);
	g_free(first);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct diag *d = diag_new();
	struct summary *s = read_text((const char *)data, size, d);
	fuzz_judge(s != NULL, d);
	if (s)
		judge_text(s);
	summary_free(s);
	return 0;
}
