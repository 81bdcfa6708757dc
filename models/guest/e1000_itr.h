/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Interrupt throttle rate of the guest's e1000 driver: what the driver asks the device for after each poll.
 *
 * Stands for e1000_update_itr and e1000_set_itr of drivers/net/ethernet/intel/e1000/e1000_main.c (3.13.2; 5.10 the
 * same) with InterruptThrottleRate 3, the default: dynamic, conservative. Each direction has a class by the
 * packets and bytes since the last interrupt; the slower of the two gives the rate. On the way up the rate rises
 * by a quarter of its aim at a time.
 */
#ifndef MODELS_GUEST_E1000_ITR_H
#define MODELS_GUEST_E1000_ITR_H

#include <stdbool.h>
#include <stdint.h>

enum e1000_latency { E1000_LOWEST, E1000_LOW, E1000_BULK };

/* One direction, since the last interrupt. */
struct e1000_sample {
	enum e1000_latency class;
	int packets, bytes;
};

struct e1000_itr {
	struct e1000_sample rx, tx;
	int rate; /* interrupts/s */
};

/* e1000_itr_init: the rate that the driver starts with. e1000_itr_clear: an interrupt: new samples begin. */
void e1000_itr_init(struct e1000_itr *itr);
void e1000_itr_clear(struct e1000_itr *itr);

/* e1000_itr_update: the end of a poll: whether the register must be written, with *value. */
bool e1000_itr_update(struct e1000_itr *itr, uint32_t *value);

#endif
