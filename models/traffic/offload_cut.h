/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Offload cut: what segmentation and receive offloads (TSO, GSO, GRO, LRO) have put together is cut into the frames
 * that were on the wire.
 *
 * A packet is cut when its IP packet is longer than the MTU. Each frame repeats the Ethernet header, the IP header and
 * that of TCP or UDP, as tcp_gso_segment and __udp_gso_segment do (net/ipv4/tcp_offload.c, udp_offload.c); of other
 * protocols the IP header alone, as fragments do. The payload fills one frame after the other up to the MTU. All of
 * them are dated like the packet, so that they go back to back.
 */
#ifndef MODELS_TRAFFIC_OFFLOAD_CUT_H
#define MODELS_TRAFFIC_OFFLOAD_CUT_H

#include "models/traffic/capture.h"
#include <glib.h>
#include <stdbool.h>

/* A packet as captured. */
struct offload_packet {
	int64_t date;  /* ns, of the capture's own epoch */
	int32_t bytes; /* as an Ethernet frame, with FCS, not padded */
	uint32_t hash;
	uint8_t link, headers; /* bytes of the Ethernet header; of the IP and transport headers */
};

#define OFFLOAD_USUAL_MTU 1500

/* offload_longer: whether the packet is longer than a frame of the MTU. */
bool offload_longer(const struct offload_packet *p, int mtu);

/* offload_mtu: the MTU by which packets (GArray of struct offload_packet) are cut when none is given: 9000, so that jumbo
 * frames stay as they are; but 1500 when a packet is longer than a frame of 9000, as then offloads were on. */
int offload_mtu(const GArray *packets);

/* offload_frames: how many frames a packet is cut into. */
int offload_frames(const struct offload_packet *p, int mtu);

/* offload_frame: bytes of the i-th of them, with FCS, padded. */
int32_t offload_frame(const struct offload_packet *p, int mtu, int i);

#endif
