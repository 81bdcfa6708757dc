/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Flow hash: the 32 bits that stand for a frame's 5-tuple, as the NIC (RSS) or __skb_get_hash
 * (net/core/flow_dissector.c) compute them. Frames of one flow have one hash; what matters of the function is
 * that it spreads flows evenly. Toeplitz and siphash with their keys are left out: nothing in the model
 * depends on which flow meets which.
 */
#ifndef MODELS_FLOW_HASH_H
#define MODELS_FLOW_HASH_H

#include <stddef.h>
#include <stdint.h>

/* flow_hash_of_number: the hash of a generated flow, by its source and its number there. */
uint32_t flow_hash_of_number(int source, uint64_t flow);

/* flow_hash_of_frame: the hash of a recorded Ethernet frame, of which `length` bytes are there. Of IPv4 and
 * IPv6 behind any VLAN tags: addresses, protocol, and the ports of TCP, UDP and SCTP; without ports for
 * fragments, and where an IPv6 extension header comes first. Of all else: the two MAC addresses. */
uint32_t flow_hash_of_frame(const uint8_t *frame, size_t length);

#endif
