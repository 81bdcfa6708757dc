/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Capture files written byte by byte, after the description of the format (draft-ietf-opsawg-pcap): a header
 * of 24 bytes, then packets with 16 bytes before each; or blocks (draft-ietf-opsawg-pcapng). Nothing here is libpcap's.
 */
#ifndef TESTS_LIB_PCAP_BYTES_H
#define TESTS_LIB_PCAP_BYTES_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define PCAP_MICRO 0xa1b2c3d4u
#define PCAP_NANO 0xa1b23c4du

struct pcap_bytes {
	GByteArray *bytes;
	bool big; /* big endian */
};

static inline void pcap_put(struct pcap_bytes *p, uint32_t value, int n)
{
	for (int i = 0; i < n; i++) {
		guint8 byte = (guint8)(value >> 8 * (p->big ? n - 1 - i : i));
		g_byte_array_append(p->bytes, &byte, 1);
	}
}

static inline struct pcap_bytes pcap_begin(uint32_t magic, bool big, uint32_t linktype)
{
	struct pcap_bytes p = {g_byte_array_new(), big};
	pcap_put(&p, magic, 4);
	pcap_put(&p, 2, 2);
	pcap_put(&p, 4, 2);
	pcap_put(&p, 0, 4);
	pcap_put(&p, 0, 4);
	pcap_put(&p, 65535, 4);
	pcap_put(&p, linktype, 4);
	return p;
}

/* One packet of which `kept` bytes of data are in the file. */
static inline void pcap_packet(struct pcap_bytes *p, uint32_t s, uint32_t fraction, const uint8_t *data,
			       uint32_t kept, uint32_t length)
{
	pcap_put(p, s, 4);
	pcap_put(p, fraction, 4);
	pcap_put(p, kept, 4);
	pcap_put(p, length, 4);
	g_byte_array_append(p->bytes, data, kept);
}

/* ---- pcapng ---- */

/* A block: its type, its length before and behind the body, which is a multiple of four bytes. */
static inline void pcapng_block(struct pcap_bytes *p, uint32_t type, const struct pcap_bytes *body)
{
	pcap_put(p, type, 4);
	pcap_put(p, body->bytes->len + 12, 4);
	g_byte_array_append(p->bytes, body->bytes->data, body->bytes->len);
	pcap_put(p, body->bytes->len + 12, 4);
	g_byte_array_unref(body->bytes);
}

static inline struct pcap_bytes pcapng_body(const struct pcap_bytes *p)
{
	return (struct pcap_bytes){g_byte_array_new(), p->big};
}

/* An option of one byte (bytes 1) or four; then the end of the options. */
static inline void pcapng_option(struct pcap_bytes *body, uint32_t code, uint32_t value, int bytes)
{
	pcap_put(body, code, 2);
	pcap_put(body, (uint32_t)bytes, 2);
	pcap_put(body, value, bytes);
	pcap_put(body, 0, 4 - bytes);
	pcap_put(body, 0, 4);
}

static inline struct pcap_bytes pcapng_begin(bool big)
{
	struct pcap_bytes p = {g_byte_array_new(), big}, body = pcapng_body(&p);
	pcap_put(&body, 0x1a2b3c4d, 4);
	pcap_put(&body, 1, 2);
	pcap_put(&body, 0, 2);
	pcap_put(&body, 0xffffffff, 4);
	pcap_put(&body, 0xffffffff, 4);
	pcapng_block(&p, 0x0a0d0d0a, &body);
	return p;
}

/* An interface; fcs: its if_fcslen, -1: none. */
static inline void pcapng_interface(struct pcap_bytes *p, uint32_t linktype, int fcs)
{
	struct pcap_bytes body = pcapng_body(p);
	pcap_put(&body, linktype, 2);
	pcap_put(&body, 0, 2);
	pcap_put(&body, 65535, 4);
	if (fcs >= 0)
		pcapng_option(&body, 13, (uint32_t)fcs, 1);
	pcapng_block(p, 1, &body);
}

/* An Enhanced Packet Block (type 6), an obsolete Packet Block (2) or a Simple one (3), of which 16 bytes are in the
 * file; flags: its epb_flags, 0: none. */
static inline void pcapng_packet(struct pcap_bytes *p, uint32_t type, uint32_t interface, uint32_t us,
				 uint32_t length, uint32_t flags)
{
	struct pcap_bytes body = pcapng_body(p);
	if (type != 3) {
		pcap_put(&body, interface, type == 6 ? 4 : 2);
		pcap_put(&body, 0, type == 6 ? 0 : 2);
		pcap_put(&body, 0, 4);
		pcap_put(&body, us, 4);
		pcap_put(&body, 16, 4);
	}
	pcap_put(&body, length, 4);
	for (uint32_t i = 0; i < (type == 3 ? (length + 3) & ~3u : 16); i += 4)
		pcap_put(&body, 0x02020202, 4);
	if (flags)
		pcapng_option(&body, 2, flags, 4);
	pcapng_block(p, type, &body);
}

#define PCAP_UDP_FRAME 42

/* The first 42 bytes of a UDP frame over IPv4, from 10.0.0.1 to 10.0.0.2, port 1000 + flow to 9. */
static inline void pcap_udp_frame(uint8_t *frame, int flow, int length)
{
	static const uint8_t head[PCAP_UDP_FRAME] = {2,	   0, 0,  0, 0, 2, 2, 0, 0, 0,	0, 1, 8,  0,
						     0x45, 0, 0,  0, 0, 0, 0, 0, 9, 17, 0, 0, 10, 0,
						     0,	   1, 10, 0, 0, 2, 0, 0, 0, 9,	0, 0, 0,  0};
	int ports = 34;
	for (int i = 0; i < PCAP_UDP_FRAME; i++)
		frame[i] = head[i];
	frame[16] = (uint8_t)((length - 14) >> 8);
	frame[17] = (uint8_t)(length - 14);
	frame[ports] = (uint8_t)((1000 + flow) >> 8);
	frame[ports + 1] = (uint8_t)(1000 + flow);
}

/* The captures of tests/data and scenarios/captures: trains of 32 packets, 1 us apart, a train every 160 us,
 * of 5 flows and three sizes; nanoseconds, headers only. */
static inline GByteArray *pcap_trains(int packets)
{
	static const int length[] = {1514, 60, 590};
	struct pcap_bytes p = pcap_begin(PCAP_NANO, false, 1);
	uint8_t frame[PCAP_UDP_FRAME];
	for (int i = 0; i < packets; i++) {
		int bytes = length[i % 3];
		pcap_udp_frame(frame, i * 7 % 5, bytes);
		pcap_packet(&p, 1000000000, (uint32_t)(i / 32 * 160000 + i % 32 * 1000), frame,
			    PCAP_UDP_FRAME, (uint32_t)bytes);
	}
	return p.bytes;
}

#endif
