/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/input/pcap_bytes.h"

void pcap_put(struct pcap_bytes *p, uint32_t value, int n)
{
	for (int i = 0; i < n; i++) {
		guint8 byte = (guint8)(value >> 8 * (p->big ? n - 1 - i : i));
		g_byte_array_append(p->bytes, &byte, 1);
	}
}

struct pcap_bytes pcap_begin(uint32_t magic, bool big, uint32_t linktype)
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

void pcap_packet(struct pcap_bytes *p, uint32_t s, uint32_t fraction, const uint8_t *data, uint32_t kept,
		 uint32_t length)
{
	pcap_put(p, s, 4);
	pcap_put(p, fraction, 4);
	pcap_put(p, kept, 4);
	pcap_put(p, length, 4);
	g_byte_array_append(p->bytes, data, kept);
}

void pcapng_block(struct pcap_bytes *p, uint32_t type, const struct pcap_bytes *body)
{
	pcap_put(p, type, 4);
	pcap_put(p, body->bytes->len + 12, 4);
	g_byte_array_append(p->bytes, body->bytes->data, body->bytes->len);
	pcap_put(p, body->bytes->len + 12, 4);
	g_byte_array_unref(body->bytes);
}

void pcapng_option(struct pcap_bytes *body, uint32_t code, uint32_t value, int bytes)
{
	pcap_put(body, code, 2);
	pcap_put(body, (uint32_t)bytes, 2);
	pcap_put(body, value, bytes);
	pcap_put(body, 0, 4 - bytes);
	pcap_put(body, 0, 4);
}

struct pcap_bytes pcapng_begin(bool big)
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

void pcapng_bytes_interface(struct pcap_bytes *p, uint32_t linktype, int fcs)
{
	struct pcap_bytes body = pcapng_body(p);
	pcap_put(&body, linktype, 2);
	pcap_put(&body, 0, 2);
	pcap_put(&body, 65535, 4);
	if (fcs >= 0)
		pcapng_option(&body, 13, (uint32_t)fcs, 1);
	pcapng_block(p, 1, &body);
}

void pcapng_bytes_packet(struct pcap_bytes *p, uint32_t type, uint32_t interface, uint32_t us,
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

void pcap_udp_frame(uint8_t *frame, int flow, int length)
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

GByteArray *pcap_trains(int packets)
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
