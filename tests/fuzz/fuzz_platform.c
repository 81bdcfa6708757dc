/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Platform files (sim/platform.h).
 */
#include "sim/platform_read.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct diag *d = diag_new();
	const char *path = fuzz_file("fuzz.xml", data, size);
	struct platform *p = platform_read(path, (struct place){"named here", 1, 1}, d);
	fuzz_judge(p != NULL, d);
	platform_free(p);
	return 0;
}
