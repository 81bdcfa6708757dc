/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Origin of a setting in force: its default, a place in a file, or the command line.
 */
#ifndef TOOLS_SHOW_ORIGIN_H
#define TOOLS_SHOW_ORIGIN_H

#include "models/scenario/scenario.h"

enum origin_kind { ORIGIN_DEFAULT, ORIGIN_FILE, ORIGIN_SET };

struct origin {
	enum origin_kind kind;
	struct place at; /* ORIGIN_FILE */
};

/* origin_of: of the setting with this full key ("guests.0.vcpu_core"). */
struct origin origin_of(const struct scenario *s, const char *key);

/* origin_name: "default", "file", "--set"; static. origin_text: the same with the place instead of "file":
 * "scenarios/crawl.yaml:4:9". Newly allocated (g_free). */
const char *origin_name(const struct origin *o);
char *origin_text(const struct origin *o);

#endif
