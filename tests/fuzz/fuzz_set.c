/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Settings of the command line: each line of the input is one --set, made after a scenario that has a bit of everything.
 */
#include "models/scenario/scenario.h"
#include "tests/fuzz/fuzz.h"
#include "tools/scenario/scenario_base.h"

static struct scenario_base *base_once(void)
{
	static struct scenario_base *base;
	struct diag *d = diag_new();
	if (!base)
		base = scenario_base_read(SOURCE_DIR "/tests/corpus/good.yaml", d);
	if (!base)
		fuzz_fail("tests/corpus/good.yaml cannot be read");
	diag_free(d);
	return base;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct diag *d = diag_new();
	char *text = g_strndup((const char *)data, size); /* an argument ends at its first NUL */
	char **sets = g_strsplit(text, "\n", -1);
	struct scenario *s = scenario_base_make(base_once(), (const char *const *)sets, d);
	fuzz_judge(s != NULL, d);
	scenario_free(s);
	g_strfreev(sets);
	g_free(text);
	return 0;
}
