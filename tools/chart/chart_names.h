/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names on a chart that has room for so many characters: shortened so that what tells them apart remains.
 */
#ifndef TOOLS_CHART_CHART_NAMES_H
#define TOOLS_CHART_CHART_NAMES_H

#include <glib.h>

#define CHART_NAMES_WIDTH_MIN 16 /* characters that a name needs at least */

/* chart_names: the texts, each in `width` characters at most. Where one is longer, the first of these ways that leaves no
 * two alike is taken for all: cut off at the end; each part ("vhost.busyloop_timeout 50us", between commas) without its
 * section; each part's number alone; cut in the middle; numbered in order. Newly allocated, with its texts (g_ptr_array_unref). */
GPtrArray *chart_names(const GPtrArray *texts, int width);

#endif
