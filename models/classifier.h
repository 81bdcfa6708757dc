/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Classifier: which receive queue of the NIC a frame goes to. In hardware, at no CPU cost.
 *
 * Two variants: one queue for all (the baseline: the bridge sorts in software), and a queue for each guest by
 * its MAC address (the proposed flows; VMDq pools of the 82599, frame queues of DPAA).
 */
#ifndef MODELS_CLASSIFIER_H
#define MODELS_CLASSIFIER_H

struct classifier {
	const char *name;
	int (*queues)(int guests);  /* how many receive queues it needs */
	int (*queue_of)(int guest); /* for frames to this guest */
};

extern const struct classifier classifier_single, classifier_by_guest;

#endif
