/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/trace/made_frame.h"
#include "models/topology.h"

#include <string.h>

#define ETHERNET 14
#define IPV4 20
#define FIRST_PORT 49152 /* of the dynamic ones (RFC 6335) */
#define DISCARD 9

static uint8_t *made_frame_put(uint8_t *at, uint64_t value, int bytes)
{
	for (int i = bytes; i-- > 0;)
		*at++ = (uint8_t)(value >> 8 * i);
	return at;
}

static uint8_t *put_mac(uint8_t *at, int port)
{
	return made_frame_put(at, 0x020000000000 | (port == PORT_WIRE ? 0xffff : (uint16_t)port), 6);
}

static uint8_t *put_ip(uint8_t *at, int port)
{
	return made_frame_put(at, port == PORT_WIRE ? 0xc6120001 : 0xc6130001 + (uint32_t)port, 4);
}

/* checksum: of the internet (RFC 1071), over whole 16-bit words. */
static uint16_t checksum(const uint8_t *at, int bytes)
{
	uint32_t sum = 0;
	for (int i = 0; i < bytes; i += 2)
		sum += (uint32_t)(at[i] << 8 | at[i + 1]);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

static uint8_t *put_ipv4(uint8_t *header, int from, int to, int64_t packet, int length)
{
	uint8_t *at = made_frame_put(header, 0x4500, 2);
	at = made_frame_put(at, (uint64_t)length, 2);
	at = made_frame_put(at, (uint64_t)packet & 0xffff, 2);
	at = made_frame_put(at, 0x4000, 2);	/* may not be fragmented */
	at = made_frame_put(at, 0x40110000, 4); /* 64 hops, UDP, no checksum yet */
	put_ip(put_ip(at, from), to);
	made_frame_put(header + 10, checksum(header, IPV4), 2);
	return header + IPV4;
}

void made_frame(uint8_t bytes[MADE_FRAME], int from, int to, int source, int64_t packet, int length)
{
	uint8_t *at = put_mac(put_mac(bytes, to), from);
	at = made_frame_put(at, 0x0800, 2);
	at = put_ipv4(at, from, to, packet, length - ETHERNET);
	at = made_frame_put(at, (uint64_t)(FIRST_PORT + source), 2);
	at = made_frame_put(at, DISCARD, 2);
	at = made_frame_put(at, (uint64_t)(length - ETHERNET - IPV4), 2);
	at = made_frame_put(at, 0, 2); /* UDP of IPv4 needs no checksum */
	made_frame_put(at, (uint64_t)packet, 8);
}
