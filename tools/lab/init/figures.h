/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was counted: by the NIC's module, by the guests and by the kernel.
 */
#ifndef LAB_FIGURES_H
#define LAB_FIGURES_H

#include "../kernel/frame.h"

#define FIGURES 256

/* Figures at one date, which is the first of them. */
struct figures {
	int n;
	char name[FIGURES][48];
	u64 value[FIGURES];
};

/* look: notes all figures; dates count from t0. */
void look(struct figures *f, u64 t0);

/* print_difference: a line "lab NAME VALUE" for each figure, and the two dates. */
void print_difference(const struct figures *before, const struct figures *after);

/* print_all_latencies: their quantiles in ns, for each guest, and for what has left by the wire. */
void print_all_latencies(void);

#endif
