/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Flow hash: the 32 bits that stand for a frame's 5-tuple, as the NIC (RSS) or __skb_get_hash
 * (net/core/flow_dissector.c) compute them. Frames of one flow have one hash; what matters of the function is
 * that it spreads flows evenly. Toeplitz and siphash with their keys are left out: nothing in the model
 * depends on which flow meets which.
 */
#ifndef MODELS_FLOW_HASH_H
#define MODELS_FLOW_HASH_H

#include <stdint.h>

/* flow_hash_of_number: the hash of a generated flow, by its source and its number there. */
uint32_t flow_hash_of_number(int source, uint64_t flow);

#endif
