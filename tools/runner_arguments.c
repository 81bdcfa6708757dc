/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/runner_arguments.h"
#include "sim/unit.h"
#include "tools/cli.h"

#define PARALLEL_MAX 1024

bool runner_arguments(int jobs, const char *timeout, bool fresh, struct runner_settings *settings)
{
	int64_t time = 0;
	char *why;
	if (jobs < 0 || jobs > PARALLEL_MAX) {
		cli_error("-j: %d runs at a time is not between 1 and %d", jobs, PARALLEL_MAX);
		return false;
	}
	if (timeout && !unit_parse(UNIT_TIME, timeout, &time, &why)) {
		cli_error("--timeout: %s", why);
		g_free(why);
		return false;
	}
	*settings = (struct runner_settings){jobs, (double)time / (double)VTIME_PER_S, fresh};
	return true;
}
