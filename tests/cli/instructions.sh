#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tests/cli/instructions.sh VHOSTSIM COMPILER: instructions an offered packet of the vhost flow at its knee, as callgrind
# counts them, are at most 5 % above the bars below. They do not depend on what else the computer does, but on the
# compiler: with another one, and without valgrind, the test is skipped. Who makes it faster lowers the bars.
set -eu

cd "$(dirname "$0")/../.."
vhostsim=$1 compiler=$2
case $compiler in
"GNU 12."*) ;;
*) echo "skipped: the bars are those of gcc 12, this is $compiler"; exit 77 ;;
esac
command -v valgrind >/dev/null || { echo "skipped: valgrind is missing (Debian: valgrind)"; exit 77; }

# counted KERNEL DURATION: instructions and offered packets of a run.
counted() {
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$vhostsim" run scenarios/crawl.yaml --set kernel="$1" \
		--set load=690kpps --set warmup=0us --set duration="$2" --format json 2>&1 | awk -F'[:,] *' '
		/Collected/ { split($0, words, / : /); instructions = words[2] }
		/^ *"offered":/ && !packets { packets = $2 }
		END { print instructions + 0, packets + 0 }'
}

status=0
# bar KERNEL INSTRUCTIONS: a run of 4 ms is subtracted from one of 12 ms.
bar() {
	{ counted "$1" 4ms; counted "$1" 12ms; } | awk -v kernel="$1" -v bar="$2" '
		NR == 1 { i = $1; p = $2 }
		NR == 2 && $2 > p { is = ($1 - i) / ($2 - p) }
		END {
			printf "kernel %s: %.0f instructions a packet, the bar is %d\n", kernel, is, bar
			exit !(is > 0 && is <= 1.05 * bar)
		}' || { echo "  more than 5 % above it"; status=1; }
}

bar 3.13 3320
bar 6.1 3010
exit $status
