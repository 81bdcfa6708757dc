/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A Poisson source is as good as two of half the rate, in every flow and era: the sum of two Poisson processes is one. No two
 * packets come at the same dates, so the figures of several runs are compared, as means whose difference is in the noise:
 * Welch's t, whose value for the runs made here exceeds LIMIT by chance in one of 25,000 comparisons.
 */
#include "tests/lib/relation.h"
#include <math.h>

#define RATE 300000
#define RUNS 6
#define LIMIT 7.0

/* X(name): means a packet, of those offered or delivered. */
#define FIGURES(X) X(lost) X(latency) X(busy) X(interrupts) X(signals) X(kicks)

#define FIGURE_ENUM(name) SPLIT_##name,
#define FIGURE_NAME(name) #name,
enum { FIGURES(FIGURE_ENUM) SPLIT_FIGURES };
static const char *const names[] = {FIGURES(FIGURE_NAME)};

struct sample {
	double sum[SPLIT_FIGURES], squares[SPLIT_FIGURES];
};

/* The number behind a word of the figures; 0: it is not there. */
static double number(const char *figures, const char *line, int word)
{
	const char *at = strstr(figures, line);
	double value = 0;
	if (!at)
		return 0;
	at += strlen(line);
	for (int i = 0; i <= word; i++)
		value = g_ascii_strtod(at, (char **)&at);
	return value;
}

/* The time of all costs of all cores, ps. */
static double busy(const char *figures)
{
	double sum = 0;
	for (const char *at = figures; (at = strstr(at, "\ncore ")); at++)
		sum += g_ascii_strtod(strchr(strchr(strchr(at + 1, ' ') + 1, ' ') + 1, ' '), NULL);
	return sum;
}

static void read_figures(const char *text, double *v)
{
	double offered = number(text, "all offered ", 0), delivered = number(text, "latency ", 0);
	CU_ASSERT_FATAL(offered > 0 && delivered > 0);
	v[SPLIT_lost] = (offered - delivered) / offered;
	v[SPLIT_latency] = number(text, "latency ", 3) / delivered;
	v[SPLIT_busy] = busy(text) / delivered;
	v[SPLIT_interrupts] = number(text, "counter interrupts ", 0) / delivered;
	v[SPLIT_signals] = number(text, "counter signals ", 0) / delivered;
	v[SPLIT_kicks] = number(text, "counter kicks ", 0) / delivered;
}

/* The runs of so many sources; seeds are their own. */
static void take_sample(const struct relation_run *base, int sources, struct sample *s)
{
	struct relation_run run = *base;
	run.sources = sources;
	*s = (struct sample){0};
	for (int i = 0; i < RUNS; i++) {
		double v[SPLIT_FIGURES];
		run.seed = RUNS * sources + i;
		char *text = relation_figures(&run);
		read_figures(text, v);
		g_free(text);
		for (int k = 0; k < SPLIT_FIGURES; k++) {
			s->sum[k] += v[k];
			s->squares[k] += v[k] * v[k];
		}
	}
}

static double mean(const struct sample *s, int figure)
{
	return s->sum[figure] / RUNS;
}

/* Of the mean. */
static double variance(const struct sample *s, int figure)
{
	double m = mean(s, figure);
	return fmax(s->squares[figure] / RUNS - m * m, 0) / (RUNS - 1);
}

static void check_split(const struct relation_run *base)
{
	struct sample one, two;
	take_sample(base, 1, &one);
	take_sample(base, 2, &two);
	for (int i = 0; i < SPLIT_FIGURES; i++) {
		double difference = fabs(mean(&one, i) - mean(&two, i));
		double noise = sqrt(variance(&one, i) + variance(&two, i));
		bool same = difference <= LIMIT * noise + 1e-9 * mean(&one, i);
		if (!same) {
			relation_print("split in two", base);
			printf(": %s %g, split %g, noise %g", names[i], mean(&one, i), mean(&two, i), noise);
		}
		CU_ASSERT(same);
	}
}

static void split(void)
{
	relation_each(RATE, check_split);
}

static const struct test_case tests[] = {
	{"a Poisson source split in two", split},
};

SUITE("relation_split", tests)
