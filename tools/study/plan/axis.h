/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Axes of a parameter study, and the values on them. What the scenario's file says of them: axes_read.h.
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

/* axis_new: without values and keys, to be owned by a list.
 * axes_new: a list without axes (of struct study_axis *). The caller frees it (g_ptr_array_unref). */
struct study_axis *axis_new(const char *name, int group, struct place at);
GPtrArray *axes_new(void);

/* axis_values_new: an empty list (of struct study_value *). The caller frees it (g_ptr_array_unref). */
GPtrArray *axis_values_new(void);

/* axis_value_new: without settings, and in no list yet. */
struct study_value *axis_value_new(const char *text, struct place at);

/* axis_values_add: appends a value with these settings, which are not looked at; their texts must outlive it. It has this
 * number, NAN: none. axis_values_like: one whose settings are those of another value with its text in place of that
 * one's. Both copy the text. */
struct study_value *axis_values_add(GPtrArray *values, const char *text, double number,
				    const struct scenario_set *made, int n);
struct study_value *axis_values_like(GPtrArray *values, const struct study_value *other, const char *text,
				     double number);

/* axis_find: the index of the axis of this name; -1: none. axis_value: the index of the value that text stands for, as
 * it is shown or as the same number; -1: none. */
int axis_find(const GPtrArray *axes, const char *name);
int axis_value(const struct study_axis *axis, const char *text);

/* axis_is_load: whether its values are offered loads. */
bool axis_is_load(const struct study_axis *axis);

/* axes_span_plane: whether two axes of several values do not move together. */
bool axes_span_plane(const GPtrArray *axes);

#endif
