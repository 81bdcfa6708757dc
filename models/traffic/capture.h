/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Capture: recorded frames in memory, and the clock that plays them for ever.
 *
 * The last frame is followed by the first one after the mean gap, so that the mean rate of the loop is that of
 * the record. Played at a rate, every gap is stretched alike.
 */
#ifndef MODELS_TRAFFIC_CAPTURE_H
#define MODELS_TRAFFIC_CAPTURE_H

#include "sim/base/vtime.h"
#include <stdint.h>

#define FRAME_MIN 64 /* bytes that Ethernet pads to, with FCS (ETH_ZLEN + ETH_FCS_LEN) */

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
	int n; /* at least 1 */
	struct capture_frame *frame;
	int64_t bytes; /* of all frames */
	vtime period; /* from one first frame to the next; 0: all have one date, so that only a rate tells it */
	char *digest; /* of capture_digest; NULL: not asked for yet */
};

/* capture_finish: sets bytes and period from the frames. capture_share: c for one owner more; each calls capture_free,
 * which takes NULL, and the last one's frees it. */
void capture_finish(struct capture *c);
struct capture *capture_share(struct capture *c);
void capture_free(struct capture *c);

/* capture_rate: mean rate as recorded, in whole pps, at least 1; 0 when all frames have one date. capture_rate_exact: in
 * 1e-15 pps, so that the slowest capture, two frames in 24 hours, has it to ten digits. */
int64_t capture_rate(const struct capture *c);
__int128 capture_rate_exact(const struct capture *c);

/* capture_digest: SHA-256 of the frames as read (date, size and hash as little-endian words), in hex. Worked out once;
 * owned by the capture. */
const char *capture_digest(struct capture *c);

#define CAPTURE_RATE_UNIT 1000000000

struct capture_clock {
	const struct capture *capture;
	int64_t rate; /* in 1/CAPTURE_RATE_UNIT pps, 1e9 pps at most; 0: as recorded */
	int64_t loop;
	int at; /* frame that capture_clock_take plays next */
};

/* capture_clock_take: the next frame, with the date when it is played; the first one is at 0. */
struct capture_frame capture_clock_take(struct capture_clock *c);

#endif
