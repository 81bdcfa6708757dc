/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/text/decimal.h"
#include <math.h>

#define WHOLE_BELOW 1e15

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

static void append_digits(GString *out, double value)
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
	if (fabs(value) < WHOLE_BELOW && value == (double)(int64_t)value)
		decimal_integer(out, (int64_t)value);
	else
		append_digits(out, value);
}
