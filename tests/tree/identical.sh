#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Results must not depend on the compiler or the build type: identical.sh BUILD_DIR BUILD_DIR...
# Every scenario of scenarios/ is run with the vhostsim of each build, cut down to milliseconds: traced, and, where it has
# a crawl, at three loads of each curve, or a study, with two replications. Ends with 0 when all that the builds wrote is
# the same, byte for byte; says what is not. Builds may be of gcc, clang, with sanitizers or without; at least two.
# The stores are left out: the order in which runs end decides where they stand in them.
# It calls itself for each build and scenario, as many at a time as there are cores:
# identical.sh --one BUILD_DIR SCENARIO INTO.

set -u
short="--set warmup=3ms --set duration=9ms"

# several BUILD_DIR SCENARIO INTO: its crawl or its study, and the export of that, identities included.
several() {
	if grep -q '^crawl:' "$2"; then
		"$1/vhostsim" crawl "$2" $short --set crawl.points=3 --output "$3/crawl"
	elif grep -q '^study:' "$2"; then
		"$1/vhostsim" sweep "$2" --set warmup=1ms --set duration=2ms --set study.replications=2 --output "$3/sweep" &&
			"$1/vhostsim" export "$3/sweep" >"$3/runs.csv"
	fi
}

# one BUILD_DIR SCENARIO INTO: everything that the build makes of the scenario, in the folder INTO; what goes wrong on
# standard output.
one() {
	mkdir -p "$3"
	{ "$1/vhostsim" run "$2" $short --set series=1ms --format json --output "$3/run" --trace "$3/trace" >"$3/stdout" &&
		several "$1" "$2" "$3" >"$3.printed"; } 2>"$3.errors" || { cat "$3.errors"; echo "$1: $2 failed"; return 1; }
}

[ "${1:-}" != --one ] || { one "$2" "$3" "$4"; exit; }
[ $# -ge 2 ] || { echo "usage: $0 BUILD_DIR BUILD_DIR..." >&2; exit 2; }
scenarios=$(cd "$(dirname "$0")/../../scenarios" && pwd) || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

# jobs BUILD_DIR...: for each build and scenario the three lines BUILD_DIR, SCENARIO, INTO.
jobs() {
	n=0
	for build in "$@"; do
		n=$((n + 1))
		for scenario in "$scenarios"/*.yaml "$scenarios"/studies/*.yaml; do
			printf '%s\n' "$build" "$scenario" "$work/$n/$(basename "$scenario" .yaml)"
		done
	done
}

jobs "$@" | xargs -d '\n' -n 3 -P "$(nproc)" "$0" --one || exit 1
status=0
n=0
for build in "$@"; do
	n=$((n + 1))
	[ $n -eq 1 ] || diff -r -q -x '*.db*' -x '*.printed' -x '*.errors' "$work/1" "$work/$n" || { echo "$1 and $build differ"; status=1; }
done
[ $status -ne 0 ] || echo "$n builds, $(find "$work/1" -mindepth 2 -type f | wc -l) files each: identical"
exit $status
