/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Team: threads that do a piece of work together, again and again, each piece so short that nobody should sleep in between.
 */
#ifndef SIM_TEAM_H
#define SIM_TEAM_H

struct team;

/* team_new: the caller and threads - 1 more, which take no signals. The caller owns it: team_free ends them. */
struct team *team_new(int threads);
void team_free(struct team *t);

/* team_work: every member that has a core calls work(self, member, members), and the caller does, as member 0. The work must
 * be whole when the caller alone has called it. Returns when all who took part have ended; what they have written can be read
 * then. */
void team_work(struct team *t, void (*work)(void *self, int member, int members), void *self);

#endif
