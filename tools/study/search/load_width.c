/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/search/load_width.h"

#include <glib.h>

#define WIDTH_MAX (RATIO_ONE - 1)

bool load_is_narrow(int64_t lower, int64_t upper, int64_t width)
{
	return upper - lower <= 1 || (__int128)(upper - lower) * RATIO_ONE <= (__int128)upper * width;
}

int64_t load_below(int64_t load, int64_t width)
{
	int64_t kept = (int64_t)(((__int128)load * (RATIO_ONE - width) + RATIO_ONE - 1) / RATIO_ONE);
	return MIN(kept, load - 1);
}

int64_t load_above(int64_t load, int64_t width)
{
	int64_t raised = (int64_t)((__int128)load * RATIO_ONE / (RATIO_ONE - width));
	return MAX(raised, load + 1);
}

int64_t load_width(int64_t lower, int64_t upper)
{
	return (int64_t)(((__int128)(upper - lower) * RATIO_ONE + upper - 1) / upper);
}

int64_t load_width_double(int64_t width)
{
	return MIN(2 * width - width * width / RATIO_ONE, WIDTH_MAX);
}

/* The largest integer whose square is not above n, by bisection. */
static int64_t square_root(__int128 n)
{
	int64_t low = 0, high = INT64_C(1) << 32;
	while (high - low > 1) {
		int64_t middle = low + (high - low) / 2;
		if ((__int128)middle * middle <= n)
			low = middle;
		else
			high = middle;
	}
	return low;
}

int64_t load_middle(int64_t lower, int64_t upper)
{
	return CLAMP(square_root((__int128)lower * upper), lower + 1, upper - 1);
}
