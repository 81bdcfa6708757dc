/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/base/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static void (*context)(FILE *out);

void check_tells(void (*tell)(FILE *out))
{
	context = tell;
}

void check_failed(const char *file, int line, const char *expr, const char *fmt, ...)
{
	va_list args;
	fflush(stdout);
	fprintf(stderr, "%s:%d: internal error: ", file, line);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fprintf(stderr, "\n  broken: %s\n", expr);
	if (context)
		context(stderr);
	fprintf(stderr,
		"This is a fault of vhostsim, not of its input. Please report it with the scenario.\n");
	fflush(stderr);
	_Exit(EXIT_INTERNAL);
}
