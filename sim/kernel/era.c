/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/kernel/era.h"

#define ERA_NAME(id, name) name,
const char *const era_names[] = {ERA_LIST(ERA_NAME) NULL};

#define ERA_COMPLETE(type, name, ...)                                                                        \
	_Static_assert(sizeof((const type[]){__VA_ARGS__}) == ERAS * sizeof(type),                           \
		       "the rule " #name " has not one value for each era");
ERA_RULES(ERA_COMPLETE)

#define ERA_VALUES(type, name, ...) .name = {__VA_ARGS__},
const struct era_rules era_rules = {ERA_RULES(ERA_VALUES)};

char *era_names_with(const bool rule[ERAS])
{
	GString *text = g_string_new(NULL);
	int left = 0;
	for (int era = 0; era < ERAS; era++)
		left += rule[era];
	for (int era = 0; era < ERAS; era++)
		if (rule[era]) {
			left--;
			g_string_append_printf(text, "%s%s", era_names[era],
					       left > 1	   ? ", "
					       : left == 1 ? " or "
							   : "");
		}
	return g_string_free(text, FALSE);
}
