/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Asking a scenario for one setting in force, by the key that --set takes: "kernel", "nic.rx_ring",
 * "guests.vm0.vcpu_core", "traffic.frame" (of all elements). Costs are not settings of a table and are not found.
 */
#ifndef TOOLS_STUDY_PLAN_SETTING_VALUE_H
#define TOOLS_STUDY_PLAN_SETTING_VALUE_H

#include "tools/scenario/plans.h"

struct setting_key {
	const struct scenario_section *section;
	const struct option *option;
	const char *element; /* of a list: name or number; "": every one. Interned */
};

/* setting_value_key: finds what the key names; false when there is no such setting. */
bool setting_value_key(const char *key, struct setting_key *found);

/* setting_value_normal: the text as option_format writes such a value, newly allocated (g_free); NULL with *why set
 * (g_free) when it is none. */
char *setting_value_normal(const struct setting_key *key, const char *text, char **why);

/* setting_value_is: the setting of the scenario or its plans has this value, as normal text; of a list each element meant, at least one. */
bool setting_value_is(const struct scenario *s, const struct plans *plans, const struct setting_key *key,
		      const char *normal);

/* setting_value_keys: the keys of all settings, those of lists without an element, for messages. The caller owns
 * array and texts (g_ptr_array_unref). */
GPtrArray *setting_value_keys(void);

#endif
