/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/calibrate/calibration.h"

const struct tuned *tuned_at(const struct calibration *c, guint i)
{
	return &g_array_index(c->tuned, struct tuned, i);
}

const struct known_sum *sum_at(const struct calibration *c, guint i)
{
	return &g_array_index(c->sums, struct known_sum, i);
}
