/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/platform_value.h"
#include <glib.h>
#include <string.h>

typedef unsigned __int128 wide;

struct scale {
	const char *symbol;
	int64_t factor; /* base units in one of this unit */
};

#define K INT64_C(1000)
#define M (K * 1000)
#define G (M * 1000)
#define T (G * 1000)
#define KI INT64_C(1024)
#define MI (KI * 1024)
#define GI (MI * 1024)

/* clang-format off */
static const struct scale speeds[] = {
	{"", 1}, {"f", 1}, {"kf", K}, {"Mf", M}, {"Gf", G}, {"Tf", T},
	{"flops", 1}, {"kiloflops", K}, {"megaflops", M}, {"gigaflops", G}, {"teraflops", T}, {NULL, 0},
};
static const struct scale bandwidths[] = {
	{"bps", 1}, {"kbps", K}, {"Mbps", M}, {"Gbps", G}, {"Tbps", T},
	{"Bps", 8}, {"kBps", 8 * K}, {"MBps", 8 * M}, {"GBps", 8 * G}, {"TBps", 8 * T},
	{"Kibps", KI}, {"Mibps", MI}, {"Gibps", GI}, {"KiBps", 8 * KI}, {"MiBps", 8 * MI}, {"GiBps", 8 * GI},
	{NULL, 0},
};
static const struct scale latencies[] = {
	{"ps", 1}, {"ns", K}, {"us", M}, {"ms", G}, {"s", T}, {NULL, 0},
};
static const struct scale counts[] = {{"", 1}, {NULL, 0}};

static const struct quantity {
	const char *noun;    /* what the value is called */
	const char *example; /* how it is written, with its units */
	const struct scale *scales;
	int64_t min, max;
	const char *range;
} quantities[PLATFORM_QUANTITIES] = {
	[PLATFORM_SPEED] = {"speed", "3.3Gf (f, kf, Mf, Gf, Tf; one flop is one cycle)",
		speeds, M, T, "1Mf to 1Tf"},
	[PLATFORM_BANDWIDTH] = {"bandwidth", "10Gbps (bps, kbps, Mbps, Gbps, or Bps, kBps, MBps, GBps)",
		bandwidths, K, 1000 * T, "1kbps to 1000Tbps"},
	[PLATFORM_LATENCY] = {"latency", "500ns (ps, ns, us, ms, s)",
		latencies, 0, 1000 * T, "0 to 1000s"},
	[PLATFORM_CORES] = {"number of cores", "4", counts, 1, 1024, "1 to 1024"},
};
/* clang-format on */

/* A decimal number: digits * 10^exponent. */
struct number {
	wide digits;
	int exponent;
	const char *end; /* what follows it; NULL when there is no such number */
};

/* Beyond these no value is in range, and the arithmetic stays within 128 bits. */
#define DIGITS_MAX 18
#define EXPONENT_MAX 1000

static bool add_digit(struct number *n, char digit)
{
	wide limit = 1, digits = n->digits * 10 + (wide)(digit - '0');
	for (int i = 0; i < DIGITS_MAX; i++)
		limit *= 10;
	if (digits < limit)
		n->digits = digits;
	return digits < limit;
}

/* Reads the fraction after the point at s. Digits beyond DIGITS_MAX are far below half of a base unit. */
static const char *platform_value_read_fraction(const char *s, struct number *n)
{
	size_t length = strspn(s, "0123456789");
	for (size_t i = 0; i < length && add_digit(n, s[i]); i++)
		n->exponent--;
	return length ? s + length : NULL;
}

static const char *read_exponent(const char *s, struct number *n)
{
	const char *p = s + 1;
	bool negative = *p == '-';
	if (*p == '-' || *p == '+')
		p++;
	if (!g_ascii_isdigit(*p))
		return s; /* no exponent: the letter belongs to the unit */
	int exponent = 0;
	for (; g_ascii_isdigit(*p); p++)
		exponent = MIN(exponent * 10 + (*p - '0'), EXPONENT_MAX);
	n->exponent += negative ? -exponent : exponent;
	return p;
}

static struct number platform_value_read_number(const char *s)
{
	struct number n = {0, 0, NULL};
	if (!g_ascii_isdigit(*s))
		return n;
	for (; g_ascii_isdigit(*s); s++)
		if (!add_digit(&n, *s))
			return n;
	if (*s == '.')
		s = platform_value_read_fraction(s + 1, &n);
	if (s && (*s == 'e' || *s == 'E'))
		s = read_exponent(s, &n);
	n.end = s;
	return n;
}

static const struct scale *platform_value_find_scale(const struct scale *scales, const char *symbol)
{
	for (; scales->symbol; scales++)
		if (strcmp(scales->symbol, symbol) == 0)
			return scales;
	return NULL;
}

/* digits * 10^exponent * factor, to the nearest; what is too large becomes INT64_MAX. */
static int64_t multiply(struct number n, int64_t factor)
{
	wide v = n.digits * (wide)factor;
	for (; v > 0 && n.exponent < -1; n.exponent++)
		v /= 10;
	if (n.exponent < 0)
		v = (v + 5) / 10;
	for (; v > 0 && v <= INT64_MAX && n.exponent > 0; n.exponent--)
		v *= 10;
	return v > INT64_MAX ? INT64_MAX : (int64_t)v;
}

static bool platform_value_fault(const struct quantity *q, const char *text, const char *what, char **why)
{
	*why = g_strdup_printf("\"%.40s\" %s; a %s is written like %s", text, what, q->noun, q->example);
	return false;
}

bool platform_value(enum platform_quantity quantity, const char *text, int64_t *value, char **why)
{
	const struct quantity *q = &quantities[quantity];
	struct number n = platform_value_read_number(text);
	if (!n.end)
		return platform_value_fault(q, text, "is no number", why);
	if (quantity == PLATFORM_CORES && strspn(text, "0123456789") != strlen(text))
		return platform_value_fault(q, text, "is no plain whole number", why);

	const struct scale *scale = platform_value_find_scale(q->scales, n.end);
	bool bare_zero = n.digits == 0 && *n.end == '\0';
	if (!scale && !bare_zero)
		return platform_value_fault(q, text, *n.end ? "has an unknown unit" : "has no unit", why);
	*value = multiply(n, scale ? scale->factor : 1);
	if (*value >= q->min && *value <= q->max)
		return true;
	*why = g_strdup_printf("\"%.40s\" is out of range; a %s goes from %s", text, q->noun, q->range);
	return false;
}
