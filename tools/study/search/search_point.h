/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Search of one point of a study: the runs that its trials are, and what they say.
 *
 * A trial is a run of the scenario with its load (of all sources, or the rate of the one that search.source names) and its
 * length as `duration`, after the scenario's warm-up. The k-th trial of a load and length is replication k. What counts
 * are the packets whose fate was decided in the counted time: those lost are the dropped ones; those still on the way at
 * the end are not lost, as a tester's wait after the trial would show. When nothing was decided all is lost. What a guest or
 * the host should have sent and did not is lost too: a load that cannot be made is not carried.
 *
 * A burst (search.type back_to_back) is a run in which the source sends so many frames at line rate from the end of the
 * warm-up on, with time to drain after it. Every frame that has not been received by then is lost. Bursts come after the
 * loads, and not at all when the line rate is carried.
 */
#ifndef TOOLS_STUDY_SEARCH_SEARCH_POINT_H
#define TOOLS_STUDY_SEARCH_SEARCH_POINT_H

#include "tools/study/search/back_to_back.h"
#include "tools/study/search/search_order.h"

enum search_phase { SEARCH_LOADS, SEARCH_BURSTS, SEARCH_OVER };

struct search_point {
	struct search_order order;
	struct search *search;
	struct back_to_back bursts;
	enum search_phase phase;
	vtime warmup; /* as in the scenario, as the seed */
	int64_t seed;

	/* private */
	char **sets;			 /* of the point */
	struct search_settings settings; /* without texts */
	struct trial trial;		 /* asked for */
	int64_t burst;
};

/* What a run has counted. */
struct search_packets {
	int64_t offered, delivered, dropped;
	guint64 late; /* search_limits_exceeded */
};

/* search_point_new: of a scenario, which sets ("key=value", NULL-terminated) have made of the study's, and the plans of the
 * study. NULL with every fault added to d. The caller owns it (search_point_free, NULL allowed). */
struct search_point *search_point_new(const struct scenario *s, const struct plans *plans,
				      const char *const *sets, struct diag *d);
void search_point_free(struct search_point *p);

/* search_point_next: the run to make next: its settings (g_strfreev) and its replication; NULL: the search is over. */
char **search_point_next(struct search_point *p, int64_t *replication);

/* search_point_result: what that run has counted. */
void search_point_result(struct search_point *p, const struct search_packets *packets);

#endif
