/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Expectations: what a scenario says that its results must be.
 *
 *     expect:
 *       - {metric: delivered_pps, where: {flow: feedback}, min: 600kpps, max: 700kpps}
 *       - {metric: delivered_pps, better: {flow: callback}, than: {flow: vhost}, by: 20%}
 *       - {metric: delivered_pps, never_falls: load, where: {flow: feedback}, tolerance: 1%}
 *
 * An expectation names the points of the study that it is about as groups, each of which is judged alone
 * (expect_judge.h): one point within bounds, two points of which one is better, the points of a curve along an axis.
 */
#ifndef TOOLS_STUDY_EXPECT_EXPECT_H
#define TOOLS_STUDY_EXPECT_EXPECT_H

#include "sim/input/diag.h"
#include "tools/study/figures/whose.h"

enum expect_kind { EXPECT_BOUNDS, EXPECT_BETTER, EXPECT_NEVER_FALLS, EXPECT_NEVER_RISES };

#define EXPECT_KIND(kind) (1U << (kind))
#define EXPECT_NEVER (EXPECT_KIND(EXPECT_NEVER_FALLS) | EXPECT_KIND(EXPECT_NEVER_RISES))
#define EXPECT_ANY (EXPECT_KIND(EXPECT_BOUNDS) | EXPECT_KIND(EXPECT_BETTER) | EXPECT_NEVER)

/* What the value of a key is. */
enum expect_value { EXPECT_TEXT, EXPECT_METRIC, EXPECT_AMOUNT, EXPECT_PICK };

/* A key of an expectation. */
struct expect_key {
	const char *name;
	enum expect_value value;
	unsigned kinds; /* those that take it, as EXPECT_KIND */
	bool tells;	/* there being one tells of which kind an expectation is */
	const char *text;
};

extern const struct expect_key expect_keys[];
extern const int expect_key_count;

/* expect_key_find: the key of this name; NULL: none. */
const struct expect_key *expect_key_find(const char *name);

/* An amount of a metric. */
struct expect_amount {
	double value;  /* in the metric's unit, or a part of what it is compared with: 0.2 is 20 % */
	bool is_part;  /* the latter */
	bool is_given; /* else value is 0 */
};

struct expectation {
	struct place at;
	enum expect_kind kind;
	char *title;			    /* the name given; "": none; owned */
	char *name;			    /* the same, or what is expected, in words; owned */
	int metric;			    /* index (metric.h) */
	struct whose whose;		    /* whose packets; its name is `who` */
	char *who;			    /* owned */
	double min, max;		    /* BOUNDS, in the metric's unit; -INFINITY, INFINITY: none */
	struct expect_amount by, tolerance; /* BETTER; NEVER_* */
	int axis;			    /* NEVER_*: index of the axis */
	GPtrArray *
		groups; /* of GArray * of guint, points of the study: BOUNDS one; BETTER that which is to be better and
			    * the other; NEVER_* those of a curve, the axis' numbers rising */
};

/* expectation_new: empty, of nothing. expectation_free takes a void * to be a GDestroyNotify. */
struct expectation *expectation_new(struct place at);
void expectation_free(void *expectation);

#endif
