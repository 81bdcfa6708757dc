/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A run as it was reported, in its JSON and as metrics of studies, beside what its trace was counted to be (recount.h). The
 * comparisons assert, and print what differs.
 */
#ifndef TESTS_LIB_REPORTED_H
#define TESTS_LIB_REPORTED_H

#include "tests/lib/recount.h"
#include "tests/lib/suite.h"
#include <json-glib/json-glib.h>

struct reported {
	const char *what; /* path of its scenario; not owned */
	JsonNode *root, *metrics;
	JsonObject *json, *values; /* in root and metrics */
	struct recount *count;
	double seconds;
};

/* reported_init: makes the run of a scenario with these settings, NULL-terminated. reported_fini frees what it holds. */
void reported_init(struct reported *run, const char *path, char **sets);
void reported_fini(struct reported *run);

/* reported_element, reported_length: of an array of the JSON. reported_member: a number; NAN: it is null. */
JsonObject *reported_element(const struct reported *run, const char *array, guint i);
guint reported_length(const struct reported *run, const char *array);
double reported_member(JsonObject *in, const char *key);

/* reported_count, reported_near: a figure is what was counted; off: how far it may be from that. */
void reported_count(const struct reported *run, const char *figure, int64_t reported, int64_t counted);
void reported_near(const struct reported *run, const char *figure, double reported, double counted,
		   double off);

/* reported_int, reported_known: the same of a member of the JSON; a number that is not known (NAN) is null there.
 * reported_metric: the same of a metric, which is left out when it is not known. */
void reported_int(const struct reported *run, JsonObject *in, const char *key, int64_t counted);
void reported_known(const struct reported *run, JsonObject *in, const char *key, double counted, double off);
void reported_metric(const struct reported *run, const char *name, double counted, double off);

#endif
