#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Results must not depend on the compiler or the build type: identical.sh BUILD_DIR BUILD_DIR...
# Every scenario of scenarios/ is run with the vhostsim of each build, cut down to milliseconds: traced, and, where it has
# a crawl, at three loads of each curve, or a study, with two replications. Ends with 0 when all that the builds wrote is the same, byte for byte; says what
# is not. Builds may be of gcc, clang, with sanitizers or without; at least two. The stores are left out: the order
# in which runs end decides where they stand in them.

set -u
[ $# -ge 2 ] || { echo "usage: $0 BUILD_DIR BUILD_DIR..." >&2; exit 2; }
scenarios=$(cd "$(dirname "$0")/../../scenarios" && pwd) || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
short="--set warmup=3ms --set duration=9ms"
status=0

# several BUILD_DIR SCENARIO INTO: its crawl or its study, and the export of that, identities included.
several() {
	if grep -q '^crawl:' "$2"; then
		"$1/vhostsim" crawl "$2" $short --set crawl.points=3 --output "$3/crawl"
	elif grep -q '^study:' "$2"; then
		"$1/vhostsim" sweep "$2" --set warmup=1ms --set duration=2ms --set study.replications=2 --output "$3/sweep" &&
			"$1/vhostsim" export "$3/sweep" >"$3/runs.csv"
	fi
}

# run BUILD_DIR INTO: everything that the build makes of every scenario, in the folder INTO; what goes wrong on standard output.
run() {
	for scenario in "$scenarios"/*.yaml "$scenarios"/studies/*.yaml; do
		into=$2/$(basename "$scenario" .yaml)
		mkdir -p "$into"
		"$1/vhostsim" run "$scenario" $short --set series=1ms --format json --output "$into/run" \
			--trace "$into/trace" >"$into/stdout" 2>"$2.errors" || { cat "$2.errors"; return 1; }
		several "$1" "$scenario" "$into" >"$2.printed" 2>&1 || { cat "$2.printed"; return 1; }
	done
}

n=0
for build in "$@"; do
	n=$((n + 1))
	{ run "$build" "$work/$n" || echo "$build: a run failed"; } >"$work/$n.wrong" &
done
wait
n=0
for build in "$@"; do
	n=$((n + 1))
	[ ! -s "$work/$n.wrong" ] || { cat "$work/$n.wrong"; exit 1; }
	[ $n -eq 1 ] || diff -r -q -x '*.db*' "$work/1" "$work/$n" || { echo "$1 and $build differ"; status=1; }
done
[ $status -ne 0 ] || echo "$n builds, $(find "$work/1" -type f | wc -l) files each: identical"
exit $status
