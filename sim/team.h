/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Team: threads that do pieces of work together, again and again, each piece so short that nobody should sleep in between.
 */
#ifndef SIM_TEAM_H
#define SIM_TEAM_H

#include <stdbool.h>

struct team;

/* team_new: the caller, which is member 0, and n - 1 threads more, which take no signals; they call work(self, member). The
 * caller owns it: team_free ends them. */
struct team *team_new(int n, void (*work)(void *self, int member), void *self);
void team_free(struct team *t);

/* team_offer: a piece of work for a member, which begins at once if it has a core. team_finish: the caller does the piece of
 * every member that has not begun, and waits for the others; what they have written can be read then. */
void team_offer(struct team *t, int member);
void team_finish(struct team *t);

#endif
