/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Blocks of a pcapng file (draft-ietf-opsawg-pcapng), in the byte order of the machine: a type, a body of whole 32-bit words, and
 * the length of the whole before and behind it.
 */
#ifndef TOOLS_TRACE_PCAPNG_BLOCK_H
#define TOOLS_TRACE_PCAPNG_BLOCK_H

#include "sim/base/vtime.h"
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* pcapng_section: the Section Header Block that begins a file; comment: of the whole. */
void pcapng_section(GString *out, const char *comment);

/* pcapng_interface: an Interface Description Block: Ethernet, dates in ns. */
void pcapng_interface(GString *out, const char *name);

struct pcapng_packet {
	uint32_t interface; /* in the order of their blocks, from 0 */
	vtime date;
	int64_t packet; /* its number */
	bool outbound;
	const uint8_t *bytes; /* those that are kept */
	uint32_t kept, length;
	const char *comment;
};

/* pcapng_packet: an Enhanced Packet Block. */
void pcapng_packet(GString *out, const struct pcapng_packet *p);

#define PCAPNG_PACKET_ROOM 160 /* bytes of one, with 50 bytes kept and a comment of 30, rounded up */

#endif
