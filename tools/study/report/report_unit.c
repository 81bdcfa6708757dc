/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/report/report_unit.h"
#include <math.h>
#include <string.h>

#define SMALL 0.5 /* rates and loads below so many Mpps are drawn in kpps */

static const struct axis_unit {
	enum unit unit;
	double base, least; /* base units in one of it; from so many of it on it reads well */
	const char *name;
} axis_units[] = {
	/* of a kind the largest first */
	{UNIT_TIME, 1e12, 0.5, "s"},	  {UNIT_TIME, 1e9, 0.5, "ms"},	   {UNIT_TIME, 1e6, 0.5, "us"},
	{UNIT_TIME, 1e3, 0, "ns"},	  {UNIT_RATE, 1e6, SMALL, "Mpps"}, {UNIT_RATE, 1e3, 0, "kpps"},
	{UNIT_BITRATE, 1e9, 0.5, "Gbps"}, {UNIT_BITRATE, 1e6, 0, "Mbps"},  {UNIT_BYTES, 1048576, 4, "MiB"},
	{UNIT_BYTES, 1024, 16, "KiB"},	  {UNIT_BYTES, 1, 0, "B"},	   {UNIT_CLOCK, 1e9, 0, "GHz"},
	{UNIT_FACTOR, 1e6, 0, ""},	  {UNIT_COUNT, 1, 0, ""},
};

static double greatest(const struct study_axis *axis)
{
	double most = 0;
	for (guint i = 0; i < axis->values->len; i++)
		most = fmax(most, ((const struct study_value *)g_ptr_array_index(axis->values, i))->number);
	return most;
}

struct report_unit report_unit_of_axis(const struct study_axis *axis)
{
	const struct axis_unit *u = axis_units;
	if (!axis->is_number)
		return (struct report_unit){1, ""};
	while (u->unit != axis->unit || greatest(axis) < u->least * u->base)
		u++;
	return (struct report_unit){1 / u->base, u->name};
}

struct report_unit report_unit_of(const char *unit, double most)
{
	static const struct {
		const char *of;
		double scale;
		const char *name;
	} units[] = {
		/* of a kind the largest first */
		{"pps", 1e-6, "Mpps"}, {"pps", 1e-3, "kpps"}, {"kpps", 1e-3, "Mpps"}, {"bps", 1e-9, "Gbps"},
		{"bps", 1e-6, "Mbps"}, {"ns", 1e-9, "s"},     {"ns", 1e-6, "ms"},     {"ns", 1e-3, "us"},
		{"us", 1e-6, "s"},     {"us", 1e-3, "ms"},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
		if (!strcmp(units[i].of, unit) && most * units[i].scale >= SMALL)
			return (struct report_unit){units[i].scale, units[i].name};
	return (struct report_unit){1, unit};
}

char *report_axis_title(const struct study_axis *axis, struct report_unit unit)
{
	return g_strdup_printf("%s%s%s%s%s", axis_is_load(axis) ? "offered " : "", axis->name,
			       *unit.name ? " (" : "", unit.name, *unit.name ? ")" : "");
}
