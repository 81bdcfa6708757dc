/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/explain/finding.h"
#include <glib.h>

void finding_add(struct finding *f, const char *name, double value, int decimals)
{
	g_assert(f->n < EVIDENCE_MAX);
	f->evidence[f->n++] = (struct evidence){name, value, decimals};
}
