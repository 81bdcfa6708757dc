/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Axes of a parameter study, from the list `axes` of a scenario's section "study":
 *
 *     - {set: load, from: 100kpps, to: 2Mpps, count: 12, scale: log}   # or step: 100kpps; linear by default (range.h)
 *     - {set: traffic.frame, values: [64B, 512B, imix], name: frame}   # the name is that of the key by default
 *     - name: placement                                                # values by name, each with several settings
 *       values:
 *         - {name: shared core, set: {guests.vm0.vhost_core: 0}}
 *         - {name: own core, set: {guests.vm0.vhost_core: 2}}
 *     - together:                                                      # axes of one length that move together
 *         - {set: kernel, values: ["3.13", "5.10"]}
 *         - {set: nic.rx_ring, values: [256, 512]}
 *
 * No two axes set one key, nor an axis what the command line sets.
 */
#ifndef TOOLS_STUDY_PLAN_AXIS_H
#define TOOLS_STUDY_PLAN_AXIS_H

#include "tools/scenario/scenario_base.h"

#define LOAD_AXIS "load"

#define AXES_MAX 32 /* of one study */

/* The most values of an axis, or points of a study, times guests and sources: what planning takes grows with that. */
#define STUDY_ELEMENTS_MAX 5000000

/* A value on an axis. */
struct study_value {
	char *text;    /* as shown: "850kpps", "shared core"; owned */
	char **sets;   /* "key=value", NULL-terminated; owned */
	double number; /* in base units of the axis; NAN: no number */
	GArray *made;  /* struct scenario_set: the same settings with their places; owned, the texts are the
			* base's, this struct's and interned ones */
	struct place at;
};

struct study_axis {
	char *name;	   /* "load", "placement"; owned */
	enum unit unit;	   /* of the numbers */
	bool is_number;	   /* every value is a number of this unit */
	GPtrArray *values; /* of struct study_value *, in the order written */
	int group;	   /* axes of one group move together; each other axis has a group of its own */
	char **keys;	   /* the full keys that its values set, NULL-terminated; owned */
	struct place at;
};

/* axis_new: without values and keys, to be owned by a list. axes_new: a list without axes (of struct study_axis *). The caller frees it (g_ptr_array_unref). */
struct study_axis *axis_new(const char *name, int group, struct place at);
GPtrArray *axes_new(void);

/* axes_read: appends the axes of the base's document, if it has any; sets are the command line's. False with every
 * fault added to d. */
bool axes_read(GPtrArray *axes, struct scenario_base *b, const char *const *sets, struct diag *d);

/* axes_node: the value of a key of the section "study" in the document; NULL when there is none. */
const yaml_node_t *axes_node(struct scenario_base *b, const char *key);

/* axis_find: the index of the axis of this name; -1: none. axis_value: the index of the value that text stands for, as
 * it is shown or as the same number; -1: none. */
int axis_find(const GPtrArray *axes, const char *name);
int axis_value(const struct study_axis *axis, const char *text);

/* axis_is_load: whether its values are offered loads. */
bool axis_is_load(const struct study_axis *axis);

/* axes_span_plane: whether two axes of several values do not move together. */
bool axes_span_plane(const GPtrArray *axes);

#endif
