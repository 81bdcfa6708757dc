/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Plans: the sections of a scenario's file that say which runs are made, and what one may take. No result of a run depends
 * on them, so they stand outside the model: not in struct scenario, nor in the version of the model.
 *
 * The sections of a file are those of the scenario, then those of its plans. Both are read, copied and shown alike; the places
 * of all settings are the scenario's.
 */
#ifndef TOOLS_SCENARIO_PLANS_H
#define TOOLS_SCENARIO_PLANS_H

#include "models/scenario/scenario.h"

/* What a run may take. */
struct limits_settings {
	int64_t memory; /* bytes that it may need by the estimate (memory_need.h) */
};

/* The points of a crawl: offered loads, evenly spaced. */
struct crawl_settings {
	int64_t from, to; /* pps */
	int64_t points;
	int64_t replications; /* of each point */
	char *source; /* guest whose one source takes the load as its rate; "": all sources are scaled to it */
	char *guest;  /* guest whose packets are shown; "": all */
	bool compare; /* with runs at half and twice the load of each curve's first peak */
};

/* A parameter study, beside its axes (study/plan/plan.h). */
#define STUDY_REPLICATIONS_MAX 1000000 /* of a point */

struct study_settings {
	int64_t replications;	  /* of each point; the least when precision is wished for */
	int64_t max_replications; /* at most, when precision is wished for */
	int64_t precision;	  /* wished half width of the interval, in 1/1000000 of the mean; 0: none */
	char *precision_metric;
	int64_t confidence; /* of every interval, in 1/1000000 */
	char *guest;	    /* guest whose packets are counted; "": all */
	char *source;	    /* source whose packets are, by name or number; "": all */
	char *compare;	    /* name of the axis whose values are compared */
	char *map;	    /* metric that is drawn over two axes; "": none */
	int64_t map_loss;   /* loss ratio whose limit is drawn on that, in 1/1000000; all of it: none */
	bool turn; /* the curves along the load are compared where they turn (tools/study/crawl/turn.h) */
};

/* ---- a search of the throughput: what is done with these is in study/search/search_order.h ---- */

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

/* A chart to be drawn beside the results, as `vhostsim plot` describes one. */
struct plot_settings {
	char *y;     /* metric; of a run over the time: a column of its series, or "rates", "queues", "cpu" */
	char *x;     /* axis, PLOT_EFFECTS, or one of plot_run_axes; "": as the study's chart */
	char *by;    /* axis with a curve for each value; "": as the study's chart */
	char *guest; /* whose packets are counted; "": as the study does */
	char *source; /* the same */
	char *core;   /* whose time is shown; "": that of the NIC */
	char *name;   /* of the files; "": "plot-" and the metric */
};

/* PLOT_EFFECTS: in place of an axis: what each value of each axis changes. plot_run_axes: what a single run is drawn over,
 * NULL-terminated. */
#define PLOT_EFFECTS "effects"
#define PLOT_TIME "time"
extern const char *const plot_run_axes[];

struct plans {
	struct limits_settings limits;
	struct crawl_settings crawl;
	bool has_crawl; /* the section is there, or one of its settings was made */
	struct study_settings study;
	struct search_settings search;
	GArray *goals; /* struct goal_settings; empty: those of search.preset */
	GArray *plots; /* struct plot_settings */
};

extern const struct option_table limits_table, crawl_table, study_table, search_table, goals_table,
	plots_table;

/* plans_new: with every default set. plans_copy: of plans that are not changed any more. plans_free: NULL allowed. */
struct plans *plans_new(void);
struct plans *plans_copy(const struct plans *from);
void plans_free(struct plans *p);

/* section_at: the i-th section of a scenario's file; NULL: there is none. section_is_plan: whether it is one of the plans. */
const struct scenario_section *section_at(int i);
bool section_is_plan(const struct scenario_section *section);

/* section_holder: the one of the two that holds the settings of the section (section_settings). */
const void *section_holder(const struct scenario_section *section, const struct scenario *s,
			   const struct plans *p);

#endif
