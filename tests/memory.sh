#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tests/memory.sh VHOSTSIM: resident memory stays under 64 MiB and does not grow with the length of a run; and it is that of the run, not of
# whoever started it.
set -eu

cd "$(dirname "$0")/.."
vhostsim=$1
limit=$((64 * 1024 * 1024))
slack=$((1024 * 1024)) # pages of the libraries that happen to be touched

# peak FLOW DURATION: the most that was resident, in bytes.
peak() {
	"$vhostsim" run scenarios/crawl.yaml --set flow="$1" --set load=2Mpps --set duration="$2" --timing --format json |
		sed -n 's/.*"peak_memory_bytes": \([0-9]*\).*/\1/p'
}

status=0
for flow in vhost callback; do
	short=$(peak $flow 50ms)
	long=$(peak $flow 2s)
	echo "$flow: $short bytes after 50 ms, $long after 2 s"
	[ "$long" -le $limit ] || { echo "  more than 64 MiB"; status=1; }
	[ $((long - short)) -le $slack ] || { echo "  grows with the length of the run"; status=1; }
done
fat=$(head -c 150000000 /dev/zero | tr '\0' x) # of this shell
mine=$(peak vhost 50ms)
echo "started by a process of ${#fat} bytes: $mine bytes"
[ "$mine" -le $limit ] || { echo "  more than 64 MiB"; status=1; }
exit $status
