#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tests/cli/memory.sh VHOSTSIM: resident memory stays under 64 MiB and does not grow with the length of a run; and it is that of the run, not of
# whoever started it.
set -eu

cd "$(dirname "$0")/../.."
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
# What is needed is estimated before a run begins: no less than it takes, and not above six times as much, as it counts every
# queue as full; of a series, not above twice.
#
# scenario GUESTS RING TRAFFIC FLOW: writes one in which each guest sends to the next one as fast as it can, or next to nothing.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
scenario() {
	echo "flow: $4"
	echo "kernel: \"5.10\""
	echo "host: {cores: 64, clock: 3.3GHz}"
	echo "costs: $PWD/scenarios/costs/x86-3.3GHz.yaml"
	echo "warmup: 1ms"
	echo "duration: 20ms"
	echo "virtio: {ring: $2}"
	echo "guests:"
	for i in $(seq 0 $(($1 - 1))); do
		echo "  - {name: g$i, vhost_core: $((i % 32)), vcpu_core: $((32 + i % 32))}"
	done
	echo "traffic:"
	for i in $(seq 0 $(($1 - 1))); do
		echo "  - {from: g$i, to: g$(((i + 1) % $1)), rate: $3}"
	done
}

# estimate: that of the scenario, in MiB.
estimate() {
	"$vhostsim" show "$work/s.yaml" --set limits.memory=1MiB 2>&1 | sed -n 's/.*need about \([0-9]*\)MiB.*/\1/p'
}

# compare WHAT MOST ARGUMENT...: the estimate is between what is resident and MOST times that.
compare() {
	what=$1
	most=$2
	shift 2
	is=$("$vhostsim" run "$work/s.yaml" "$@" --timing --format json | sed -n 's/.*"peak_memory_bytes": \([0-9]*\).*/\1/p')
	need=$(($(estimate) << 20))
	echo "$what: $is bytes, the estimate is $need"
	[ "$need" -ge "$is" ] || { echo "  the estimate is too low"; status=1; }
	[ "$need" -le $((is * most)) ] || { echo "  the estimate is too high"; status=1; }
}

scenario 2000 256 0pps vhost >"$work/s.yaml"
compare "2,000 guests that flood" 6
scenario 1000 4096 100pps vhost >"$work/s.yaml"
compare "1,000 guests with long rings" 6
scenario 2000 256 100pps callback >"$work/s.yaml"
compare "2,000 guests, callback" 6
scenario 1 256 100pps vhost | sed 's/duration: .*/duration: 1s/; s/warmup: .*/series: 1us/; s/g1/wire/; s/to: g0/to: wire/' >"$work/s.yaml"
compare "a series of a million rows" 2

fat=$(head -c 150000000 /dev/zero | tr '\0' x) # of this shell
mine=$(peak vhost 50ms)
echo "started by a process of ${#fat} bytes: $mine bytes"
[ "$mine" -le $limit ] || { echo "  more than 64 MiB"; status=1; }
exit $status
