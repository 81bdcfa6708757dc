/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/traffic/pcapng_fcs.h"
#include "sim/input/input_file.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define MAX_BLOCK (16 << 20) /* bytes; libpcap reads no longer ones (MAX_BLOCKSIZE) */
#define FRAME 12	     /* of a block: its type, and its length before and after the body */

enum block {
	BLOCK_INTERFACE = 1,
	BLOCK_PACKET = 2,
	BLOCK_SIMPLE = 3,
	BLOCK_ENHANCED = 6,
	BLOCK_SECTION = 0x0a0d0d0a
};

enum { BYTE_ORDER_MAGIC = 0x1a2b3c4d, OPTION_FLAGS = 2, OPTION_FCSLEN = 13 };

struct pcapng_fcs {
	FILE *file;
	bool big;	  /* the numbers of the section are big endian */
	GByteArray *fcs;  /* of each interface of the section, in bytes */
	GByteArray *body; /* of the last block */
	uint32_t type;	  /* and its type */
};

static uint32_t pcapng_fcs_number(const struct pcapng_fcs *r, const uint8_t *p, int bytes)
{
	uint32_t value = 0;
	for (int i = 0; i < bytes; i++)
		value = value << 8 | p[r->big ? i : bytes - 1 - i];
	return value;
}

/* The section's header says in which order its numbers are written, that of its length too. */
static bool read_order(struct pcapng_fcs *r)
{
	uint8_t magic[4];
	if (fread(magic, 1, 4, r->file) != 4)
		return false;
	r->big = magic[0] == 0x1a;
	g_byte_array_append(r->body, magic, 4);
	g_byte_array_set_size(r->fcs, 0);
	return pcapng_fcs_number(r, magic, 4) == BYTE_ORDER_MAGIC;
}

/* Reads the rest of a block of this length: its body without the length behind it. */
static bool read_body(struct pcapng_fcs *r, uint32_t length)
{
	guint have = r->body->len;
	uint8_t behind[4];
	if (length > MAX_BLOCK || length < FRAME + have)
		return false;
	g_byte_array_set_size(r->body, length - FRAME);
	size_t rest = length - FRAME - have;
	return fread(r->body->data + have, 1, rest, r->file) == rest && fread(behind, 1, 4, r->file) == 4;
}

static bool read_block(struct pcapng_fcs *r)
{
	uint8_t head[8];
	if (fread(head, 1, 8, r->file) != 8)
		return false;
	g_byte_array_set_size(r->body, 0);
	r->type = pcapng_fcs_number(r, head, 4);
	if (r->type == BLOCK_SECTION && !read_order(r))
		return false;
	return read_body(r, pcapng_fcs_number(r, head + 4, 4));
}

/* The value of the option in the body from `at` on, where the options begin; NULL when there is none. */
static const uint8_t *find_option(const struct pcapng_fcs *r, size_t at, uint32_t code, uint32_t bytes)
{
	const uint8_t *body = r->body->data;
	while (at + 4 <= r->body->len) {
		uint32_t is = pcapng_fcs_number(r, body + at, 2),
			 length = pcapng_fcs_number(r, body + at + 2, 2);
		at += 4;
		if (is == 0 || at + length > r->body->len)
			return NULL;
		if (is == code && length == bytes)
			return body + at;
		at += (length + 3) & ~3u;
	}
	return NULL;
}

/* The length counts bytes; some writers have counted bits, as the first drafts said. */
static void add_interface(struct pcapng_fcs *r)
{
	const uint8_t *value = find_option(r, 8, OPTION_FCSLEN, 1);
	guint8 fcs = value ? (guint8)(*value >= 16 ? *value / 8 : *value) : 0;
	g_byte_array_append(r->fcs, &fcs, 1);
}

static int of_interface(const struct pcapng_fcs *r, uint32_t interface)
{
	return interface < r->fcs->len ? r->fcs->data[interface] : 0;
}

/* Of an Enhanced or an obsolete Packet Block, whose interfaces' numbers have 4 and 2 bytes. */
static int of_packet(const struct pcapng_fcs *r, int bytes)
{
	enum { CAPTURED = 12, DATA = 20 };
	if (r->body->len < DATA)
		return 0;
	uint32_t captured = pcapng_fcs_number(r, r->body->data + CAPTURED, 4);
	size_t options = DATA + ((size_t)captured + 3) / 4 * 4;
	const uint8_t *flags = find_option(r, options, OPTION_FLAGS, 4);
	int fcs = flags ? (int)(pcapng_fcs_number(r, flags, 4) >> 5 & 0xf) : 0;
	return fcs ? fcs : of_interface(r, pcapng_fcs_number(r, r->body->data, bytes));
}

int pcapng_fcs_next(struct pcapng_fcs *r)
{
	while (read_block(r))
		switch (r->type) {
		case BLOCK_INTERFACE:
			add_interface(r);
			break;
		case BLOCK_ENHANCED:
			return of_packet(r, 4);
		case BLOCK_PACKET:
			return of_packet(r, 2);
		case BLOCK_SIMPLE:
			return of_interface(r, 0);
		default:
			break;
		}
	return 0;
}

struct pcapng_fcs *pcapng_fcs_open(const char *path)
{
	static const char section[4] = "\x0a\x0d\x0d\x0a"; /* in either order */
	char begin[4];
	const char *why;
	FILE *file = input_file_open(path, false, &why);
	if (!file)
		return NULL;
	if (fread(begin, 1, 4, file) != 4 || memcmp(begin, section, 4) != 0) {
		fclose(file);
		return NULL;
	}
	rewind(file);
	struct pcapng_fcs *r = g_new0(struct pcapng_fcs, 1);
	r->file = file;
	r->fcs = g_byte_array_new();
	r->body = g_byte_array_new();
	return r;
}

void pcapng_fcs_close(struct pcapng_fcs *r)
{
	if (!r)
		return;
	fclose(r->file);
	g_byte_array_unref(r->fcs);
	g_byte_array_unref(r->body);
	g_free(r);
}
