/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/scenario/plans.h"

static const struct option limits_options[] = {
	VALUE_OPTION(limits_settings, memory, UNIT_BYTES, "4GiB", "1MiB", "64000GiB",
		     "memory that a run may need; a run whose estimate is above it does not begin"),
};

OPTION_TABLE(limits_table, "limits", limits_settings, limits_options, "what a run may take");

static const struct option crawl_options[] = {
	VALUE_OPTION(crawl_settings, from, UNIT_RATE, NULL, "1pps", "1Gpps", "least offered load"),
	VALUE_OPTION(crawl_settings, to, UNIT_RATE, NULL, "1pps", "1Gpps", "greatest offered load"),
	VALUE_OPTION(crawl_settings, points, UNIT_COUNT, "20", "2", "1000", "offered loads, evenly spaced"),
	VALUE_OPTION(crawl_settings, replications, UNIT_COUNT, "1", "1", G_STRINGIFY(STUDY_REPLICATIONS_MAX),
		     "runs of each point, each with other random numbers; with several, every figure has an "
		     "interval"),
	TEXT_OPTION(crawl_settings, source, "",
		    "guest whose source alone takes the load as its rate; empty: all sources are scaled"),
	TEXT_OPTION(crawl_settings, guest, "",
		    "guest whose delivered and lost packets are shown; empty: those of all guests"),
	BOOL_OPTION(
		crawl_settings, compare, "yes",
		"compare the curves, with two more runs of each: at half and at twice the load of its knee"),
};

OPTION_TABLE(crawl_table, "crawl", crawl_settings, crawl_options, "offered loads of vhostsim crawl");

static const struct option study_options[] = {
	VALUE_OPTION(study_settings, replications, UNIT_COUNT, "1", "1", G_STRINGIFY(STUDY_REPLICATIONS_MAX),
		     "runs of each point, each with other random numbers; with precision, the least number "
		     "of them"),
	VALUE_OPTION(study_settings, max_replications, UNIT_COUNT, "100", "1",
		     G_STRINGIFY(STUDY_REPLICATIONS_MAX),
		     "with precision: the greatest number of runs of a point"),
	VALUE_OPTION(study_settings, precision, UNIT_FACTOR, "0", "0", "1",
		     "half width of the confidence interval to be reached, as a share of the mean (0.02); 0: "
		     "not used"),
	TEXT_OPTION(study_settings, precision_metric, "delivered_pps",
		    "metric whose interval reaches the precision"),
	VALUE_OPTION(study_settings, confidence, UNIT_FACTOR, "0.95", "0.5", "0.9999",
		     "confidence of every interval"),
	TEXT_OPTION(study_settings, guest, "", "guest whose packets are counted; empty: those of all guests"),
	TEXT_OPTION(study_settings, source, "",
		    "source of traffic whose packets are counted, by name (\"tester to vm0\") or number, "
		    "from 0 on; empty: all"),
	TEXT_OPTION(study_settings, compare, "flow",
		    "axis whose values are compared with its first one in tables and charts, run by run"),
	TEXT_OPTION(study_settings, map, "",
		    "metric that a map shows as colours over two axes, in addition to the chart of curves; "
		    "empty: no map"),
	VALUE_OPTION(study_settings, map_loss, UNIT_FACTOR, "0.01", "0", "1",
		     "loss ratio whose limit is a line on the map; 1: none"),
	BOOL_OPTION(study_settings, turn, "no",
		    "compare the curves along the axis load, with two more runs of each: at half and at "
		    "twice the load of its knee"),
};

OPTION_TABLE(study_table, "study", study_settings, study_options, "runs of a parameter study");

/* ---- search ---- */

static const char *const type_names[] = {"throughput", "back_to_back", NULL};
static const char *const way_names[] = {"mlrsearch", "binary", NULL};
static const char *const preset_names[] = {"rfc2544", "tst009", "csit", NULL};

#define DEMAND_OPTION(S, key_, unit_, def_, min_, max_, text_)                                               \
	{                                                                                                    \
		.key = #key_, .type = OPTION_VALUE, .unit = unit_,                                           \
		.offset = offsetof(struct S, demand.key_), .def = def_, .min = min_, .max = max_,            \
		.text = text_                                                                                \
	}

/* The demand of struct S; wider: the level that fills in. */
#define DEMAND_OPTIONS(S, wider)                                                                             \
	DEMAND_OPTION(S, trial, UNIT_TIME, "0s", "0s", "10000s",                                             \
		      "counted time of a trial of full length (final trial duration); 0s: " wider),          \
		DEMAND_OPTION(S, initial_trial, UNIT_TIME, "0s", "0s", "10000s",                             \
			      "counted time of the shortest trials of mlrsearch; 0s: " wider),               \
		DEMAND_OPTION(S, duration_sum, UNIT_TIME, "0s", "0s", "1000000s",                            \
			      "total time of trials at a load that decides on the load; 0s: " wider),        \
		DEMAND_OPTION(S, exceed_ratio, UNIT_FACTOR, "1", "0", "1",                                   \
			      "share of that time that may lose more than the goal allows; 1: " wider),      \
		DEMAND_OPTION(S, width, UNIT_FACTOR, "0", "0", "0.5",                                        \
			      "distance of the bounds at which the search ends, as a share of the upper "    \
			      "one (0.005); 0: " wider)

static const struct option search_options[] = {
	CHOICE_OPTION(search_settings, type, type_names, "throughput",
		      "what is searched for: loads (throughput), or then also the longest burst at line rate "
		      "(RFC 9004)"),
	CHOICE_OPTION(search_settings, method, way_names, "mlrsearch",
		      "how to search: MLRsearch (RFC 9971), or one binary search after another (RFC 2544)"),
	CHOICE_OPTION(search_settings, preset, preset_names, "rfc2544",
		      "goals and trials of RFC 2544, ETSI GS NFV-TST 009, or FD.io CSIT"),
	DEMAND_OPTIONS(search_settings, "that of the preset"),
	VALUE_OPTION(search_settings, min_load, UNIT_RATE, "1kpps", "1pps", "1Gpps", "least load tried"),
	VALUE_OPTION(search_settings, max_load, UNIT_RATE, "0pps", "0pps", "1Gpps",
		     "greatest load tried; 0pps: what the wire carries"),
	VALUE_OPTION(search_settings, max_trials, UNIT_COUNT, "1000", "3", "5000",
		     "trials at a point, after which its search ends"),
	TEXT_OPTION(search_settings, source, "",
		    "guest whose source alone takes the load as its rate; empty: all sources are scaled"),
	TEXT_OPTION(search_settings, guest, "",
		    "guest whose delivered and lost packets count; empty: those of all guests"),
	VALUE_OPTION(search_settings, repeats, UNIT_COUNT, "50", "1", "10000",
		     "back_to_back: number of tests whose mean is reported"),
	VALUE_OPTION(search_settings, max_burst, UNIT_TIME, "2s", "1us", "100s",
		     "back_to_back: longest burst, as time at line rate"),
	VALUE_OPTION(search_settings, drain, UNIT_TIME, "100ms", "0s", "100s",
		     "back_to_back: time after a burst for its last frames to be received"),
};

OPTION_TABLE(search_table, "search", search_settings, search_options,
	     "throughput searched by vhostsim search");

#define GOAL_LATENCY_OPTION(name)                                                                            \
	{.key = #name,                                                                                       \
	 .type = OPTION_VALUE,                                                                               \
	 .unit = UNIT_TIME,                                                                                  \
	 .offset = offsetof(struct goal_settings, latency[GOAL_##name]),                                     \
	 .def = "0us",                                                                                       \
	 .min = "0us",                                                                                       \
	 .max = "100s",                                                                                      \
	 .text = "greatest value of this figure of a trial's latency (200us); 0us: no limit"},

static const struct option goals_options[] = {
	TEXT_OPTION(goal_settings, name, NULL, "what the goal is called: NDR"),
	VALUE_OPTION(goal_settings, loss_ratio, UNIT_FACTOR, NULL, "0", "0.999999",
		     "greatest share of a trial's packets that may be lost (0.005)"),
	GOAL_LATENCY_LIST(GOAL_LATENCY_OPTION)
		TEXT_OPTION(goal_settings, latency_guest, "",
			    "guest whose packets' latency is limited; empty: that of search.guest"),
	DEMAND_OPTIONS(goal_settings, "that of search"),
};

OPTION_TABLE(goals_table, "goals", goal_settings, goals_options,
	     "goals of vhostsim search (a list); without them those of search.preset");

/* ---- charts ---- */

const char *const plot_run_axes[] = {PLOT_TIME, "percentile", "core", NULL};

static const struct option plots_options[] = {
	TEXT_OPTION(
		plot_settings, y, NULL,
		"metric that is drawn, one of vhostsim list metrics; with x: time a column of series.csv, or "
		"rates, queues, cpu or cores"),
	TEXT_OPTION(plot_settings, x, "",
		    "axis along which it is drawn, or effects: what each value of each axis changes; of a "
		    "single run time, percentile or core; empty: the load, else the first axis of numbers"),
	TEXT_OPTION(plot_settings, by, "",
		    "axis with a curve for each of its values; empty: that of the study's chart"),
	TEXT_OPTION(plot_settings, guest, "", "guest whose packets are counted; empty: as the study does"),
	TEXT_OPTION(
		plot_settings, source, "",
		"source of traffic whose packets are counted, by name or number; empty: as the study does"),
	TEXT_OPTION(plot_settings, core, "",
		    "core whose time the metrics cpu. are of (2); empty: the core that takes the NIC's "
		    "interrupt"),
	TEXT_OPTION(plot_settings, name, "", "name of the files without ending; empty: plot- and the metric"),
};

OPTION_TABLE(plots_table, "plots", plot_settings, plots_options,
	     "charts that are drawn beside the results, as vhostsim plot draws them (a list)");

/* ---- sections ---- */

static const struct scenario_section plan_sections[] = {
	SECTION(plans, limits),
	SECTION(plans, crawl),
	SECTION(plans, study),
	SECTION(plans, search),
	SECTION_LIST(plans, goals, goals_table),
	SECTION_LIST(plans, plots, plots_table),
};

#define PLAN_SECTIONS ((int)G_N_ELEMENTS(plan_sections))

const struct scenario_section *section_at(int i)
{
	if (i < scenario_section_count)
		return &scenario_sections[i];
	return i < scenario_section_count + PLAN_SECTIONS ? &plan_sections[i - scenario_section_count] : NULL;
}

bool section_is_plan(const struct scenario_section *section)
{
	for (int i = 0; i < PLAN_SECTIONS; i++)
		if (section == &plan_sections[i])
			return true;
	return false;
}

const void *section_holder(const struct scenario_section *section, const struct scenario *s,
			   const struct plans *p)
{
	return section_is_plan(section) ? (const void *)p : s;
}

/* ---- life ---- */

struct plans *plans_new(void)
{
	struct plans *p = g_new0(struct plans, 1);
	sections_init(plan_sections, PLAN_SECTIONS, p);
	return p;
}

struct plans *plans_copy(const struct plans *from)
{
	struct plans *p = g_memdup2(from, sizeof(*from));
	sections_copy(plan_sections, PLAN_SECTIONS, p, from);
	return p;
}

void plans_free(struct plans *p)
{
	if (p)
		sections_clear(plan_sections, PLAN_SECTIONS, p);
	g_free(p);
}
