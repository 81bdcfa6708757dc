#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What a new user meets first: front.sh VHOSTSIM SOURCE CASE. Ends with 0 when the case passed; says what is wrong if not.
set -u
vhostsim=$1
source=$(realpath "$2")
. "$(dirname "$0")/../cli/command.sh"

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

# The same as --help, and the list of commands.
help() {
	for command in run new validate help; do
		expect 0 $command --help
		mv out wanted
		expect 0 help $command
		cmp out wanted || fail "help $command is not $command --help"
	done
	expect 0 --help
	mv out wanted
	expect 0 help
	cmp out wanted || fail "help is not --help"
}

# Every shipped scenario is sound, with what it plans; a fault of any plan is found.
validate() {
	expect 0 validate "$source"/scenarios/*.yaml "$source"/scenarios/studies/*.yaml "$source"/scenarios/published/*.yaml
	[ ! -s out ] || fail "validate prints something"
	! grep -q error err || fail "a fault in a sound scenario"
	for plan in 'study: {axes: [{set: nic.rx_ring, values: [8]}]}' 'crawl: {from: 2kpps, to: 1kpps}' \
		'expect: [{metric: loss, max: 1}]' 'goals: [{name: a, loss_ratio: 2}]' 'nic: {core: 99}'; do
		printf 'extends: %s\n%s\n' "$source/scenarios/flood.yaml" "$plan" >bad.yaml
		expect 3 validate bad.yaml
		says "bad.yaml:2:" err
		[ ! -s out ] || fail "data beside a fault"
	done
	expect 3 validate flood bad.yaml
	expect 3 validate nowhere.yaml
	expect 0 validate flood --set duration=100ms
	expect 3 validate flood --set duration=x
}

# Shipped scenarios by name, wherever one is; a file of that name comes first.
names() {
	expect 0 run flood --set duration=60ms --format json
	mv out wanted
	expect 0 run "$source/scenarios/flood.yaml" --set duration=60ms --format json
	cmp out wanted || fail "flood is not flood.yaml"
	expect 0 list runs ci
	says "STUDY" out
	expect 0 validate ping guests
	expect 3 run no-such-scenario
	echo "host: [" >flood
	expect 3 validate flood
}

case $3 in
new | help | validate | names) $3 ;;
*) fail "no such case: $3" ;;
esac
