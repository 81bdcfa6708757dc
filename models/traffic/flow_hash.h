/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Flow hash: the 32 bits that stand for a frame's 5-tuple, as the NIC (RSS) or __skb_get_hash
 * (net/core/flow_dissector.c) compute them. Frames of one flow have one hash; what matters of the function is
 * that it spreads flows evenly. Toeplitz and siphash with their keys are left out: nothing in the model
 * depends on which flow meets which.
 */
#ifndef MODELS_TRAFFIC_FLOW_HASH_H
#define MODELS_TRAFFIC_FLOW_HASH_H

#include <stddef.h>
#include <stdint.h>

/* flow_hash_of_number: the hash of a generated flow, by its source and its number there. */
uint32_t flow_hash_of_number(int source, uint64_t flow);

/* What the first bytes of a recorded packet tell. */
struct flow_keys {
	uint32_t hash;
	int link; /* bytes of the Ethernet header, with two VLAN tags at most; 0: an IP packet without one */
	int headers; /* bytes of the IP header, with that of TCP or UDP behind it; 0: no IP that could be read */
	int ip_bytes; /* length of the IP packet as its header says; 0: it does not */
};

/* flow_dissect_frame: of a recorded Ethernet frame, of which `length` bytes are there. The hash is, of IPv4 and
 * IPv6 behind any VLAN tags, over addresses, protocol, and the ports of TCP, UDP and SCTP; without ports for
 * fragments, and where an IPv6 extension header comes first. Of all else: over the two MAC addresses. A header that
 * is cut off counts with its least length. flow_dissect_ip: of an IP packet; one flow has one hash in both. */
struct flow_keys flow_dissect_frame(const uint8_t *frame, size_t length);
struct flow_keys flow_dissect_ip(const uint8_t *packet, size_t length);

#endif
