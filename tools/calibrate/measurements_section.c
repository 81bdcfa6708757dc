/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/calibrate/measurements_section.h"
#include "tools/calibrate/quantity.h"
#include "tools/scenario/schema.h"
#include "tools/scenario/schema_part.h"
#include "tools/scenario/setting.h"
#include <string.h>

const struct measurement_key measurement_keys[] = {
	{"name", "what tables call it"},
	{"set", "settings in which it differs from the scenario of the file"},
	{"guest", "guest whose packets the figures count; by default all"},
	{"source",
	 "source of traffic whose packets they count, by name or number, from 0 on; by default all"},
	{"steal", "greatest share of the CPU that a hypervisor took meanwhile; above 1% it is refused"},
	{"error", "error of the instrument, beside the spread of the repetitions; 1% by default"},
	{"holdout", "yes: it is predicted, and never fitted"},
	{"figures", "what was measured: the repetitions of each figure"},
};
const int measurement_key_count = (int)G_N_ELEMENTS(measurement_keys);

const struct measurement_key *measurement_key(const char *name)
{
	for (int i = 0; i < measurement_key_count; i++)
		if (strcmp(measurement_keys[i].name, name) == 0)
			return &measurement_keys[i];
	return NULL;
}

/* A repetition, or several. */
static void write_repetitions(struct json_writer *w)
{
	json_object(w, "additionalProperties");
	json_array(w, "anyOf");
	schema_scalar(w, NULL);
	schema_array(w, NULL, "repetitions", 1);
	schema_scalar(w, "items");
	schema_array_end(w);
	json_end(w);
	json_end(w);
}

static void measurements_section_write_figures(struct json_writer *w, const struct measurement_key *k)
{
	json_object(w, k->name);
	json_text(w, "type", "object");
	json_text(w, "description", k->text);
	json_object(w, "propertyNames");
	json_array(w, "enum");
	for (int i = 0; i < quantity_count(); i++)
		json_text(w, NULL, quantity_name(i));
	json_end(w);
	json_end(w);
	write_repetitions(w);
	json_end(w);
}

static void write_percentage(struct json_writer *w, const struct measurement_key *k)
{
	json_object(w, k->name);
	json_text(w, "type", "string");
	json_text(w, "description", k->text);
	json_text(w, "pattern", "^[0-9]+([.][0-9]{1,6}0*)? *%$");
	json_end(w);
}

static void write_holdout(struct json_writer *w, const struct measurement_key *k)
{
	json_object(w, k->name);
	json_text(w, "description", k->text);
	json_list(w, "enum");
	json_bool(w, NULL, true);
	json_bool(w, NULL, false);
	json_text(w, NULL, "yes");
	json_text(w, NULL, "no");
	json_end(w);
	json_end(w);
}

static void measurements_section_write_key(struct json_writer *w, const struct measurement_key *k)
{
	if (strcmp(k->name, "set") == 0)
		schema_ref(w, k->name, SCHEMA_SETTINGS);
	else if (strcmp(k->name, "figures") == 0)
		measurements_section_write_figures(w, k);
	else if (strcmp(k->name, "steal") == 0 || strcmp(k->name, "error") == 0)
		write_percentage(w, k);
	else if (strcmp(k->name, "holdout") == 0)
		write_holdout(w, k);
	else if (strcmp(k->name, "source") == 0)
		schema_scalar(w, k->name);
	else
		schema_text_member(w, k->name, k->text);
}

void measurements_schema(struct json_writer *w)
{
	static const char *const required[] = {"figures", NULL};
	schema_array(w, MEASUREMENTS_SECTION, "what was measured on a host, for vhostsim calibrate", 1);
	schema_object(w, "items", "a measurement");
	for (int i = 0; i < measurement_key_count; i++)
		measurements_section_write_key(w, &measurement_keys[i]);
	schema_object_end(w, required);
	schema_array_end(w);
}
