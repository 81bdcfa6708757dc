/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Back-to-back frames: the longest burst at line rate that is received whole (RFC 2544, section 26.4, as RFC 9004 has
 * updated it).
 *
 * A test searches one such length: from where the test before ended (the first from one frame on), with steps that double until a
 * burst was received whole and a longer one was not, and then by halves. Tests are repeated; the benchmark is the mean of
 * their lengths. It is a pure state machine like a search (search.h): the caller makes the bursts. Every burst of the
 * i-th test is replication i.
 */
#ifndef TOOLS_STUDY_SEARCH_BACK_TO_BACK_H
#define TOOLS_STUDY_SEARCH_BACK_TO_BACK_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct back_to_back {
	int64_t max_burst; /* frames, at least 1 */
	int repeats;	   /* tests, at least 1 */

	/* private */
	GArray *lengths; /* of int64_t: results of the tests that are over */
	int64_t whole,
		cut; /* longest burst received whole (0: none needed), shortest one that was not (0: none yet) */
	int64_t burst, step; /* tried now; how far the next one is */
	int bursts;	     /* tried in all */
};

/* back_to_back_init: before the first test; back_to_back_clear frees. */
void back_to_back_init(struct back_to_back *b, int64_t max_burst, int repeats);
void back_to_back_clear(struct back_to_back *b);

/* back_to_back_next: the next burst, its frames and replication; false: all tests are over. */
bool back_to_back_next(const struct back_to_back *b, int64_t *frames, int64_t *replication);

/* back_to_back_result: whether every frame of that burst was received. */
void back_to_back_result(struct back_to_back *b, bool whole);

struct back_to_back_outcome {
	int tests, bursts;
	int64_t min, max; /* frames */
	double mean;
	double deviation; /* standard deviation of the sample; 0 for one test */
	bool limited;	  /* a test was ended by max_burst: its length is a lower bound */
};

/* back_to_back_outcome: of the tests that are over, at least one. */
struct back_to_back_outcome back_to_back_outcome(const struct back_to_back *b);

/* back_to_back_implied_s, back_to_back_corrected_s: buffer time in seconds (RFC 9004): how long a mean burst
 * lasts at line rate, and that less the share of it that was forwarded while it came in. Rates in pps. */
double back_to_back_implied_s(double mean, double line_rate);
double back_to_back_corrected_s(double mean, double line_rate, double throughput);

#endif
