/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Settings of a throughput search: the sections `search` and `goals` of a scenario. No result of a run depends on them;
 * what is done with them: tools/study/search_plan.h.
 */
#ifndef MODELS_SCENARIO_SEARCH_SETTINGS_H
#define MODELS_SCENARIO_SEARCH_SETTINGS_H

#include "sim/base/option.h"
#include "sim/base/vtime.h"

enum search_type { SEARCH_THROUGHPUT, SEARCH_BACK_TO_BACK };
enum search_way { SEARCH_BY_MLRSEARCH, SEARCH_BY_BINARY };
enum search_preset { PRESET_RFC2544, PRESET_TST009, PRESET_CSIT };

#define EXCEED_OF_PRESET INT64_C(1000000) /* an exceed_ratio is below 1 */

/* What a load must hold up to: one goal's, or what goals have that say nothing else. 0 (exceed_ratio:
 * EXCEED_OF_PRESET): as the next wider level has it, the search or its preset. */
struct search_demand {
	vtime trial, initial_trial, duration_sum;
	int64_t exceed_ratio, width; /* in 1/1000000 */
};

struct search_settings {
	int type;   /* enum search_type */
	int method; /* enum search_way */
	int preset; /* enum search_preset */
	struct search_demand demand;
	int64_t min_load, max_load; /* pps; max_load 0: the line rate */
	int64_t max_trials;
	char *source; /* guest whose one source takes the load as its rate; "": all sources are scaled to it */
	char *guest;  /* guest whose packets are counted; "": all */
	int64_t repeats;	/* back-to-back: tests */
	vtime max_burst, drain; /* back-to-back: the longest burst; time after it for the last frames */
};

/* X(name): metrics of the latency that a goal may limit */
#define GOAL_LATENCY_LIST(X)                                                                                 \
	X(latency_mean) X(latency_p50) X(latency_p90) X(latency_p99) X(latency_p999) X(latency_max)

#define GOAL_LATENCY_ENUM(name) GOAL_##name,
enum goal_latency { GOAL_LATENCY_LIST(GOAL_LATENCY_ENUM) GOAL_LATENCIES };

struct goal_settings {
	char *name;
	int64_t loss_ratio;	       /* in 1/1000000 */
	vtime latency[GOAL_LATENCIES]; /* of a trial, at most; 0: any */
	char *latency_guest;	       /* whose packets' latency it is; "": that of search.guest */
	struct search_demand demand;
};

extern const struct option_table search_table, goals_table;

#endif
