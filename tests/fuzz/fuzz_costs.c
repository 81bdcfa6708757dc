/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cost profiles (tools/scenario/cost_profile.h).
 */
#include "tests/fuzz/fuzz.h"
#include "tools/scenario/cost_profile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cost_entry entries[COST_COUNT];
	struct cost_origin origins[COST_COUNT];
	struct diag *d = diag_new();
	const char *path = fuzz_file("costs.yaml", data, size);
	fuzz_judge(cost_profile_read(path, (struct place){"named here", 1, 1}, entries, origins, d), d);
	cost_origins_clear(origins);
	return 0;
}
