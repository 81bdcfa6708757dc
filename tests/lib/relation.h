/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs that are compared with each other: a base scenario, in which one guest of any flow and era receives, sends or
 * reflects, with settings made to it, and its figures as text.
 */
#ifndef TESTS_LIB_RELATION_H
#define TESTS_LIB_RELATION_H

#include "models/flows/flow.h"
#include "models/run/run.h"
#include "sim/kernel/era.h"
#include "tests/lib/child.h"
#include "tests/lib/input/scenario_text.h"
#include "tests/lib/suite.h"
#include "tools/study/crawl/scenario_file.h"
#include <inttypes.h>

/* The guest's backends have the cores 1 and 2, its vCPUs 3 and 4, another guest 5 and 6, a polling switch 7. */
#define RELATION_SCENARIO                                                                                    \
	"platform: p.xml\ncosts: " PROFILE "\nwarmup: 3ms\nduration: 5ms\npmd: {core: 7}\nnic: {core: 0}\n"

#define RELATION_PLATFORM                                                                                    \
	"<?xml version='1.0'?><!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\"><platform "      \
	"version=\"4.1\"><zone id=\"z\" routing=\"Full\">"                                                   \
	"<host id=\"tester\" speed=\"1Gf\"/><host id=\"server\" speed=\"%sGf\" core=\"10\"/>"                \
	"<link id=\"wire\" bandwidth=\"10Gbps\" latency=\"500ns\"/>"                                         \
	"<route src=\"tester\" dst=\"server\"><link_ctn id=\"wire\"/></route></zone></platform>"

/* What the guest does with packets: two pieces of the scenario. */
struct relation_way {
	const char *name;
	const char *guest;  /* of its entry in guests */
	const char *source; /* of an entry in traffic */
};

static const struct relation_way relation_ways[] = {
	{"receives", "", "to: vm0"},
	{"reflects", ", app: reflect", "to: vm0"},
	{"sends", "", "from: vm0, to: wire"},
};

#define RELATION_WAYS G_N_ELEMENTS(relation_ways)

/* One run to make. */
struct relation_run {
	int flow, era;
	const struct relation_way *way;
	const char *guest;  /* more of the guest's entry: ", queues: 2" */
	const char *others; /* more entries in guests */
	const char *more;   /* more of the scenario */
	int64_t rate;	    /* of all sources together, pps, Poisson */
	int sources;	    /* equal ones */
	int64_t seed;
	bool doubled; /* clock and costs */
};

/* Sources start when everything is up: what has gone before then leaves no trace. */
#define RELATION_START "2500us"

/* By context and cost: a core that did nothing prints nothing. */
static inline int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

char *relation_text(const struct relation_run *run);

/* relation_result: in a child, the result of the run, whose scenario change (NULL: none) may alter before. A scenario that is
 * refused ends the child. Neither is freed. */
struct result *relation_result(const struct relation_run *run, void (*change)(struct scenario *s),
			       struct scenario **scenario);

/* relation_figures: the figures of the run, for the caller to free (g_free). */
char *relation_figures(const struct relation_run *run);

/* ---- all of them ---- */

/* relation_can: whether the flow can be used so: a program does not send of itself. */
bool relation_can(int flow, const struct relation_way *way);

/* relation_each: for every flow, era and way, a run of one source at a rate. */
void relation_each(int64_t rate, void (*check)(const struct relation_run *base));

static inline void relation_print(const char *what, const struct relation_run *run)
{
	printf("\n    %s: flow %s in %s, a guest that %s, %" PRId64 " pps", what, flows[run->flow]->name,
	       era_names[run->era], run->way->name, run->rate);
}

#endif
