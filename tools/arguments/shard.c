/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/arguments/shard.h"
#include "tools/base/cli.h"
#include <errno.h>
#include <stdlib.h>

/* shard_number: a whole number from least to SHARDS_MAX at the start of the text; *end behind it. */
static bool shard_number(const char *text, long least, int *value, char **end)
{
	errno = 0;
	long n = g_ascii_isdigit(*text) ? strtol(text, end, 10) : -1;
	*value = (int)n;
	return errno == 0 && n >= least && n <= SHARDS_MAX;
}

static bool shard_read_option(const char *text, struct sweep_shard *shard)
{
	char *end;
	if (shard_number(text, 1, &shard->index, &end) && *end == '/' &&
	    shard_number(end + 1, 1, &shard->count, &end) && !*end && shard->index <= shard->count)
		return true;
	cli_error("--shard: \"%s\" is no shard; the second of eight is 2/8", text);
	return false;
}

/* variable: a whole number from the environment; `missing` when it is not set. */
static bool variable(const char *name, int missing, int *value)
{
	const char *text = getenv(name);
	char *end;
	*value = missing;
	if (!text || (shard_number(text, 0, value, &end) && !*end))
		return true;
	cli_error("%s is \"%s\", no number that Slurm would set; --shard says which shard to make", name,
		  text);
	return false;
}

/* read_slurm: element ID of an array MIN, MIN + STEP, ... of COUNT elements. */
static bool read_slurm(struct sweep_shard *shard)
{
	int id, least, step;
	if (!variable("SLURM_ARRAY_TASK_ID", 0, &id) || !variable("SLURM_ARRAY_TASK_MIN", 0, &least) ||
	    !variable("SLURM_ARRAY_TASK_COUNT", 1, &shard->count) ||
	    !variable("SLURM_ARRAY_TASK_STEP", 1, &step))
		return false;
	shard->index = (id - least) / MAX(step, 1) + 1;
	if (shard->index >= 1 && shard->index <= shard->count)
		return true;
	cli_error("SLURM_ARRAY_TASK_ID %d is not among the %d elements from SLURM_ARRAY_TASK_MIN %d on; "
		  "--shard "
		  "says which shard to make",
		  id, shard->count, least);
	return false;
}

bool shard_read(const char *text, struct sweep_shard *shard)
{
	*shard = (struct sweep_shard){1, 1};
	if (text)
		return shard_read_option(text, shard);
	return !getenv("SLURM_ARRAY_TASK_ID") || read_slurm(shard);
}

char *shard_store(const char *folder, struct sweep_shard shard)
{
	if (shard.count == 1)
		return store_path_in(folder);
	char *name = g_strdup_printf("study.%dof%d.db", shard.index, shard.count);
	char *path = g_build_filename(folder, name, NULL);
	g_free(name);
	return path;
}
