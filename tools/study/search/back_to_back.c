/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/search/back_to_back.h"

#include <math.h>

static void begin_test(struct back_to_back *b, int64_t from)
{
	b->whole = 0;
	b->cut = 0;
	b->step = 1;
	b->burst = CLAMP(from, 1, b->max_burst);
}

void back_to_back_init(struct back_to_back *b, int64_t max_burst, int repeats)
{
	*b = (struct back_to_back){.max_burst = max_burst, .repeats = repeats};
	b->lengths = g_array_new(FALSE, FALSE, sizeof(int64_t));
	begin_test(b, 1);
}

void back_to_back_clear(struct back_to_back *b)
{
	g_array_unref(b->lengths);
}

bool back_to_back_next(const struct back_to_back *b, int64_t *frames, int64_t *replication)
{
	*frames = b->burst;
	*replication = b->lengths->len;
	return (int)b->lengths->len < b->repeats;
}

/* back_to_back_is_over: whether the length of this test is known. A burst of no frame is always whole. */
static bool back_to_back_is_over(const struct back_to_back *b)
{
	return b->whole == b->max_burst || b->cut == b->whole + 1;
}

/* next_burst: a doubled step towards the bound that is not there yet, else the middle of both. */
static int64_t next_burst(struct back_to_back *b)
{
	if (b->whole > 0 && b->cut > 0)
		return b->whole + (b->cut - b->whole) / 2;
	int64_t step = b->step;
	b->step *= 2;
	return b->cut == 0 ? MIN(b->whole + step, b->max_burst) : MAX(b->cut - step, 1);
}

void back_to_back_result(struct back_to_back *b, bool whole)
{
	b->bursts++;
	*(whole ? &b->whole : &b->cut) = b->burst;
	if (!back_to_back_is_over(b)) {
		b->burst = next_burst(b);
		return;
	}
	g_array_append_val(b->lengths, b->whole);
	begin_test(b, b->whole);
}

struct back_to_back_outcome back_to_back_outcome(const struct back_to_back *b)
{
	struct back_to_back_outcome o = {
		.tests = (int)b->lengths->len, .bursts = b->bursts, .min = INT64_MAX};
	double sum = 0, squares = 0;
	for (guint i = 0; i < b->lengths->len; i++) {
		int64_t length = g_array_index(b->lengths, int64_t, i);
		o.min = MIN(o.min, length);
		o.max = MAX(o.max, length);
		sum += (double)length;
	}
	o.mean = sum / o.tests;
	for (guint i = 0; i < b->lengths->len; i++)
		squares += pow((double)g_array_index(b->lengths, int64_t, i) - o.mean, 2);
	o.deviation = o.tests > 1 ? sqrt(squares / (o.tests - 1)) : 0;
	o.limited = o.max == b->max_burst;
	return o;
}

double back_to_back_implied_s(double mean, double line_rate)
{
	return mean / line_rate;
}

double back_to_back_corrected_s(double mean, double line_rate, double throughput)
{
	double implied = back_to_back_implied_s(mean, line_rate);
	return implied - implied * throughput / line_rate;
}
