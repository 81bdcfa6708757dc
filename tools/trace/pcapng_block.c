/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/trace/pcapng_block.h"

#include <string.h>

enum { BLOCK_SECTION = 0x0a0d0d0a, BLOCK_INTERFACE = 1, BLOCK_PACKET = 6 };
enum { OPT_END = 0, OPT_COMMENT = 1, IF_NAME = 2, IF_TSRESOL = 9, EPB_FLAGS = 2, EPB_PACKETID = 5 };

#define BYTE_ORDER_MAGIC 0x1a2b3c4d
#define LINKTYPE_ETHERNET 1
#define NANOSECONDS 9 /* 10^-9 s */
#define SNAPLEN 65535
#define INBOUND 1
#define OUTBOUND 2

static void put16(GString *out, uint16_t value)
{
	g_string_append_len(out, (const char *)&value, sizeof(value));
}

static void put32(GString *out, uint32_t value)
{
	g_string_append_len(out, (const char *)&value, sizeof(value));
}

/* put_padded: bytes, and zeros up to a whole word. */
static void put_padded(GString *out, const void *bytes, gsize length)
{
	g_string_append_len(out, bytes, (gssize)length);
	for (; length % 4 != 0; length++)
		g_string_append_c(out, '\0');
}

static void put_option(GString *out, uint16_t code, const void *value, gsize length)
{
	put16(out, code);
	put16(out, (uint16_t)length);
	put_padded(out, value, length);
}

/* pcapng_block_begin: a block; returns where it does. pcapng_block_end: its options have been put. */
static gsize pcapng_block_begin(GString *out, uint32_t type)
{
	gsize at = out->len;
	put32(out, type);
	put32(out, 0);
	return at;
}

static void pcapng_block_end(GString *out, gsize at)
{
	put32(out, OPT_END);
	uint32_t length = (uint32_t)(out->len - at + 4);
	put32(out, length);
	memcpy(out->str + at + 4, &length, sizeof(length));
}

void pcapng_section(GString *out, const char *comment)
{
	gsize at = pcapng_block_begin(out, BLOCK_SECTION);
	put32(out, BYTE_ORDER_MAGIC);
	put16(out, 1); /* version 1.0 */
	put16(out, 0);
	put32(out, UINT32_MAX); /* the length of the section is not told */
	put32(out, UINT32_MAX);
	put_option(out, OPT_COMMENT, comment, strlen(comment));
	pcapng_block_end(out, at);
}

void pcapng_interface(GString *out, const char *name)
{
	const uint8_t resolution = NANOSECONDS;
	gsize at = pcapng_block_begin(out, BLOCK_INTERFACE);
	put16(out, LINKTYPE_ETHERNET);
	put16(out, 0);
	put32(out, SNAPLEN);
	put_option(out, IF_NAME, name, strlen(name));
	put_option(out, IF_TSRESOL, &resolution, sizeof(resolution));
	pcapng_block_end(out, at);
}

void pcapng_packet(GString *out, const struct pcapng_packet *p)
{
	uint64_t ns = (uint64_t)(p->date / VTIME_PER_NS);
	uint32_t flags = p->outbound ? OUTBOUND : INBOUND;
	gsize at = pcapng_block_begin(out, BLOCK_PACKET);
	put32(out, p->interface);
	put32(out, (uint32_t)(ns >> 32));
	put32(out, (uint32_t)ns);
	put32(out, p->kept);
	put32(out, p->length);
	put_padded(out, p->bytes, p->kept);
	put_option(out, OPT_COMMENT, p->comment, strlen(p->comment));
	put_option(out, EPB_FLAGS, &flags, sizeof(flags));
	put_option(out, EPB_PACKETID, &p->packet, sizeof(p->packet));
	pcapng_block_end(out, at);
}
