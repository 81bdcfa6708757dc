/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/flow.h"

/* X(name): one line for each flow_NAME.c */
#define FLOW_LIST(X)                                                                                         \
	X(vhost)                                                                                             \
	X(feedback)                                                                                          \
	X(callback)                                                                                          \
	X(virtio)                                                                                            \
	X(emulated)

#define FLOW_DECLARE(name) extern const struct flow flow_##name;
FLOW_LIST(FLOW_DECLARE)

#define FLOW_POINTER(name) &flow_##name,
const struct flow *const flows[] = {FLOW_LIST(FLOW_POINTER)};
const int flow_count = sizeof(flows) / sizeof(*flows);

#define FLOW_NAME(name) #name,
const char *const flow_names[] = {FLOW_LIST(FLOW_NAME) 0};
