/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * MSER-5: where the steady state of a series begins.
 *
 * The series is taken in batches of five observations (an incomplete one at the end is left out). Of every
 * number of leading batches that may be cut, up to half of them, the one is chosen that makes the marginal
 * standard error of what is left smallest: the sum of squared deviations of the batches that stay from their
 * mean, over the square of their number. Cutting on removes bias as long as the start is unlike the rest, and
 * costs precision as soon as it is like it. Of cuts as good the shortest is taken. Sources: White, 1997 (the
 * rule); White, Cobb, Spratt, 2000 (batches of five, the comparison).
 *
 * A minimum at the very end of the searched half is none: the series is still on its way, no steady state was
 * found.
 */
#ifndef TOOLS_STUDY_RUN_MSER_H
#define TOOLS_STUDY_RUN_MSER_H

#include <stdbool.h>

#define MSER_BATCH 5

struct mser {
	int cut;     /* observations to be left out; a multiple of MSER_BATCH, at most half of them */
	bool steady; /* a steady state was found; false too where there are fewer than four batches */
};

/* mser_cut: of a series of n observations, evenly spaced. */
struct mser mser_cut(const double *values, int n);

#endif
