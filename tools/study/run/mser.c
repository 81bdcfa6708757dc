/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/run/mser.h"

#define LEAST_BATCHES 4

static double batch_mean(const double *values, int batch)
{
	double sum = 0;
	for (int i = 0; i < MSER_BATCH; i++)
		sum += values[batch * MSER_BATCH + i];
	return sum / MSER_BATCH;
}

struct mser mser_cut(const double *values, int n)
{
	int batches = n / MSER_BATCH, half = batches / 2, best = half;
	double mean = 0, squares = 0, least = 0;
	if (batches < LEAST_BATCHES)
		return (struct mser){0, false};
	/* from the end on, so that one pass has the sums of every rest (Welford, 1962) */
	for (int first = batches - 1; first >= 0; first--) {
		double value = batch_mean(values, first), delta = value - mean;
		int kept = batches - first;
		mean += delta / kept;
		squares += delta * (value - mean);
		double error = squares / ((double)kept * kept);
		if (first == half || (first < half && error <= least)) {
			best = first;
			least = error;
		}
	}
	return (struct mser){best * MSER_BATCH, best < half};
}
