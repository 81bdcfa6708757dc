/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/traffic/pcap_file.h"
#include "models/packet.h"
#include "models/traffic/flow_hash.h"
#include "models/traffic/link_type.h"
#include "models/traffic/offload_cut.h"
#include "models/traffic/pcapng_fcs.h"
#include "sim/input/input_file.h"

#include <pcap/pcap.h>

#define NS_PER_S 1000000000
#define LAST_SECOND 9000000000 /* of the epoch: that of ns ends in 64 bits soon after */
#define ETHERNET_HEADER 14
#define LONGEST (8 * 65535 + 64) /* GSO_MAX_SIZE of include/linux/netdevice.h, with headers in front */

struct reading {
	pcap_t *pcap;
	struct pcapng_fcs *ng;	      /* NULL: a pcap file */
	const struct link_type *type; /* NULL: Ethernet */
	const struct pcap_how *how;
	GArray *packets; /* struct offload_packet, as they come */
	GArray *frames;	 /* struct capture_frame */
	struct place at;
	struct diag *d;
	guint read;  /* packets, with those that are left out */
	guint late;  /* dated before the one in front of them */
	guint first; /* the number of the first of those, from 1 */
};

static const struct offload_packet *packet(const struct reading *r, guint i)
{
	return &g_array_index(r->packets, struct offload_packet, i);
}

/* ---- one packet; its number in a message counts from 1 ---- */

/* How many bytes of FCS an Ethernet frame lacks. A pcap file may give that of all frames in words of 16 bits. */
static int missing_fcs(struct reading *r)
{
	int ext = pcap_datalink_ext(r->pcap);
	int there = LT_FCS_LENGTH_PRESENT(ext) ? 2 * (int)LT_FCS_LENGTH((unsigned)ext) : 0;
	if (r->ng)
		there = pcapng_fcs_next(r->ng);
	return MAX(ETH_FCS - there, 0);
}

static bool check_packet(const struct reading *r, const struct pcap_pkthdr *h)
{
	if (r->packets->len == CAPTURE_MAX_FRAMES)
		return diag_error(r->d, r->at, "the capture has more than %d packets; cut it",
				  CAPTURE_MAX_FRAMES);
	if (h->ts.tv_sec > LAST_SECOND || h->ts.tv_sec < -LAST_SECOND)
		return diag_error(r->d, r->at, "packet %u has a date that is none: %" G_GINT64_FORMAT " s",
				  r->read, (int64_t)h->ts.tv_sec);
	if (h->len > LONGEST)
		return diag_error(r->d, r->at,
				  "packet %u has %u bytes, more than any offload puts together, %d", r->read,
				  h->len, LONGEST);
	return true;
}

static void set_headers(struct offload_packet *p, const struct flow_keys *k)
{
	p->hash = k->hash;
	p->link = (uint8_t)k->link;
	p->headers = (uint8_t)k->headers;
}

static void set_ethernet(struct reading *r, struct offload_packet *p, const struct pcap_pkthdr *h,
			 const uint8_t *data)
{
	struct flow_keys k = flow_dissect_frame(data, h->caplen);
	set_headers(p, &k);
	p->bytes = (int32_t)h->len + missing_fcs(r);
}

/* What is behind the IP packet, such as padding or another FCS, does not count. */
static bool set_ip(const struct reading *r, struct offload_packet *p, const struct pcap_pkthdr *h,
		   const uint8_t *data)
{
	size_t at;
	if (!link_type_ip(r->type, data, MIN(h->caplen, h->len), &at))
		return false;
	struct flow_keys k = flow_dissect_ip(data + at, h->caplen - at);
	int rest = (int)(h->len - at);
	bool told = k.ip_bytes > 0 && k.ip_bytes <= rest;
	k.link = ETHERNET_HEADER;
	set_headers(p, &k);
	p->bytes = ETHERNET_HEADER + (told ? k.ip_bytes : rest) + ETH_FCS;
	return true;
}

static void note_order(struct reading *r, int64_t date)
{
	guint n = r->packets->len;
	if (n == 0 || date >= packet(r, n - 1)->date)
		return;
	if (r->late++ == 0)
		r->first = r->read;
}

static bool pcap_file_add_packet(struct reading *r, const struct pcap_pkthdr *h, const uint8_t *data)
{
	r->read++;
	if (!check_packet(r, h))
		return false;
	struct offload_packet p = {.date = (int64_t)h->ts.tv_sec * NS_PER_S + h->ts.tv_usec};
	if (!r->type)
		set_ethernet(r, &p, h, data);
	else if (!set_ip(r, &p, h, data))
		return true;
	note_order(r, p.date);
	g_array_append_val(r->packets, p);
	return true;
}

static bool pcap_file_read_packets(struct reading *r)
{
	struct pcap_pkthdr *h;
	const uint8_t *data;
	int status;
	while ((status = pcap_next_ex(r->pcap, &h, &data)) == 1)
		if (!pcap_file_add_packet(r, h, data))
			return false;
	if (status == PCAP_ERROR)
		return diag_error(r->d, r->at, "packet %u cannot be read: %s", r->read + 1,
				  pcap_geterr(r->pcap));
	if (r->packets->len == 0 && r->read > 0)
		return diag_error(r->d, r->at, "none of the %u packets of link type %s carries IP", r->read,
				  link_type_name(r->type));
	return r->packets->len > 0 || diag_error(r->d, r->at, "the capture has no packet");
}

/* ---- all packets ---- */

static int pcap_file_by_date(const void *a, const void *b)
{
	int64_t x = ((const struct offload_packet *)a)->date, y = ((const struct offload_packet *)b)->date;
	return (x > y) - (x < y);
}

/* Packets of one date stay in the order of the file: g_array_sort is stable. */
static bool pcap_file_put_in_order(struct reading *r)
{
	if (r->late > 0 && r->how->refuse)
		return diag_error(
			r->d, r->at,
			"packet %u is dated before the one in front of it; sort the capture by date, or "
			"write pcap_order: sort",
			r->first);
	if (r->late > 0)
		g_array_sort(r->packets, pcap_file_by_date);
	int64_t span = packet(r, r->packets->len - 1)->date - packet(r, 0)->date;
	return span <= CAPTURE_MAX_LENGTH / VTIME_PER_NS ||
	       diag_error(r->d, r->at, "the last packet comes more than 24 hours after the first%s",
			  r->late ? ", once they are sorted by date" : "");
}

static bool cut_packet(struct reading *r, const struct offload_packet *p, int mtu)
{
	int n = offload_frames(p, mtu);
	if ((guint)n > CAPTURE_MAX_FRAMES - r->frames->len)
		return diag_error(r->d, r->at, "the capture has more than %d frames; cut it",
				  CAPTURE_MAX_FRAMES);
	struct capture_frame frame = {.date = (p->date - packet(r, 0)->date) * VTIME_PER_NS, .hash = p->hash};
	for (int i = 0; i < n; i++) {
		frame.bytes = offload_frame(p, mtu, i);
		g_array_append_val(r->frames, frame);
	}
	return true;
}

/* A rate that no wire has says that the dates are none; with the settings' bounds it bounds products. */
static bool check_rate(const struct reading *r)
{
	guint n = r->frames->len;
	vtime span = g_array_index(r->frames, struct capture_frame, n - 1).date;
	return span == 0 || span / VTIME_PER_NS >= (n - 1) ||
	       diag_error(r->d, r->at, "%u frames in %" G_GINT64_FORMAT " ns are more than 1Gpps", n,
			  (int64_t)(span / VTIME_PER_NS));
}

/* ---- notices ---- */

static guint count_longer(const struct reading *r, int mtu)
{
	guint n = 0;
	for (guint i = 0; i < r->packets->len; i++)
		n += offload_longer(packet(r, i), mtu);
	return n;
}

static void note_link(const struct reading *r)
{
	if (r->type)
		diag_notice(r->d, r->at,
			    "the link type is %s: of %u packets the %u that carry IP are taken as Ethernet "
			    "frames of that IP length, %u are left out",
			    link_type_name(r->type), r->read, r->packets->len, r->read - r->packets->len);
}

static void note_sorted(const struct reading *r)
{
	if (r->late > 0)
		diag_notice(
			r->d, r->at,
			"%u packet%s dated before the one in front, the first is packet %u: sorted by date "
			"(pcap_order: refuse makes it an error)",
			r->late, r->late == 1 ? " is" : "s are", r->first);
}

static void note_cut(const struct reading *r, int mtu)
{
	guint cut = count_longer(r, mtu), jumbo = count_longer(r, OFFLOAD_USUAL_MTU);
	if (cut > 0)
		diag_notice(r->d, r->at,
			    "%u packet%s longer than a frame of MTU %d: cut into %u frames back to back, "
			    "each with "
			    "the headers (pcap_mtu sets the MTU)",
			    cut, cut == 1 ? " is" : "s are", mtu, r->frames->len - r->packets->len + cut);
	else if (jumbo > 0 && r->how->mtu == 0)
		diag_notice(r->d, r->at,
			    "%u packet%s longer than a frame of MTU %d and taken as jumbo frame%s (if "
			    "offloads made "
			    "them, pcap_mtu: %dB cuts them)",
			    jumbo, jumbo == 1 ? " is" : "s are", OFFLOAD_USUAL_MTU, jumbo == 1 ? "" : "s",
			    OFFLOAD_USUAL_MTU);
}

/* ---- the file ---- */

static bool cut_all(struct reading *r)
{
	int mtu = r->how->mtu ? (int)r->how->mtu : offload_mtu(r->packets);
	for (guint i = 0; i < r->packets->len; i++)
		if (!cut_packet(r, packet(r, i), mtu))
			return false;
	if (!check_rate(r))
		return false;
	note_link(r);
	note_sorted(r);
	note_cut(r, mtu);
	return true;
}

static bool find_type(struct reading *r)
{
	int dlt = pcap_datalink(r->pcap);
	r->type = link_type_find(dlt);
	if (r->type || dlt == DLT_EN10MB)
		return true;
	const char *name = pcap_datalink_val_to_name(dlt);
	char *names = link_type_names();
	diag_error(r->d, r->at,
		   "the capture's link type is %s (%d); read are EN10MB (Ethernet), and of %s the IP",
		   name ? name : "unknown", dlt, names);
	g_free(names);
	return false;
}

static bool pcap_file_read_capture(struct reading *r)
{
	return find_type(r) && pcap_file_read_packets(r) && pcap_file_put_in_order(r) && cut_all(r);
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

static struct capture *read_opened(struct reading *r, const char *path)
{
	r->ng = pcapng_fcs_open(path);
	r->packets = g_array_new(FALSE, FALSE, sizeof(struct offload_packet));
	r->frames = g_array_new(FALSE, FALSE, sizeof(struct capture_frame));
	bool sound = pcap_file_read_capture(r);
	pcap_close(r->pcap); /* and the file */
	pcapng_fcs_close(r->ng);
	g_array_free(r->packets, TRUE);
	if (sound)
		return capture_of(path, r->frames);
	g_array_free(r->frames, TRUE);
	return NULL;
}

struct capture *pcap_file_read(const char *path, const struct pcap_how *how, struct place at, struct diag *d)
{
	char why[PCAP_ERRBUF_SIZE] = "";
	struct reading r = {.how = how, .at = {g_intern_string(path), 0, 0}, .d = d};
	const char *reason;
	FILE *file = input_file_open(path, false, &reason);
	if (!file) {
		diag_error(d, at, "%s cannot be read: %s", path, reason);
		return NULL;
	}
	r.pcap = pcap_fopen_offline_with_tstamp_precision(file, PCAP_TSTAMP_PRECISION_NANO, why);
	if (!r.pcap) {
		fclose(file);
		diag_error(d, r.at, "the file is no capture: %s", why);
		return NULL;
	}
	return read_opened(&r, path);
}
