/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Capture: recorded frames in memory, and the clock that plays them for ever.
 *
 * The last frame is followed by the first one after the mean gap, so that the mean rate of the loop is that of
 * the record. Played at a rate, every gap is stretched alike.
 */
#ifndef MODELS_CAPTURE_H
#define MODELS_CAPTURE_H

#include "sim/vtime.h"
#include <stdint.h>

#define CAPTURE_MAX_FRAMES 10000000
#define CAPTURE_MAX_LENGTH (24 * 3600 * VTIME_PER_S) /* first to last; with the other it bounds products */

struct capture_frame {
	vtime date; /* from the first frame */
	int32_t bytes;
	uint32_t hash; /* of the 5-tuple */
};

struct capture {
	int refs; /* owners beside the first */
	char *path;
	int n; /* at least 2, not all at one date */
	struct capture_frame *frame;
	int64_t bytes; /* of all frames */
	vtime period;  /* from one first frame to the next */
	char *digest;  /* of capture_digest; NULL: not asked for yet */
};

/* capture_finish: sets bytes and period from the frames. capture_share: c for one owner more; each calls capture_free,
 * which takes NULL, and the last one's frees it. */
void capture_finish(struct capture *c);
struct capture *capture_share(struct capture *c);
void capture_free(struct capture *c);

/* capture_rate: mean rate as recorded, in whole pps, at least 1. */
int64_t capture_rate(const struct capture *c);

/* capture_digest: SHA-256 of the frames as read (date, size and hash as little-endian words), in hex. Worked out once;
 * owned by the capture. */
const char *capture_digest(struct capture *c);

struct capture_clock {
	const struct capture *capture;
	int64_t rate; /* 0: as recorded */
	int64_t loop;
	int at; /* frame that capture_clock_take plays next */
};

/* capture_clock_take: the next frame, with the date when it is played; the first one is at 0. */
struct capture_frame capture_clock_take(struct capture_clock *c);

#endif
