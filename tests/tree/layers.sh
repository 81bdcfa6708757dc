#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tests/tree/layers.sh: one direction of dependencies. A room includes nothing of a room above it, and only
# sim/simgrid.h SimGrid; no files of a room include each other round and round, but those named here;
# state of the models is written where it belongs; and every header compiles alone. Prints each breach.
set -u

cd "$(dirname "$0")/../.." || exit 2
status=0

# sources FOLDER...: the C sources and headers below.
sources() {
	find "$@" -path tools/lab -prune -o -name '*.[ch]' -print # what runs in the laboratory's machine is no part of the program
}

breach() {
	found=$(grep -nE "$1" $2) && { echo "$found"; echo "  $3"; status=1; }
}

# The rooms, from the ground up. A new one gets its place here.
rooms='sim/base sim/input sim/kernel sim/core sim
models models/traffic models/nic models/guest models/host models/ovs models/vhost models/qemu
models/scenario models/flows models/check models/run
tools/base tools/text tools/chart tools/scenario tools/explain
tools/study/figures tools/study/plan tools/study/store tools/study/summary tools/study/run
tools/study/report tools/study/crawl tools/study/search tools/study/judge tools/study/expect
tools/advise tools/calibrate
tools/host tools/completion tools/show tools/run_files tools/report_html tools/trace tools/arguments tools/cli'

# Parts of one thing, which include each other: "; " between one such thing and the next.
together='sim/core/calendar sim/core/core sim/core/cstate sim/core/irq sim/core/machine
sim/core/placement sim/core/progress sim/core/routine sim/core/sched sim/core/smt sim/core/softirq sim/core/task sim/core/task_group sim/core/wheel;
tools/study/figures/metric tools/study/figures/run_values'

# includes: lines "FILE INCLUDED", of the sources of the rooms.
includes() {
	grep -H '^#include "' $(sources sim models tools) | sed 's/:#include "/ /; s/".*//' | grep ' .*/'
}

# rooms_above: includes of a room that stands above the file's own, or that has no place in the list.
rooms_above() {
	includes | awk -v rooms="$rooms" '
	function room(path) { sub("/[^/]*$", "", path); return path }
	BEGIN { n = split(rooms, list, /[ \n]+/); for (i = 1; i <= n; i++) rank[list[i]] = i }
	!(room($1) in rank) { print $1 ": room " room($1) " has no place in the order"; next }
	!(room($2) in rank) || rank[room($2)] > rank[room($1)] { print $1 " includes " $2 }'
}

# circles: of modules (a source with its header, and the private one) that include each other, as tsort finds them.
circles() {
	includes | sed 's/\(_private\)*\.[ch] / /; s/\(_private\)*\.[ch]$//' | awk -v together="$together" '
	BEGIN {
		for (i = split(together, things, /;[ \n]*/); i > 0; i--)
			for (k = split(things[i], modules, /[ \n]+/); k > 0; k--)
				one[modules[k]] = modules[1]
	}
	{ a = $1 in one ? one[$1] : $1; b = $2 in one ? one[$2] : $2; if (a != b) print a, b }' |
		tsort 2>&1 >/dev/null | sed 's/^tsort: //'
}

check() {
	found=$($1) && [ -z "$found" ] || { echo "$found"; echo "  $2"; status=1; }
}

check rooms_above "a room includes nothing of a room above it"
check circles "modules that include each other in a circle"
breach '#include [<"]simgrid/' "$(sources sim models tools | grep -v '^sim/simgrid\.h$')" "only sim/simgrid.h includes SimGrid"
breach '#include "sim/simgrid\.h"' "$(sources sim models tools | grep -vE '^sim/(simgrid|world|world_setup)\.c$')" \
	"only sim/world.c and sim/world_setup.c call SimGrid"
breach '\b(time|clock|gettimeofday|clock_gettime|g_get_monotonic_time|g_get_real_time|rand|random)\(' "$(find sim models -name '*.c')" \
	"no wall clock and no other randomness in sim/ and models/"

breach '\bERA_[0-9]' "$(sources sim models tools | grep -v '^sim/kernel/era.h$')" \
	"a rule that differs between kernels is a row of sim/kernel/era.h"

# owned FIELDS FILES: state of the models that changes while time runs, and the files that may write it; others call a
# function of theirs.
owned() {
	breach "(->|\.)($1) *(=([^=]|\$)|[-+|&]=|\+\+|--)" "$(sources models | grep -vE "^models/($2)\.[ch]\$")" \
		"only models/($2) writes $1"
}

owned 'raised|parked' host/saturation
owned listening 'host/tap|nic/nic'
owned gap 'nic/nic|nic/moderation.*'
owned detached vhost/vhost_vq
owned 'in_guest|exit_due|halted' guest/vcpu
owned stopped 'guest/netdev|guest/vcpu|host/tap|nic/tx_ring|qemu/qemu'
owned scheduled 'guest/guest|host/napi.*|qemu/qemu'
owned 'used_idx|avail_idx|last_used|last_avail|used_event|avail_event' guest/virtqueue
owned 'free_slots|masked|closed' nic/nic
owned 'inside|last_id|delivered' 'packet|run/.*'

flags=$(pkg-config --cflags glib-2.0 yaml-0.1 json-glib-1.0 sqlite3 gsl)
# compiled_first: whether the header's own source includes it before anything else, so that the build has compiled it alone.
compiled_first() {
	source=${1%.h}.c
	[ -f "$source" ] && [ "$(grep -m1 '^#include' "$source")" = "#include \"$1\"" ]
}

for header in $(find sim models tools -path tools/lab -prune -o -name '*.h' -print); do
	compiled_first "$header" && continue
	"${CC:-gcc}" -std=gnu17 -fsyntax-only -Wall -Wextra -I. $flags -x c "$header" 2>&1 | grep -v 'pragma once' | grep . &&
		{ echo "$header does not compile alone"; status=1; }
done
exit $status
