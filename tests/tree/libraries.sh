#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tests/tree/libraries.sh VHOSTSIM: what a command that simulates nothing loads: no SimGrid. What a run loads: SimGrid, and
# none of the system's ns-3 libraries. Prints what is wrong.
set -u

cd "$(dirname "$0")/../.." || exit 2
vhostsim=$1
status=0

# loaded ARGUMENT...: the libraries that the command's process has set up, one a line.
loaded() {
	LD_DEBUG=libs "$vhostsim" "$@" 2>&1 >/dev/null </dev/null | sed -n 's/.*calling init: //p'
}

# quiet ARGUMENT...: the command loads glib, as everything does, and no SimGrid.
quiet() {
	found=$(loaded "$@")
	case $found in
	*simgrid*) echo "$1 loads SimGrid"; status=1 ;;
	*libglib*) ;;
	*) echo "$1: the loader did not say what it loads"; status=1 ;;
	esac
}

quiet list flows
quiet --help
quiet run --help
quiet show scenarios/crawl.yaml
quiet schema
quiet man
quiet completion bash
quiet export tests/data/none
quiet summary tests/data/none

found=$(loaded run scenarios/crawl.yaml --set warmup=0us --set duration=1us)
case $found in
*libsimgrid*) ;;
*) echo "a run does not load SimGrid"; status=1 ;;
esac
system=$(echo "$found" | grep '/libns3-' | grep -v '/vhostsim/libns3-')
[ -z "$system" ] || { echo "a run loads ns-3:"; echo "$system"; status=1; }

"$vhostsim" run scenarios/crawl.yaml --set duration=1us --cfg network/model:ns-3 >/dev/null 2>&1
code=$?
[ $code -eq 2 ] || { echo "the network model ns-3, which is not loaded, is not refused but ends with $code"; status=1; }
exit $status
