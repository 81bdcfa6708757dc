/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/base/check.h"
#include "sim/base/trace.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void check_failed(const char *file, int line, const char *expr, const char *fmt, ...)
{
	va_list args;
	fflush(stdout);
	fprintf(stderr, "%s:%d: internal error: ", file, line);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fprintf(stderr, "\n  broken: %s\n  at %.3f ns of simulated time\n", expr,
		(double)trace_now() / VTIME_PER_NS);
	trace_print_last(stderr);
	fprintf(stderr,
		"This is a fault of vhostsim, not of its input. Please report it with the scenario.\n");
	fflush(stderr);
	_Exit(EXIT_INTERNAL);
}
