#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tests/cli/many_guests.sh VHOSTSIM: 1,000 guests on 64 cores run in every flow, the same in both ways to keep to SimGrid's
# clock, byte for byte; every packet is accounted for (the program itself stops when one is not), and every guest gets
# some.
set -eu

cd "$(dirname "$0")/../.."
vhostsim=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tools/dev/many-guests 1000 >"$work/scenario.yaml"

status=0
for flow in vhost feedback callback; do
	for sync in window event; do
		"$vhostsim" run "$work/scenario.yaml" --set flow=$flow --set warmup=2ms --set duration=10ms --sync $sync \
			--format json >"$work/$sync"
	done
	cmp "$work/window" "$work/event" || status=1
	# the first "delivered" is the sum; the list of guests has one for each
	awk -F'[:,] *' -v flow=$flow '
		/"guests": / { guests = 1 }
		/"streams": / { guests = 0 }
		/"delivered":/ && all == 0 { all = $2; n++; next }
		/"delivered":/ && guests { n++; sum += $2; without += $2 == 0 }
		END {
			printf "%s: %d delivered to %d guests\n", flow, all, n - 1
			exit !(n == 1001 && all > 0 && sum == all && without < 50)
		}' "$work/window" || { echo "  not to all of them"; status=1; }
done
exit $status
