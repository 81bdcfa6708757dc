#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tests/cli/layers.sh: one direction of dependencies. sim/ includes nothing above it, models/ nothing of tools/, only
# sim/world.c and sim/world_setup.c SimGrid; and every header compiles alone. Prints each breach.
set -u

cd "$(dirname "$0")/../.." || exit 2
status=0

# sources FOLDER...: the C sources and headers below.
sources() {
	find "$@" -name '*.[ch]'
}

breach() {
	found=$(grep -nE "$1" $2) && { echo "$found"; echo "  $3"; status=1; }
}

breach '#include "(models|tools|tests)/' "$(sources sim)" "sim/ knows nothing above it"
breach '#include "(tools|tests)/' "$(sources models)" "models/ knows nothing above it"
breach '#include [<"]simgrid/' "$(sources sim models tools | grep -vE '^sim/world(_setup)?\.c$')" "only sim/world.c and sim/world_setup.c include SimGrid"
breach '\b(time|clock|gettimeofday|clock_gettime|g_get_monotonic_time|g_get_real_time|rand|random)\(' "$(find sim models -name '*.c')" \
	"no wall clock and no other randomness in sim/ and models/"

breach '\bERA_[0-9]' "$(sources sim models tools | grep -v '^sim/core/era.h$')" \
	"a rule that differs between kernels is a row of sim/core/era.h"

flags=$(pkg-config --cflags glib-2.0 yaml-0.1 json-glib-1.0 sqlite3 gsl)
for header in $(find sim models tools -name '*.h'); do
	"${CC:-gcc}" -std=gnu17 -fsyntax-only -Wall -Wextra -I. $flags -x c "$header" 2>&1 | grep -v 'pragma once' | grep . &&
		{ echo "$header does not compile alone"; status=1; }
done
exit $status
