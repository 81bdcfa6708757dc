/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/crawl/scenario_file.h"
#include "tools/study/crawl/crawl_check.h"

struct scenario *scenario_of_base(struct scenario_base *b, const char *const *sets, struct diag *d)
{
	int before = diag_count(d);
	const struct scenario_order order = {.sets = sets, .crawl = crawl_check_loads};
	struct scenario *s = scenario_base_make_with(b, &order, d);
	crawl_check_curves(b, d);
	if (diag_count(d) != before)
		g_clear_pointer(&s, scenario_free);
	return s;
}

struct scenario *scenario_read(const char *path, const char *const *sets, struct diag *d)
{
	struct scenario_base *b = scenario_base_read(path, d);
	struct scenario *s = b ? scenario_of_base(b, sets, d) : NULL;
	scenario_base_free(b);
	return s;
}
