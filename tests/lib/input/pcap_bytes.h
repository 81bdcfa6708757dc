/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Capture files written byte by byte, after the description of the format (draft-ietf-opsawg-pcap): a header
 * of 24 bytes, then packets with 16 bytes before each; or blocks (draft-ietf-opsawg-pcapng). Nothing here is libpcap's.
 */
#ifndef TESTS_LIB_INPUT_PCAP_BYTES_H
#define TESTS_LIB_INPUT_PCAP_BYTES_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define PCAP_MICRO 0xa1b2c3d4u
#define PCAP_NANO 0xa1b23c4du

struct pcap_bytes {
	GByteArray *bytes;
	bool big; /* big endian */
};

void pcap_put(struct pcap_bytes *p, uint32_t value, int n);

struct pcap_bytes pcap_begin(uint32_t magic, bool big, uint32_t linktype);

/* One packet of which `kept` bytes of data are in the file. */
void pcap_packet(struct pcap_bytes *p, uint32_t s, uint32_t fraction, const uint8_t *data, uint32_t kept,
		 uint32_t length);

/* ---- pcapng ---- */

/* A block: its type, its length before and behind the body, which is a multiple of four bytes. */
void pcapng_block(struct pcap_bytes *p, uint32_t type, const struct pcap_bytes *body);

static inline struct pcap_bytes pcapng_body(const struct pcap_bytes *p)
{
	return (struct pcap_bytes){g_byte_array_new(), p->big};
}

/* An option of one byte (bytes 1) or four; then the end of the options. */
void pcapng_option(struct pcap_bytes *body, uint32_t code, uint32_t value, int bytes);

struct pcap_bytes pcapng_begin(bool big);

/* An interface; fcs: its if_fcslen, -1: none. */
void pcapng_bytes_interface(struct pcap_bytes *p, uint32_t linktype, int fcs);

/* An Enhanced Packet Block (type 6), an obsolete Packet Block (2) or a Simple one (3), of which 16 bytes are in the
 * file; flags: its epb_flags, 0: none. */
void pcapng_bytes_packet(struct pcap_bytes *p, uint32_t type, uint32_t interface, uint32_t us,
			 uint32_t length, uint32_t flags);

#define PCAP_UDP_FRAME 42

/* The first 42 bytes of a UDP frame over IPv4, from 10.0.0.1 to 10.0.0.2, port 1000 + flow to 9. */
void pcap_udp_frame(uint8_t *frame, int flow, int length);

/* The captures of tests/data and scenarios/captures: trains of 32 packets, 1 us apart, a train every 160 us,
 * of 5 flows and three sizes; nanoseconds, headers only. */
GByteArray *pcap_trains(int packets);

#endif
