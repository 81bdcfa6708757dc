/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Patterns match what the parsers take, and nothing else but some fractions of KiB, MiB and GiB: both are asked about every text that can be put together of
 * a number, a blank, a unit and a tail, good and bad ones. The pattern is tried by PCRE (GRegex).
 */
#include "sim/input/option.h"
#include "sim/input/pattern.h"
#include "tests/lib/suite.h"
#include <string.h>

static const char *const numbers[] = {
	"",
	"0",
	"7",
	"512",
	"007",
	"1.0",
	"1.5",
	"0.25",
	"1.000",
	"1.",
	".5",
	"1.125",
	"1.0625",
	"0.0009765625",
	"1.123456789012",
	"1.5000000000000000",
	"1.0000000000001",
	"-1",
	"+1",
	"1e3",
	"1,000",
	"1_000",
	"0x10",
	"1.2.3",
	"1 ",
	" 1",
};
static const char *const blanks[] = {"", " ", "  ", "\t"};
static const char *const symbols[] = {"",     "ps",   "ns",  "us",   "ms",   "s",    "pps", "kpps",
				      "Mpps", "Gpps", "bps", "kbps", "Mbps", "Gbps", "B",   "KiB",
				      "MiB",  "GiB",  "kB",  "MB",   "GB",   "Hz",   "kHz", "MHz",
				      "GHz",  "S",    "kb",  "x",    "b",    "K"};
static const char *const tails[] = {"", " ", "x", "s"};

#define FOR_EACH(word, words)                                                                                \
	for (const char *const *word = words; word < words + G_N_ELEMENTS(words); word++)

static bool parses(enum unit unit, const char *text)
{
	int64_t value;
	char *why = NULL;
	bool parsed = unit_parse(unit, text, &value, &why);
	g_free(why);
	return parsed;
}

static GRegex *compiled(char *pattern)
{
	GError *error = NULL;
	GRegex *regex = g_regex_new(pattern, G_REGEX_DOLLAR_ENDONLY, 0, &error);
	CU_ASSERT_PTR_NULL(error);
	CU_ASSERT_PTR_NOT_NULL_FATAL(regex);
	g_free(pattern);
	return regex;
}

/* Compares the pattern of a unit with its parser on one text; returns whether the text is good. */
static bool compare(enum unit unit, const GRegex *regex, const char *text)
{
	bool parsed = parses(unit, text);
	bool matched = g_regex_match(regex, text, 0, NULL);
	if (matched && strstr(text, "iB"))
		return parsed;
	CU_ASSERT_EQUAL(matched, parsed);
	if (matched != parsed)
		fprintf(stderr, "unit %d: \"%s\" is %s by the pattern only\n", (int)unit, text,
			matched ? "good" : "bad");
	return parsed;
}

static int compare_all(enum unit unit, const GRegex *regex)
{
	int good = 0;
	FOR_EACH(number, numbers)
	FOR_EACH(blank, blanks)
	FOR_EACH(symbol, symbols)
	FOR_EACH(tail, tails)
	{
		char *text = g_strconcat(*number, *blank, *symbol, *tail, NULL);
		good += compare(unit, regex, text);
		g_free(text);
	}
	return good;
}

static void test_units(void)
{
	for (enum unit unit = 0; unit < UNITS; unit++) {
		GRegex *regex = compiled(pattern_of_unit(unit));
		CU_ASSERT_TRUE(compare_all(unit, regex) >= 5);
		g_regex_unref(regex);
	}
}

/* Decimal places, one by one, around the last that each unit can have. */
static void test_decimals(void)
{
	for (enum unit unit = 0; unit < UNITS; unit++) {
		GRegex *regex = compiled(pattern_of_unit(unit));
		const char *symbol;
		int most;
		for (int i = 0; (symbol = unit_symbol(unit, i, &most)); i++) {
			for (int places = 1; places <= 14; places++) {
				char *text = g_strdup_printf("1.%0*d%s", places, 5, symbol);
				bool exact = parses(unit, text);
				CU_ASSERT_TRUE(!exact || g_regex_match(regex, text, 0, NULL));
				CU_ASSERT_EQUAL(g_regex_match(regex, text, 0, NULL), places <= most);
				g_free(text);
			}
		}
		g_regex_unref(regex);
	}
}

struct settings {
	struct frame_mix frames;
};

static const struct option frames = FRAMES_OPTION(settings, frames, "64B", NULL, NULL, "frame sizes");

static bool frames_parse(const char *text)
{
	struct settings s;
	char *why = NULL;
	bool parsed = option_parse(&frames, text, &s, &why);
	g_free(why);
	return parsed;
}

static void test_frames(void)
{
	static const char *const sizes[] = {"64B", "1.5KiB", "1 kB", "64", "B", "", "imix", "1.5B"};
	static const char *const weights[] = {"",     ":1",	  ":007",     ":1000000", ":1.0", ":0",
					      ":000", ":1000001", ":9999999", ":",	  ":1:2", ":-1"};
	static const char *const joints[] = {"", ",", ", ", ",  ", " ,", ";"};
	GRegex *regex = compiled(pattern_of_frames());
	int good = 0;
	FOR_EACH(size, sizes)
	FOR_EACH(weight, weights)
	FOR_EACH(joint, joints)
	{
		char *text = g_strconcat(*size, *weight, *joint, *joint ? "594B:4" : "", NULL);
		bool parsed = frames_parse(text);
		CU_ASSERT_EQUAL(g_regex_match(regex, text, 0, NULL), parsed);
		good += parsed;
		g_free(text);
	}
	CU_ASSERT_TRUE(good > 30);
	g_regex_unref(regex);
}

/* As many sizes as a mix can have, and one more. */
static void test_many_frames(void)
{
	GRegex *regex = compiled(pattern_of_frames());
	GString *text = g_string_new("64B");
	for (int n = 1; n <= FRAME_MIX_MAX + 2; n++) {
		CU_ASSERT_EQUAL(frames_parse(text->str), n <= FRAME_MIX_MAX);
		CU_ASSERT_EQUAL(g_regex_match(regex, text->str, 0, NULL), n <= FRAME_MIX_MAX);
		g_string_append(text, ",65B:2");
	}
	g_string_free(text, TRUE);
	g_regex_unref(regex);
}

static const struct test_case cases[] = {
	{"units", test_units},
	{"decimal places", test_decimals},
	{"frames", test_frames},
	{"many frames", test_many_frames},
};

SUITE("pattern", cases)
