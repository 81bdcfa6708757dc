/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/scenario/search_settings.h"

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
			      "time of trials at a load that decides on it; 0s: " wider),                    \
		DEMAND_OPTION(S, exceed_ratio, UNIT_FACTOR, "1", "0", "1",                                   \
			      "share of that time that may lose more than the goal allows; 1: " wider),      \
		DEMAND_OPTION(S, width, UNIT_FACTOR, "0", "0", "0.5",                                        \
			      "distance of the bounds at which the search ends, as a share of the upper "    \
			      "one (0.005); 0: " wider)

static const struct option search_options[] = {
	CHOICE_OPTION(search_settings, type, type_names, "throughput",
		      "what is searched for: loads, or after them the longest burst at line rate (RFC 9004)"),
	CHOICE_OPTION(search_settings, method, way_names, "mlrsearch",
		      "how: MLRsearch (RFC 9971), or one binary search after another (RFC 2544)"),
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
		     "back_to_back: tests whose mean is reported"),
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
	 .text = "this figure of a trial's latency, at most (200us); 0us: any"},

static const struct option goals_options[] = {
	TEXT_OPTION(goal_settings, name, NULL, "what the goal is called: NDR"),
	VALUE_OPTION(goal_settings, loss_ratio, UNIT_FACTOR, NULL, "0", "0.999999",
		     "lost share of a trial's packets, at most (0.005)"),
	GOAL_LATENCY_LIST(GOAL_LATENCY_OPTION)
		TEXT_OPTION(goal_settings, latency_guest, "",
			    "guest whose packets' latency is limited; empty: that of search.guest"),
	DEMAND_OPTIONS(goal_settings, "that of search"),
};

OPTION_TABLE(goals_table, "goals", goal_settings, goals_options,
	     "goals of vhostsim search (a list); without them those of search.preset");
