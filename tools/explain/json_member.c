/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/explain/json_member.h"
#include "sim/input/plain_text.h"
#include "tools/text/json_read.h"

#define NUMBER_MAX 1e15

bool member_missing(const struct member_reader *f, const char *key)
{
	if (!*f->error)
		g_set_error(f->error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
			    "%s is no result of vhostsim run: there is no such \"%s\" in it", f->path, key);
	return false;
}

JsonObject *member_object(const struct member_reader *f, JsonObject *o, const char *key)
{
	JsonObject *found = json_read_object(o, key);
	if (!found)
		member_missing(f, key);
	return found;
}

JsonArray *member_array(const struct member_reader *f, JsonObject *o, const char *key)
{
	JsonArray *found = json_read_array(o, key);
	if (!found)
		member_missing(f, key);
	return found;
}

JsonObject *member_element(const struct member_reader *f, JsonArray *a, guint i)
{
	JsonObject *found = json_read_element(a, i);
	if (!found)
		member_missing(f, "object");
	return found;
}

double member_real(const struct member_reader *f, JsonObject *o, const char *key)
{
	double value = json_read_number(o, key);
	if (value >= 0 && value <= NUMBER_MAX)
		return value;
	member_missing(f, key);
	return 0;
}

int64_t member_whole(const struct member_reader *f, JsonObject *o, const char *key)
{
	return (int64_t)member_real(f, o, key);
}

const char *member_text(const struct member_reader *f, JsonObject *o, const char *key)
{
	const char *text = json_read_text(o, key);
	if (*text && plain_text_is(text))
		return text;
	member_missing(f, key);
	return "";
}
