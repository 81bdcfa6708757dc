/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a scenario's file has a crawl.
 */
#ifndef TESTS_LIB_HAS_CRAWL_H
#define TESTS_LIB_HAS_CRAWL_H

#include "tools/scenario/scenario_base.h"

static inline bool has_crawl(const char *path)
{
	struct diag *d = diag_new();
	struct scenario_base *b = scenario_base_read(path, d);
	struct plans *plans = scenario_base_plans(b, NULL);
	bool has = plans->has_crawl;
	plans_free(plans);
	scenario_base_free(b);
	diag_free(d);
	return has;
}

#endif
