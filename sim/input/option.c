/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/input/option.h"
#include "sim/base/check.h"
#include "sim/input/diag.h"
#include "sim/input/plain_text.h"
#include "sim/input/version.h"
#include <string.h>

#define IMIX "64B:7,594B:4,1518B:1"

const char *const option_bool_words[] = {"no", "yes", "false", "true", NULL};

static void *option_slot(const struct option *opt, void *settings)
{
	return (char *)settings + opt->offset;
}

static const void *value_in(const struct option *opt, const void *settings)
{
	return (const char *)settings + opt->offset;
}

const struct option *option_find(const struct option_table *table, const char *key)
{
	for (int i = 0; i < table->n; i++)
		if (strcmp(table->options[i].key, key) == 0)
			return &table->options[i];
	return NULL;
}

static bool parse_bool(const struct option *opt, const char *text, bool *value, char **why)
{
	for (int i = 0; option_bool_words[i]; i++) {
		if (strcmp(text, option_bool_words[i]) == 0) {
			*value = i % 2;
			return true;
		}
	}
	*why = g_strdup_printf("%s \"%.40s\" is neither yes nor no", opt->key, text);
	return false;
}

/* The index of the choice that the text means; negative: none. */
static int find_choice(const struct option *opt, const char *text)
{
	if (opt->versions)
		return version_nearest(text, opt->choices);
	for (int i = 0; opt->choices[i]; i++)
		if (strcmp(text, opt->choices[i]) == 0)
			return i;
	return VERSION_NONE;
}

static bool parse_choice(const struct option *opt, const char *text, int *value, char **why)
{
	int found = find_choice(opt, text);
	if (found >= 0) {
		*value = found;
		return true;
	}
	if (found == -1) {
		*why = g_strdup_printf("%s %.40s is older than the oldest, %s", opt->key, text,
				       opt->choices[0]);
		return false;
	}
	int n = (int)g_strv_length((char **)opt->choices);
	const char *nearest = diag_nearest(text, opt->choices, n);
	char *list = g_strjoinv(", ", (char **)opt->choices);
	*why = g_strdup_printf("%s \"%.40s\" is not one of %s%s%s%s", opt->key, text, list,
			       nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
	g_free(list);
	return false;
}

/* What a value must be; the bounds are inclusive, as written in a table of ours, and NULL where there is
 * none. */
struct range {
	const char *what; /* the value's name in a message */
	enum unit unit;
	const char *min, *max;
};

/* A bound that does not parse is a broken invariant. */
static int64_t bound(const struct range *range, const char *text)
{
	int64_t value = 0;
	char *why = NULL;
	bool parsed = unit_parse(range->unit, text, &value, &why);
	CHECK(parsed, "bound of %s: %s", range->what, why);
	return value;
}

static bool parse_within(const struct range *range, const char *text, int64_t *value, char **why)
{
	int64_t parsed;
	char *fault = NULL;
	if (!unit_parse(range->unit, text, &parsed, &fault)) {
		*why = g_strdup_printf("%s %s", range->what, fault);
		g_free(fault);
		return false;
	}
	if (range->min && parsed < bound(range, range->min)) {
		*why = g_strdup_printf("%s %s is below the smallest, %s", range->what, text, range->min);
		return false;
	}
	if (range->max && parsed > bound(range, range->max)) {
		*why = g_strdup_printf("%s %s is above the largest, %s", range->what, text, range->max);
		return false;
	}
	*value = parsed;
	return true;
}

static bool parse_value(const struct option *opt, const char *text, int64_t *value, char **why)
{
	return parse_within(&(struct range){opt->key, opt->unit, opt->min, opt->max}, text, value, why);
}

/* Adds one "size" or "size:weight" to the mix; item is cut in two at the colon. */
static bool parse_frame_size(const struct option *opt, char *item, struct frame_mix *mix, char **why)
{
	const struct range sizes = {opt->key, UNIT_BYTES, opt->min, opt->max};
	const struct range weights = {"frame weight", UNIT_COUNT, "1", G_STRINGIFY(FRAME_WEIGHT_MAX)};
	const char *weight = "1";
	char *colon = strchr(item, ':');
	if (colon) {
		*colon = '\0';
		weight = colon + 1;
	}
	int i = mix->n++;
	return parse_within(&sizes, item, &mix->size[i], why) &&
	       parse_within(&weights, weight, &mix->weight[i], why);
}

static bool parse_frames(const struct option *opt, const char *text, struct frame_mix *value, char **why)
{
	struct frame_mix mix = {0};
	bool parsed = true;
	char **items = g_strsplit(strcmp(text, FRAME_MIX_WORD) == 0 ? IMIX : text, ",", FRAME_MIX_MAX + 1);
	int n = (int)g_strv_length(items);
	if (n == 0 || n > FRAME_MIX_MAX) {
		*why = g_strdup_printf("%s \"%.40s\" has %s; frames are written like 64B, " FRAME_MIX_WORD
				       " or " IMIX ", up to %d sizes",
				       opt->key, text, n ? "too many sizes" : "no size", FRAME_MIX_MAX);
		parsed = false;
	}
	for (int i = 0; parsed && i < n; i++)
		parsed = parse_frame_size(opt, i ? g_strchug(items[i]) : items[i], &mix, why);
	g_strfreev(items);
	if (parsed)
		*value = mix;
	return parsed;
}

static void option_set_text(const char *text, char **value)
{
	char *copy = g_strdup(text); /* first: text may be the former value */
	g_free(*value);
	*value = copy;
}

static bool parse_text(const struct option *opt, const char *text, char **value, char **why)
{
	if (!opt->def && !*text) {
		*why = g_strdup_printf("%s is empty", opt->key);
		return false;
	}
	char *fault = plain_text_fault(text);
	if (fault) {
		*why = g_strdup_printf("%s %s", opt->key, fault);
		g_free(fault);
		return false;
	}
	option_set_text(text, value);
	return true;
}

bool option_parse(const struct option *opt, const char *text, void *settings, char **why)
{
	void *value = option_slot(opt, settings);
	switch (opt->type) {
	case OPTION_BOOL:
		return parse_bool(opt, text, value, why);
	case OPTION_VALUE:
		return parse_value(opt, text, value, why);
	case OPTION_CHOICE:
		return parse_choice(opt, text, value, why);
	case OPTION_TEXT:
		return parse_text(opt, text, value, why);
	case OPTION_FRAMES:
		return parse_frames(opt, text, value, why);
	}
	CHECK(false, "option %s has no type", opt->key);
}

const char *option_stands_for(const struct option *opt, const char *text)
{
	int found = opt->versions ? find_choice(opt, text) : -1;
	return found >= 0 && strcmp(opt->choices[found], text) != 0 ? opt->choices[found] : NULL;
}

void option_defaults(const struct option_table *table, void *settings)
{
	for (int i = 0; i < table->n; i++) {
		const struct option *opt = &table->options[i];
		if (!opt->def && opt->type == OPTION_TEXT)
			option_set_text("", option_slot(opt, settings));
		char *why = NULL;
		bool parsed = !opt->def || option_parse(opt, opt->def, settings, &why);
		CHECK(parsed, "default of [%s]: %s", table->section, why);
	}
}

/* Frame sizes are told in bytes, as RFC 2544 does: 1024B, no 1KiB. */
static char *format_frames(const struct frame_mix *mix)
{
	GString *s = g_string_new(NULL);
	for (int i = 0; i < mix->n; i++) {
		g_string_append_printf(s, "%s%dB", i ? "," : "", (int)mix->size[i]);
		if (mix->n > 1 || mix->weight[i] > 1)
			g_string_append_printf(s, ":%d", (int)mix->weight[i]);
	}
	return g_string_free(s, FALSE);
}

static const char *choice_name(const struct option *opt, int index)
{
	int n = (int)g_strv_length((char **)opt->choices);
	CHECK(index >= 0 && index < n, "option %s has %d choices, not a number %d", opt->key, n, index);
	return opt->choices[index];
}

char *option_format(const struct option *opt, const void *settings)
{
	const void *value = value_in(opt, settings);
	switch (opt->type) {
	case OPTION_BOOL:
		return g_strdup(*(const bool *)value ? "yes" : "no");
	case OPTION_VALUE:
		return unit_format(opt->unit, *(const int64_t *)value);
	case OPTION_CHOICE:
		return g_strdup(choice_name(opt, *(const int *)value));
	case OPTION_TEXT:
		return g_strdup(*(char *const *)value);
	case OPTION_FRAMES:
		return format_frames(value);
	}
	CHECK(false, "option %s has no type", opt->key);
}

void option_copy(const struct option_table *table, void *to, const void *from)
{
	memcpy(to, from, table->size);
	for (int i = 0; i < table->n; i++) {
		const struct option *opt = &table->options[i];
		if (opt->type == OPTION_TEXT)
			*(char **)option_slot(opt, to) = g_strdup(*(char *const *)value_in(opt, from));
	}
}

void option_clear(const struct option_table *table, void *settings)
{
	for (int i = 0; i < table->n; i++) {
		const struct option *opt = &table->options[i];
		if (opt->type == OPTION_TEXT)
			g_clear_pointer((char **)option_slot(opt, settings), g_free);
	}
}
