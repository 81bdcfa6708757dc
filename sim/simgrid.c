/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/simgrid.h"
#include "sim/base/check.h"

#include <dlfcn.h>
#include <stdbool.h>

struct simgrid simgrid;

static void *simgrid_look_up(void *library, const char *name)
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
	void *library = dlopen(SIMGRID_LIBRARY, RTLD_NOW);
	CHECK(library, "world: SimGrid cannot be loaded: %s", dlerror());
#define LOOK_UP(name) simgrid.name = (__typeof__(simgrid.name))simgrid_look_up(library, #name);
	SIMGRID_FUNCTIONS(LOOK_UP)
#undef LOOK_UP
	open = true;
}
