/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Time series: a table of 64-bit samples, one row per sampling date, a column per quantity.
 *
 * The sampler of a run appends rows. Column names carry their unit ("delivered_pps").
 */
#ifndef SIM_BASE_SERIES_H
#define SIM_BASE_SERIES_H

#include "sim/base/vtime.h"

struct series;

/* series_new: an empty table with the n named columns (names are copied). The caller owns it: series_free
 * (which takes NULL). */
struct series *series_new(const char *const *columns, int n);
void series_free(struct series *s);

/* series_append: adds the row sampled at date (dates start at 0 or later and never fall); values has one
 * entry per column. */
void series_append(struct series *s, vtime date, const int64_t *values);

/* Shape and content; rows and columns are counted from 0. series_rows, series_columns: how many there are. series_column: the
 * name of a column; not owned. series_date: when a row was sampled. series_value: what a row has in a column. */
int series_rows(const struct series *s);
int series_columns(const struct series *s);
const char *series_column(const struct series *s, int column);
vtime series_date(const struct series *s, int row);
int64_t series_value(const struct series *s, int row, int column);

#endif
