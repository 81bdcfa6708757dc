/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Captures, pcap and pcapng (models/traffic/pcap_file.h): read, then played for three rounds, at their own pace and at a rate.
 */
#include "models/traffic/pcap_file.h"
#include "tests/fuzz/fuzz.h"

static void play(const struct capture *c, int64_t rate)
{
	struct capture_clock clock = {.capture = c, .rate = rate};
	vtime last = 0;
	for (int i = 0; i < 3 * c->n; i++) {
		struct capture_frame frame = capture_clock_take(&clock);
		if (frame.date < last || frame.bytes < 64)
			fuzz_fail("frame %d: %d B at %" G_GINT64_FORMAT " ps after %" G_GINT64_FORMAT, i,
				  frame.bytes, frame.date, last);
		last = frame.date;
	}
}

static void read_it(const char *path, const struct pcap_how *how)
{
	struct diag *d = diag_new();
	struct capture *c = pcap_file_read(path, how, (struct place){"named here", 1, 1}, d);
	fuzz_judge(c != NULL, d);
	if (c && c->n > 1) {
		play(c, 0);
		play(c, INT64_C(1000) * CAPTURE_RATE_UNIT);
	}
	capture_free(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = fuzz_file("fuzz.pcap", data, size);
	read_it(path, &(struct pcap_how){0});
	read_it(path, &(struct pcap_how){.mtu = 1500, .refuse = true});
	return 0;
}
