/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/flow_hash.h"
#include "sim/rng.h"

uint32_t flow_hash_of_number(int source, uint64_t flow)
{
	return (uint32_t)(rng_mix((uint64_t)source << 32 | flow) >> 32);
}
