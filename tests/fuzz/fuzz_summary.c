/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Summaries (tools/study/summary/summary.h): what is read is written and read again, and must then be the same text.
 */
#include "tests/fuzz/fuzz.h"
#include "tools/study/summary/summary.h"

#include <string.h>

static struct summary *read_text(const char *data, size_t size, struct diag *d)
{
	const char *path = fuzz_file("summary.csv", data, size);
	return summary_read(path, (struct place){"named here", 1, 1}, d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct diag *d = diag_new(), *again = diag_new();
	struct summary *s = read_text((const char *)data, size, d);
	fuzz_judge(s != NULL, d);
	if (s) {
		char *text = summary_text(s);
		struct summary *second = read_text(text, strlen(text), again);
		char *same = second ? summary_text(second) : NULL;
		if (g_strcmp0(text, same) != 0)
			fuzz_fail("a summary that was written reads back as another one");
		g_free(same);
		summary_free(second);
		g_free(text);
	}
	diag_free(again);
	summary_free(s);
	return 0;
}
