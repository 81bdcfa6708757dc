#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What a new user meets first: front.sh VHOSTSIM SOURCE CASE. Ends with 0 when the case passed; says what is wrong if not.
set -u
vhostsim=$1
source=$(realpath "$2")
. "$(dirname "$0")/command.sh"

# A scenario for each question, which its own command takes as it is; and files that are not overwritten.
new() {
	for question in flood latency guests chain sizing; do
		expect 0 new --question $question -o $question.yaml
		[ ! -s out ] && [ ! -s err ] || fail "new -o prints something"
		expect 0 new -q $question
		cmp out $question.yaml || fail "new prints another scenario than it writes"
		expect 0 run $question.yaml --set duration=2ms --set warmup=1ms
	done
	expect 0 sweep guests.yaml -o guests --set study.replications=1 --set duration=2ms --set warmup=1ms
	expect 0 sweep latency.yaml -o latency --set study.replications=1 --set duration=2ms --set warmup=1ms
	expect 0 search sizing.yaml -o sizing --set warmup=2ms --set search.trial=2ms --set search.initial_trial=2ms --set search.duration_sum=4ms
	expect 2 new -o flood.yaml
	says "flood.yaml is there already; --force replaces it" err
	expect 0 new -q chain -o flood.yaml --force
	cmp flood.yaml chain.yaml || fail "--force replaces nothing"
	expect 2 new -q flod
	expect 2 new --root .
	expect 2 new --from-host --root nowhere
	expect 2 new --force
	expect 2 new a
	expect 4 new -o nowhere/a.yaml
	mkdir empty
	expect 0 new --from-host --root empty
	says "# - kernel: neither /proc/sys/kernel/osrelease nor /proc/version can be read" out
	expect 0 new --from-host -o here.yaml
	expect 0 run here.yaml --set duration=2ms --set warmup=1ms
	[ ! -r /proc/sys/kernel/osrelease ] || says "kernel: \"$(uname -r)\"" here.yaml
}

case $3 in
new) $3 ;;
*) fail "no such case: $3" ;;
esac
