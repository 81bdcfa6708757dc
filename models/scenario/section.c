/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/scenario/section.h"

void *section_settings(const struct scenario_section *section, void *holder)
{
	return (char *)holder + section->offset;
}

GArray *section_list(const struct scenario_section *section, const void *holder)
{
	return *(GArray *const *)((const char *)holder + section->offset);
}

void sections_init(const struct scenario_section *sections, int n, void *holder)
{
	for (int i = 0; i < n; i++) {
		const struct scenario_section *section = &sections[i];
		void *settings = section_settings(section, holder);
		if (section->list)
			*(GArray **)settings = g_array_new(FALSE, TRUE, (guint)section->table->size);
		else
			option_defaults(section->table, settings);
	}
}

static GArray *copy_list(const struct option_table *table, const GArray *from)
{
	GArray *list = g_array_sized_new(FALSE, TRUE, (guint)table->size, from->len);
	g_array_set_size(list, from->len);
	for (guint i = 0; i < from->len; i++)
		option_copy(table, list->data + i * table->size, from->data + i * table->size);
	return list;
}

void sections_copy(const struct scenario_section *sections, int n, void *to, const void *from)
{
	for (int i = 0; i < n; i++) {
		const struct scenario_section *section = &sections[i];
		void *settings = section_settings(section, to);
		if (section->list)
			*(GArray **)settings = copy_list(section->table, section_list(section, from));
		else
			option_copy(section->table, settings, (const char *)from + section->offset);
	}
}

static void clear_list(const struct option_table *table, GArray *list)
{
	for (guint i = 0; i < list->len; i++)
		option_clear(table, list->data + i * table->size);
	g_array_free(list, TRUE);
}

void sections_clear(const struct scenario_section *sections, int n, void *holder)
{
	for (int i = 0; i < n; i++) {
		const struct scenario_section *section = &sections[i];
		if (section->list)
			clear_list(section->table, section_list(section, holder));
		else
			option_clear(section->table, section_settings(section, holder));
	}
}
