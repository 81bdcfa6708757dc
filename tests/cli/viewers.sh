#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tests/cli/viewers.sh VHOSTSIM SCENARIO perfetto|pcapng|openmetrics: what other programs read of a run is what its result says. Ends
# with 77, which ctest shows as skipped, where the program is missing (Debian:
# protobuf-compiler, tshark, python3-prometheus-client).
set -u
vhostsim=$1
scenario=$(realpath "$2")
. "$(dirname "$0")/command.sh"

run="run $scenario --set warmup=0ms --set duration=3ms --format json"

needs() {
	command -v "$1" >/dev/null || { echo "SKIPPED: there is no $1"; exit 77; }
}

# figure KEY: the first number of this name in the result.
figure() {
	sed -n "s|^ *\"$1\": \([0-9]*\),*\$|\1|p" out | head -n 1
}

same() {
	[ "$2" = "$3" ] || fail "$1: $2, the result has $3"
}

perfetto() {
	needs protoc
	expect 0 $run --trace t.perfetto-trace
	protoc --decode_raw <t.perfetto-trace >decoded || fail "protoc does not decode the trace"
	same "packets offered" "$(grep -c '23: "packet offered"' decoded)" "$(figure offered)"
	same "packets delivered" "$(grep -c '23: "app deliver"' decoded)" "$(figure delivered)"
	same "begins and ends of slices" "$(grep -c '^    9: 1$' decoded)" "$(grep -c '^    9: 2$' decoded)"
}

pcapng() {
	needs tshark
	expect 0 $run --pcapng files
	tshark -r files/*.pcapng -T fields -e frame.interface_name -e frame.comment -e ip.proto >seen 2>errors || fail "$(cat errors)"
	same "frames on the wire" "$(grep -c '^wire	packet [0-9]*	17$' seen)" "$(figure offered)"
	same "packets of the guest" "$(grep -c '^vm0	packet [0-9]*	17$' seen)" "$(figure delivered)"
	same "drops at the tap" "$(grep -c 'dropped: tap/queue_full' seen)" "$(figure tap/queue_full)"
}

openmetrics() {
	/usr/bin/python3 -c "import prometheus_client" 2>/dev/null || { echo "SKIPPED: there is no prometheus_client"; exit 77; }
	expect 0 $run --format openmetrics
	mv out metrics
	expect 0 $run
	/usr/bin/python3 - >sums <<-END || fail "the OpenMetrics are not sound"
		from prometheus_client.openmetrics.parser import text_string_to_metric_families as read
		for family in read(open("metrics").read()):
		    print(family.name, int(sum(s.value for s in family.samples if s.name.endswith("_total"))))
	END
	same "packets offered" "$(sed -n 's/^vhostsim_packets_offered //p' sums)" "$(figure offered)"
	same "packets delivered" "$(sed -n 's/^vhostsim_packets_delivered //p' sums)" "$(figure delivered)"
}

"$3"
