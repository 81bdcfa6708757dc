/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Classifier: which receive queue of the NIC a frame goes to. In hardware, at no CPU cost.
 *
 * Two variants: one queue for all (the baseline: the bridge sorts in software), and a queue for each path by
 * its MAC address and, with several queue pairs, by RSS within it (the proposed flows; VMDq pools of the
 * 82599, frame queues of DPAA; virtual functions).
 */
#ifndef MODELS_CLASSIFIER_H
#define MODELS_CLASSIFIER_H

#include "models/topology.h"

struct classifier {
	const char *name;
	bool by_port;		  /* each port has queues of its own */
	int (*queues)(int paths); /* how many receive queues it needs */
	int (*queue_of)(const struct topology *topo, int port, uint32_t hash); /* for frames to this port */
};

extern const struct classifier classifier_single, classifier_by_path;

#endif
