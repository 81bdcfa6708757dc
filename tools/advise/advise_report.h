/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an advice says: the ranking as a table, and of what helps most how it is made, what it costs and what gets worse.
 */
#ifndef TOOLS_ADVISE_ADVISE_REPORT_H
#define TOOLS_ADVISE_ADVISE_REPORT_H

#include "tools/advise/advise.h"

/* advise_text, advise_json: after advise_rank. Newly allocated (g_free). */
char *advise_text(const struct advise *a);
char *advise_json(const struct advise *a);

#endif
