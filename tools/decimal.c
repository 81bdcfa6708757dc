/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/decimal.h"
#include <math.h>
#include <stdbool.h>
#include <string.h>

typedef unsigned __int128 wide;

#define FRACTION_BITS 52
#define HIDDEN_BIT ((uint64_t)1 << FRACTION_BITS)
#define EXPONENT_BIAS 1075 /* IEEE 754 binary64: of a fraction that is read as a whole number */

/* Numbers from LEAST to below MOST are written without printf, with at most DECIMALS_MAX decimals: 17 digits of LEAST. */
#define LEAST 1e-4
#define MOST 1e15
#define DECIMALS_MAX 20

enum { DIGITS_LEAST = 15, DIGITS_ALL = 17 };

/* digits_of: the digits of the number, written to what ends at `end`; where they begin. */
static char *digits_of(uint64_t number, char *end)
{
	do
		*--end = (char)('0' + number % 10);
	while (number /= 10);
	return end;
}

void decimal_integer(GString *out, int64_t value)
{
	char digits[24], *end = digits + sizeof(digits);
	char *at = digits_of(value < 0 ? -(uint64_t)value : (uint64_t)value, end);
	if (value < 0)
		*--at = '-';
	g_string_append_len(out, at, end - at);
}

/* A number as decimals are sought for it: fraction 2^exponent. */
struct binary {
	uint64_t fraction;
	int exponent;
};

static struct binary binary_of(double value)
{
	uint64_t bits;
	memcpy(&bits, &value, sizeof(bits));
	return (struct binary){(bits & (HIDDEN_BIT - 1)) | HIDDEN_BIT,
			       (int)(bits >> FRACTION_BITS) - EXPONENT_BIAS};
}

static uint64_t power_of_5(int n)
{
	uint64_t power = 1;
	while (n-- > 0)
		power *= 5;
	return power;
}

/* round_to: *number, the nearest to the value times 10^decimals, the even one of two; whether number / 10^decimals reads
 * back as the value: lies within half of the distance to the next double, which is less below a power of two. All in
 * units of 2^-shift, as which the value is exact. */
static bool round_to(struct binary value, int decimals, uint64_t *number)
{
	uint64_t five = power_of_5(decimals);
	int shift = -value.exponent - decimals;
	wide scaled = (wide)value.fraction * five, half = (wide)1 << (shift - 1);
	*number = (uint64_t)((scaled + half) >> shift);
	if ((wide)*number << shift == scaled + half)
		*number &= ~(uint64_t)1;
	wide near = (wide)*number << shift;
	wide distance = near > scaled ? near - scaled : scaled - near;
	if (near < scaled && value.fraction == HIDDEN_BIT)
		distance *= 2;
	return 2 * distance < five || (2 * distance == five && value.fraction % 2 == 0);
}

/* whole_digits: of the number before its point; 0, -1 .. of one below 1. */
static int whole_digits(double value)
{
	static const double powers[] = {1e-3, 1e-2, 1e-1, 1e0, 1e1,  1e2,  1e3,	 1e4,  1e5,
					1e6,  1e7,  1e8,  1e9, 1e10, 1e11, 1e12, 1e13, 1e14};
	int n = 0;
	while (n < (int)G_N_ELEMENTS(powers) && value >= powers[n])
		n++;
	return n - 3;
}

/* append_fixed: number / 10^decimals without zeros at its end. */
static void append_fixed(GString *out, uint64_t number, int decimals)
{
	char digits[DECIMALS_MAX + 4], *end = digits + sizeof(digits), *point = end - decimals;
	char *at = digits_of(number, end);
	while (at >= point)
		*--at = '0';
	g_string_append_len(out, at, point - at);
	while (end > point && end[-1] == '0')
		end--;
	if (end == point)
		return;
	g_string_append_c(out, '.');
	g_string_append_len(out, point, end - point);
}

static void append_near(GString *out, double value)
{
	struct binary binary = binary_of(value);
	uint64_t number = 0;
	int digits = DIGITS_LEAST, whole = whole_digits(value);
	while (!round_to(binary, digits - whole, &number) && digits < DIGITS_ALL)
		digits++;
	append_fixed(out, number, digits - whole);
}

/* append_far: what is too large or too small for append_near. */
static void append_far(GString *out, double value)
{
	char number[G_ASCII_DTOSTR_BUF_SIZE], format[8];
	int digits = DIGITS_LEAST;
	do {
		g_snprintf(format, sizeof(format), "%%.%dg", digits);
		g_ascii_formatd(number, sizeof(number), format, value);
	} while (g_ascii_strtod(number, NULL) != value && digits++ < DIGITS_ALL);
	g_string_append(out, number);
}

void decimal_exact(GString *out, double value)
{
	if (fabs(value) < MOST && value == (double)(int64_t)value) {
		decimal_integer(out, (int64_t)value);
		return;
	}
	if (!(fabs(value) >= LEAST && fabs(value) < MOST)) {
		append_far(out, value);
		return;
	}
	if (value < 0)
		g_string_append_c(out, '-');
	append_near(out, fabs(value));
}
