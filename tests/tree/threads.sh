#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Threads share the machines of a run, and nothing else: threads.sh BUILD_DIR THREAD_DIR. THREAD_DIR is a build with the
# thread sanitizer. Its runs with two threads must be free of races, and have the bytes of one thread without it. Ends with 0
# when they do; says what is not so.
#
# SimGrid's actors are threads here: its own stacks are unknown to the sanitizer.
set -u

[ $# -eq 2 ] || { echo "usage: $0 BUILD_DIR THREAD_DIR" >&2; exit 2; }
scenarios=$(cd "$(dirname "$0")/../../scenarios" && pwd) || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
status=0

# results FILE...: without the version of the model, which may be another in each build.
same() {
	grep -v '"model"' "$1" >"$1.compared"
	grep -v '"model"' "$2" >"$2.compared"
	cmp "$1.compared" "$2.compared"
}

# run SCENARIO DURATION [options]: with one thread, and with two that are watched.
run() {
	name=$1
	shift
	short="$scenarios/$name.yaml --set warmup=2ms --set duration=$*"
	"$build/vhostsim" run $short --format json >"$work/one" 2>"$work/err" || { cat "$work/err"; status=1; return; }
	"$thread/vhostsim" run $short --format json --threads 2 --cfg contexts/factory:thread >"$work/two" 2>"$work/err" &&
		same "$work/one" "$work/two" || { cat "$work/err"; echo "$name: two threads"; status=1; }
}

build=$1
thread=$2
run two-servers 5ms
run two-servers 100us --sync event
run rack 2ms
run cluster-100 1ms
[ $status -ne 0 ] || echo "two threads: no races, the same bytes"
exit $status
