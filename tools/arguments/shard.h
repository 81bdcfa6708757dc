/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which shard of a sweep this process makes: --shard i/n, or the place of a Slurm array's element.
 */
#ifndef TOOLS_ARGUMENTS_SHARD_H
#define TOOLS_ARGUMENTS_SHARD_H

#include "tools/study/run/sweep.h"

#define SHARDS_MAX 1000000

/* shard_read: from the text of --shard, or without one (NULL) from SLURM_ARRAY_TASK_ID, _MIN, _COUNT and _STEP when they
 * are set; else 1 of 1. False after a message. */
bool shard_read(const char *text, struct sweep_shard *shard);

/* shard_store: the path of the shard's store in a result folder; newly allocated. */
char *shard_store(const char *folder, struct sweep_shard shard);

#endif
