/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/pcap_file.h"
#include "models/flow_hash.h"

#include <errno.h>
#include <pcap/pcap.h>

#define FCS 4
#define FRAME_MIN 64
#define FRAME_MAX 9000

struct reading {
	pcap_t *pcap;
	GArray *frames; /* struct capture_frame */
	struct place at;
	struct diag *d;
	int fcs;       /* bytes to add */
	int64_t first; /* date of the first packet, ns */
};

/* How many bytes of FCS the captured frames lack. The file may give their FCS in words of 16 bits. */
static int missing_fcs(pcap_t *pcap)
{
	int ext = pcap_datalink_ext(pcap);
	int there = LT_FCS_LENGTH_PRESENT(ext) ? 2 * (int)LT_FCS_LENGTH((unsigned)ext) : 0;
	return MAX(FCS - there, 0);
}

static int64_t nanoseconds(const struct pcap_pkthdr *h)
{
	return (int64_t)h->ts.tv_sec * 1000000000 + h->ts.tv_usec;
}

/* The packet's number in a message counts from 1. */
static bool check_packet(struct reading *r, int64_t since, int64_t bytes)
{
	const guint n = r->frames->len;
	vtime last = n > 0 ? g_array_index(r->frames, struct capture_frame, n - 1).date : 0;
	if (n == CAPTURE_MAX_FRAMES)
		return diag_error(r->d, r->at, "the capture has more than %d packets; cut it",
				  CAPTURE_MAX_FRAMES);
	if (since > CAPTURE_MAX_LENGTH / VTIME_PER_NS)
		return diag_error(r->d, r->at, "packet %u comes more than 24 hours after the first", n + 1);
	if (since * VTIME_PER_NS < last)
		return diag_error(
			r->d, r->at,
			"packet %u is dated before the one in front of it; sort the capture by date", n + 1);
	if (bytes > FRAME_MAX)
		return diag_error(r->d, r->at,
				  "packet %u has %" G_GINT64_FORMAT
				  " bytes with FCS, more than the largest frame, "
				  "%d B; capture with segmentation and receive offloads off",
				  n + 1, bytes, FRAME_MAX);
	return true;
}

static bool add_packet(struct reading *r, const struct pcap_pkthdr *h, const uint8_t *data)
{
	int64_t bytes = (int64_t)h->len + r->fcs;
	if (r->frames->len == 0)
		r->first = nanoseconds(h);
	int64_t since = nanoseconds(h) - r->first;
	if (!check_packet(r, since, bytes))
		return false;
	struct capture_frame frame = {since * VTIME_PER_NS, (int32_t)MAX(bytes, FRAME_MIN),
				      flow_hash_of_frame(data, h->caplen)};
	g_array_append_val(r->frames, frame);
	return true;
}

static bool read_packets(struct reading *r)
{
	struct pcap_pkthdr *h;
	const uint8_t *data;
	int status;
	while ((status = pcap_next_ex(r->pcap, &h, &data)) == 1)
		if (!add_packet(r, h, data))
			return false;
	if (status == PCAP_ERROR)
		return diag_error(r->d, r->at, "packet %u cannot be read: %s", r->frames->len + 1,
				  pcap_geterr(r->pcap));
	return true;
}

static bool check_whole(const struct reading *r)
{
	guint n = r->frames->len;
	if (n < 2)
		return diag_error(r->d, r->at, "the capture has %s; it needs at least two, to have a gap",
				  n ? "one packet only" : "no packet");
	if (g_array_index(r->frames, struct capture_frame, n - 1).date == 0)
		return diag_error(r->d, r->at, "all packets of the capture have one date: there is no gap");
	return true;
}

static bool read_capture(struct reading *r)
{
	int type = pcap_datalink(r->pcap);
	const char *name = pcap_datalink_val_to_name(type);
	if (type != DLT_EN10MB)
		return diag_error(r->d, r->at, "the capture's link type is %s, not Ethernet (EN10MB)",
				  name ? name : "unknown");
	r->fcs = missing_fcs(r->pcap);
	return read_packets(r) && check_whole(r);
}

static struct capture *capture_of(const char *path, GArray *frames)
{
	struct capture *c = g_new0(struct capture, 1);
	c->path = g_strdup(path);
	c->n = (int)frames->len;
	c->frame = (struct capture_frame *)g_array_free(frames, FALSE);
	capture_finish(c);
	return c;
}

struct capture *pcap_file_read(const char *path, struct place at, struct diag *d)
{
	char why[PCAP_ERRBUF_SIZE] = "";
	struct reading r = {.at = {g_intern_string(path), 0, 0}, .d = d};
	FILE *file = fopen(path, "rb");
	if (!file) {
		diag_error(d, at, "%s cannot be read: %s", path, g_strerror(errno));
		return NULL;
	}
	r.pcap = pcap_fopen_offline_with_tstamp_precision(file, PCAP_TSTAMP_PRECISION_NANO, why);
	if (!r.pcap) {
		fclose(file);
		diag_error(d, r.at, "the file is no capture: %s", why);
		return NULL;
	}
	r.frames = g_array_new(FALSE, FALSE, sizeof(struct capture_frame));
	bool sound = read_capture(&r);
	pcap_close(r.pcap); /* and the file */
	if (sound)
		return capture_of(path, r.frames);
	g_array_free(r.frames, TRUE);
	return NULL;
}
