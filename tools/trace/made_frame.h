/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Headers for a packet of the model, which has addresses and a length, but no bytes: Ethernet, IPv4, UDP, and its number.
 *
 * Port p of the guests is 02:00:00:00:PP:PP and 198.19.0.1 + p, the tester 02:00:00:00:ff:ff and 198.18.0.1 (the network for
 * benchmarks of RFC 2544). It is sent to UDP port 9 (discard) from 49152 and the number of its source.
 */
#ifndef TOOLS_TRACE_MADE_FRAME_H
#define TOOLS_TRACE_MADE_FRAME_H

#include <stdint.h>

#define MADE_FRAME 50 /* bytes: 14 + 20 + 8, and 8 for the number */

/* made_frame: the first bytes of a frame of this length, its FCS left out. from, to: ports (models/topology.h). */
void made_frame(uint8_t bytes[MADE_FRAME], int from, int to, int source, int64_t packet, int length);

#endif
