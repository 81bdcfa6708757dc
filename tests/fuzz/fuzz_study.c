/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Studies and expectations (tools/study/plan/plan.h, expect_reader.h): the input is what stands below `extends: good.yaml`.
 */
#include "tests/fuzz/fuzz.h"
#include "tools/study/expect/expect_reader.h"
#include "tools/study/plan/plan.h"

#include <string.h>

#define BELOW "extends: " SOURCE_DIR "/tests/corpus/good.yaml\n"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct diag *d = diag_new();
	GString *text = g_string_new(BELOW);
	g_string_append_len(text, (const char *)data, (gssize)size);
	const char *path = fuzz_file("fuzz.yaml", text->str, text->len);
	struct study *s = study_read(path, NULL, d);
	GPtrArray *expected = s ? expect_read_scenario(s, d) : NULL;
	fuzz_judge(expected != NULL, d);
	if (expected)
		g_ptr_array_unref(expected);
	if (s)
		study_free(s);
	g_string_free(text, TRUE);
	return 0;
}
