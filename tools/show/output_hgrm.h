/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The latency of all packets in the text format of HdrHistogram's percentile distribution (.hgrm), in us, which its plotters
 * read. The levels are HdrHistogram's: five for each halving of what lies beyond.
 */
#ifndef TOOLS_SHOW_OUTPUT_HGRM_H
#define TOOLS_SHOW_OUTPUT_HGRM_H

#include "sim/base/histogram.h"

/* output_hgrm: the text, newly allocated (g_free). */
char *output_hgrm(const struct histogram *h);

#endif
