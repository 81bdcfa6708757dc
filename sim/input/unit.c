/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/input/unit.h"
#include "sim/base/check.h"
#include <inttypes.h>
#include <string.h>

typedef unsigned __int128 wide;

struct scale {
	const char *symbol;
	int64_t factor; /* base units in one of this unit */
};

#define KILO INT64_C(1000)
#define MEGA (KILO * 1000)
#define GIGA (MEGA * 1000)
#define TERA (GIGA * 1000)
#define KIBI INT64_C(1024)
#define MEBI (KIBI * 1024)
#define GIBI (MEBI * 1024)

#define MAX_SCALES 7

struct kind {
	const char *noun, *example, *name;
	bool whole; /* written without a fraction where there is a choice: 1518B, not 1.518kB */
	int n;
	struct scale scales[MAX_SCALES]; /* the base unit first */
};

#define WORDS(noun, example) noun, example, noun " such as " example

/* clang-format off */
static const struct kind kinds[UNITS] = {
	[UNIT_COUNT] = {WORDS("a whole number", "512"), true, 1, {{"", 1}}},
	[UNIT_TIME] = {WORDS("a time", "50us"), false, 5,
		{{"ps", 1}, {"ns", KILO}, {"us", MEGA}, {"ms", GIGA}, {"s", TERA}}},
	[UNIT_RATE] = {WORDS("a rate", "850kpps"), false, 4,
		{{"pps", 1}, {"kpps", KILO}, {"Mpps", MEGA}, {"Gpps", GIGA}}},
	[UNIT_BITRATE] = {WORDS("a bit rate", "10Gbps"), false, 4,
		{{"bps", 1}, {"kbps", KILO}, {"Mbps", MEGA}, {"Gbps", GIGA}}},
	[UNIT_BYTES] = {WORDS("a size", "64B"), true, 7,
		{{"B", 1}, {"KiB", KIBI}, {"MiB", MEBI}, {"GiB", GIBI}, {"kB", KILO}, {"MB", MEGA}, {"GB", GIGA}}},
	[UNIT_CLOCK] = {WORDS("a clock rate", "2.6GHz"), false, 4,
		{{"Hz", 1}, {"kHz", KILO}, {"MHz", MEGA}, {"GHz", GIGA}}},
	[UNIT_FACTOR] = {WORDS("a decimal number", "0.25"), false, 1, {{"", MEGA}}},
};
/* clang-format on */

static const struct kind *unit_kind_of(enum unit unit)
{
	CHECK((unsigned)unit < UNITS, "unit %d does not exist", (int)unit);
	return &kinds[unit];
}

static bool has_symbols(const struct kind *kind)
{
	return kind->scales[0].symbol[0] != '\0';
}

/* The number at the start of a text: whole + fraction / 10^digits. */
struct number {
	wide whole;	 /* stops growing beyond INT64_MAX */
	wide fraction;	 /* meaningless when digits is above MAX_DIGITS */
	int digits;	 /* without trailing zeros */
	const char *end; /* what follows it */
};

/* One base unit in the largest power of two, 1/2^30 GiB, has 30 decimal places; more can never be exact. */
#define MAX_DIGITS 30

static wide power_of_ten(int exponent)
{
	wide power = 1;
	while (exponent-- > 0)
		power *= 10;
	return power;
}

static wide common_divisor(wide a, wide b)
{
	while (b) {
		wide rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

static const char *read_whole(const char *s, wide *whole)
{
	*whole = 0;
	for (; g_ascii_isdigit(*s); s++)
		if (*whole <= INT64_MAX)
			*whole = *whole * 10 + (wide)(*s - '0');
	return s;
}

/* Reads the digits after the point; zeros are taken in only once another digit follows them. */
static const char *unit_read_fraction(const char *s, struct number *number)
{
	int zeros = 0;
	for (; g_ascii_isdigit(*s); s++) {
		if (*s == '0') {
			zeros++;
			continue;
		}
		number->digits += zeros + 1;
		if (number->digits > MAX_DIGITS)
			number->digits = MAX_DIGITS + 1;
		else
			number->fraction = number->fraction * power_of_ten(zeros + 1) + (wide)(*s - '0');
		zeros = 0;
	}
	return s;
}

static struct number unit_read_number(const char *text)
{
	struct number number = {0};
	number.end = read_whole(text, &number.whole);
	if (number.end[0] == '.' && g_ascii_isdigit(number.end[1]))
		number.end = unit_read_fraction(number.end + 1, &number);
	return number;
}

/* Sets *value to fraction / 10^digits * factor; false when that is no whole number. Divides before it
 * multiplies, so that nothing overflows. */
static bool scale_fraction(const struct number *number, int64_t factor, wide *value)
{
	if (number->digits > MAX_DIGITS)
		return false;
	wide power = power_of_ten(number->digits);
	wide common = common_divisor(power, (wide)factor);
	wide divisor = power / common;
	*value = number->fraction / divisor * ((wide)factor / common);
	return number->fraction % divisor == 0;
}

/* How values of the kind are written, the end of most messages. */
static char *advice(const struct kind *kind)
{
	GString *s = g_string_new(NULL);
	g_string_append_printf(s, "%s is written like %s", kind->noun, kind->example);
	for (int i = 0; has_symbols(kind) && i < kind->n; i++)
		g_string_append_printf(s, "%s%s", i ? ", " : " (", kind->scales[i].symbol);
	if (has_symbols(kind))
		g_string_append_c(s, ')');
	return g_string_free(s, FALSE);
}

/* unit_fault: sets *why to  "text" <what>; <advice>  and returns false. */
static bool unit_fault(const struct kind *kind, const char *text, char **why, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

static bool unit_fault(const struct kind *kind, const char *text, char **why, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	char *what = g_strdup_vprintf(fmt, args);
	va_end(args);
	char *how = advice(kind);
	*why = g_strdup_printf("\"%.40s\" %s; %s", text, what, how);
	g_free(how);
	g_free(what);
	return false;
}

static bool is_exponent(const char *s)
{
	if (*s != 'e' && *s != 'E')
		return false;
	s += s[1] == '+' || s[1] == '-' ? 2 : 1;
	return g_ascii_isdigit(*s);
}

/* Faults of the text as a whole and of its number. */
static bool number_is_well_formed(const struct kind *kind, const char *text, const char *rest, char **why)
{
	if (*text == '\0')
		return unit_fault(kind, text, why, "is empty");
	if (*text == '-' || *text == '+')
		return unit_fault(kind, text, why, "has a sign");
	if (g_ascii_isspace(*text) || g_ascii_isspace(text[strlen(text) - 1]))
		return unit_fault(kind, text, why, "has a blank too many");
	if (!g_ascii_isdigit(*text))
		return unit_fault(kind, text, why, "does not begin with a digit");
	if (is_exponent(rest))
		return unit_fault(kind, text, why, "has an exponent, write the digits out");
	if (*rest && strchr(".,'_", *rest))
		return unit_fault(
			kind, text, why,
			"has a '%c' too many, a number is digits with at most one point between them", *rest);
	return true;
}

static bool matches_exactly(const char *symbol, const char *word)
{
	return strcmp(symbol, word) == 0;
}

static bool matches_but_for_case(const char *symbol, const char *word)
{
	return g_ascii_strcasecmp(symbol, word) == 0;
}

static bool begins_with(const char *symbol, const char *word)
{
	return g_ascii_strncasecmp(symbol, word, strlen(word)) == 0;
}

typedef bool match(const char *symbol, const char *word);

/* The one scale of the kind whose symbol matches; NULL when none does or several do. */
static const struct scale *unit_find_scale(const struct kind *kind, const char *word, match *matches)
{
	const struct scale *found = NULL;
	for (int i = 0; has_symbols(kind) && i < kind->n; i++) {
		if (!matches(kind->scales[i].symbol, word))
			continue;
		if (found)
			return NULL;
		found = &kind->scales[i];
	}
	return found;
}

static const struct kind *find_kind(const char *word, match *matches)
{
	for (int i = 0; i < UNITS; i++)
		if (unit_find_scale(&kinds[i], word, matches))
			return &kinds[i];
	return NULL;
}

/* The word is no unit of the kind: says what it is, or what was meant. Always returns false. */
static bool wrong_symbol(const struct kind *kind, const char *text, const char *word, char **why)
{
	const struct scale *meant = unit_find_scale(kind, word, matches_but_for_case);
	const struct kind *other = find_kind(word, matches_exactly);
	if (!meant && !other)
		meant = unit_find_scale(kind, word, begins_with);
	if (meant)
		return unit_fault(kind, text, why, "has the unknown unit %s (did you mean %s?)", word,
				  meant->symbol);
	if (!other)
		other = find_kind(word, matches_but_for_case);
	if (other)
		return unit_fault(kind, text, why, "is %s", other->noun);
	if (!has_symbols(kind))
		return unit_fault(kind, text, why, "goes on after its number");
	return unit_fault(kind, text, why, "has the unknown unit %s", word);
}

/* The scale of the unit at rest, which may stand after one space; NULL, with *why set, on a fault. */
static const struct scale *read_symbol(const struct kind *kind, const char *text, const char *rest,
				       char **why)
{
	const char *word = *rest == ' ' ? rest + 1 : rest;
	size_t length = strcspn(word, " \t\r\n\v\f");
	if (word[length]) {
		unit_fault(kind, text, why, length ? "goes on after its unit" : "has a blank too many");
		return NULL;
	}
	if (length == 0 && has_symbols(kind)) {
		unit_fault(kind, text, why, "has no unit");
		return NULL;
	}
	const struct scale *scale = length ? unit_find_scale(kind, word, matches_exactly) : &kind->scales[0];
	if (!scale)
		wrong_symbol(kind, text, word, why);
	return scale;
}

static bool too_large(enum unit unit, const char *text, char **why)
{
	char *largest = unit_format(unit, INT64_MAX);
	*why = g_strdup_printf("\"%.40s\" is too large, at most %s can be held", text, largest);
	g_free(largest);
	return false;
}

static bool too_fine(enum unit unit, const char *text, char **why)
{
	const char *step = unit == UNIT_FACTOR ? "0.000001" : "1";
	*why = g_strdup_printf("\"%.40s\" is no whole multiple of %s%s, the finest step there is", text, step,
			       unit_base(unit));
	return false;
}

bool unit_parse(enum unit unit, const char *text, int64_t *value, char **why)
{
	const struct kind *kind = unit_kind_of(unit);
	struct number number = unit_read_number(text);
	if (!number_is_well_formed(kind, text, number.end, why))
		return false;
	const struct scale *scale = read_symbol(kind, text, number.end, why);
	if (!scale)
		return false;

	wide part;
	if (!scale_fraction(&number, scale->factor, &part))
		return too_fine(unit, text, why);
	wide total = number.whole * (wide)scale->factor + part;
	if (total > INT64_MAX)
		return too_large(unit, text, why);
	*value = (int64_t)total;
	return true;
}

/* The scale to write a value in: the largest that is not above it, and that divides it where fractions are
 * avoided. */
static const struct scale *unit_scale_for(const struct kind *kind, int64_t value)
{
	const struct scale *best = &kind->scales[0];
	for (int i = 1; i < kind->n; i++) {
		const struct scale *scale = &kind->scales[i];
		bool fits = scale->factor <= value && (!kind->whole || value % scale->factor == 0);
		if (fits && scale->factor > best->factor)
			best = scale;
	}
	return best;
}

/* Appends the decimal places of rest / factor, a power of ten above rest. */
static void append_fraction(GString *s, int64_t rest, int64_t factor)
{
	if (rest == 0)
		return;
	g_string_append_c(s, '.');
	while (rest > 0) {
		factor /= 10;
		g_string_append_c(s, (char)('0' + rest / factor));
		rest %= factor;
	}
}

char *unit_format(enum unit unit, int64_t value)
{
	CHECK(value >= 0, "%" PRId64 " has no notation: values with units are never negative", value);
	const struct kind *kind = unit_kind_of(unit);
	const struct scale *scale = unit_scale_for(kind, value);
	GString *s = g_string_new(NULL);
	g_string_append_printf(s, "%" PRId64, value / scale->factor);
	append_fraction(s, value % scale->factor, scale->factor);
	g_string_append(s, scale->symbol);
	return g_string_free(s, FALSE);
}

const char *unit_name(enum unit unit)
{
	return unit_kind_of(unit)->name;
}

const char *unit_base(enum unit unit)
{
	return unit_kind_of(unit)->scales[0].symbol;
}

static int times_divisible(int64_t value, int64_t by)
{
	int times = 0;
	for (; value % by == 0; value /= by)
		times++;
	return times;
}

const char *unit_symbol(enum unit unit, int i, int *decimals)
{
	const struct kind *kind = unit_kind_of(unit);
	if (i >= kind->n)
		return NULL;
	int64_t factor = kind->scales[i].factor;
	*decimals = MAX(times_divisible(factor, 2), times_divisible(factor, 5));
	return kind->scales[i].symbol;
}
