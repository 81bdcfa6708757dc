/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* memfd_create */
#include "sim/simgrid.h"
#include "sim/base/check.h"

#include <dlfcn.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct simgrid simgrid;

static void *library;

static void *simgrid_look_up(const char *name)
{
	void *function = dlsym(library, name);
	CHECK(function, "world: %s", dlerror());
	return function;
}

void simgrid_open(void)
{
	static bool open;
	if (open)
		return;
	library = dlopen(SIMGRID_LIBRARY, RTLD_NOW);
	CHECK(library, "world: SimGrid cannot be loaded: %s", dlerror());
#define LOOK_UP(name) simgrid.name = (__typeof__(simgrid.name))simgrid_look_up(#name);
	SIMGRID_FUNCTIONS(LOOK_UP)
#undef LOOK_UP
	open = true;
}

/* ---- exceptions that nobody catches ---- */

#define UNCAUGHT "Uncaught exception " /* in what SimGrid's handler says (src/xbt/exception.cpp) */
#define SAID_MAX 4096

typedef void terminate_handler(void);
typedef terminate_handler *terminate_setter(terminate_handler *); /* std::set_terminate() */

static terminate_handler *simgrid_terminate; /* SimGrid's */
static int said = -1;			     /* what it says */
static int messages = -1;		     /* where ours go */

static void end_with_text(const char *text, size_t length)
{
	static const char begin[] = "vhostsim: internal error: SimGrid: ";
	bool written = write(messages, begin, sizeof(begin) - 1) > 0 && write(messages, text, length) > 0;
	written = written && write(messages, "\n", 1) > 0;
	(void)written; /* there is nobody else to tell */
	_exit(EXIT_INTERNAL);
}

/* SimGrid's handler ends by abort(). */
static void tell_exception(int number)
{
	char text[SAID_MAX + 1] = "";
	ssize_t n = lseek(said, 0, SEEK_SET) == 0 ? read(said, text, SAID_MAX) : 0;
	(void)number;
	text[n > 0 ? n : 0] = '\0';
	const char *begin = strstr(text, UNCAUGHT);
	begin = begin ? begin + strlen(UNCAUGHT) : "an exception";
	end_with_text(begin, strcspn(begin, "\n"));
}

/* end_by_exception: lets SimGrid's handler say what it knows of the exception, and tells the part that says why. */
static void end_by_exception(void)
{
	fflush(stderr);
	messages = dup(STDERR_FILENO);
	said = memfd_create("said", MFD_CLOEXEC);
	if (said >= 0 && dup2(said, STDERR_FILENO) >= 0 && signal(SIGABRT, tell_exception) != SIG_ERR)
		simgrid_terminate();
	tell_exception(SIGABRT);
}

void simgrid_catch(void)
{
	terminate_setter *set_terminate = (terminate_setter *)simgrid_look_up("_ZSt13set_terminatePFvvE");
	terminate_handler *before = set_terminate(end_by_exception);
	if (before != end_by_exception)
		simgrid_terminate = before;
}
