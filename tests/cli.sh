#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Tests of the command line: cli.sh VHOSTSIM SCENARIO CASE. Ends with 0 when the case passed; says what is wrong if not.
# SCENARIO has a section "crawl" with several curves; it is cut down here so that a run takes milliseconds.

set -u
vhostsim=$1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# A copy, with the files it names: an edit of the original meanwhile must not change what is compared.
cp -r "$(dirname "$2")" "$work/scenarios" || exit 1
scenario=$work/scenarios/$(basename "$2")
cd "$work" || exit 1

short="--set warmup=1ms --set duration=2ms --set crawl.points=3"

fail() {
	echo "$*"
	[ -e out ] && sed 's/^/stdout: /' out
	[ -e err ] && sed 's/^/stderr: /' err
	exit 1
}

# expect STATUS ARGUMENT...: runs the command; its output goes to the files out and err.
expect() {
	wanted=$1
	shift
	"$vhostsim" "$@" >out 2>err
	status=$?
	[ $status -eq "$wanted" ] || fail "vhostsim $*: exit status $status, not $wanted"
}

# one_line: exactly one line of message, and no data.
one_line() {
	[ "$(wc -l <err)" -eq 1 ] || fail "not one line on stderr"
	[ ! -s out ] || fail "data on stdout beside a message"
}

says() {
	grep -qF -- "$1" "$2" || fail "\"$1\" is not in $2"
}

help() {
	for arguments in "--help" "-h" "run --help" "crawl --help" "list -h" "--version"; do
		expect 0 $arguments
		[ -s out ] && [ ! -s err ] || fail "help belongs on stdout"
	done
	expect 2
	says "Usage" err
	for command in $(sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' err); do
		expect 0 $command --help
		says "vhostsim $command" out
	done
}

usage() {
	while IFS='|' read -r arguments message; do
		expect 2 $arguments
		one_line
		says "$message" err
	done <<-END
		crwl|did you mean crawl?
		--versoin|did you mean --version?
		run|which scenario?
		run a b|"b" is one argument too many
		run --formt json a|did you mean --format?
		run --format jsn $scenario|"jsn" is none of text, json
		run --sync never $scenario|"never" is none of window, event
		run --timing=3 $scenario|--timing takes no value
		run $scenario --set|missing argument for --set
		crawl -j x $scenario|for -j
		crawl -j -3 $scenario|-3 runs at a time
		crawl --frsh $scenario|did you mean --fresh?
		show|which scenario?
		show --format xml a|"xml" is none of yaml, json
		list|list what?
		list option|did you mean options?
		schema x|takes no argument
		man x|takes no argument
		completion|which shell?
		completion fish|"fish" is none of bash
	END
}

input() {
	expect 3 run nowhere.yaml
	one_line
	says nowhere.yaml err
	expect 3 run "$scenario" --set nic.rx_rng=64
	one_line
	expect 3 run "$scenario" --seed -1
	one_line
	expect 3 show "$scenario" --set nic.rx_ring=1
	one_line
	expect 3 crawl "$scenario" --set duration=fast
	one_line
	: >file
	expect 3 run "$scenario" $short --output file
	one_line
	says "file" err
	expect 3 crawl "$scenario" $short --output file/below
	one_line
}

lists() {
	for topic in options costs counters drops flows; do
		expect 0 list $topic
		[ "$(wc -l <out)" -gt 1 ] || fail "list $topic is empty"
	done
	expect 0 list drops
	says "tap/queue_full" out
	expect 0 list options
	says "nic.rx_ring" out
}

# Twice, by window and by event: the same bytes.
run() {
	expect 0 run "$scenario" $short --format json --output a
	cmp out a/run.json || fail "stdout and run.json differ"
	expect 0 run "$scenario" $short --format json --sync event
	cmp out a/run.json || fail "--sync event gives another result"
	expect 0 run "$scenario" $short --seed 7 --format json
	says '"seed": 7' out
	expect 0 run "$scenario" $short --trace trace.txt
	says "offered" out
	[ -s trace.txt ] || fail "no trace"
	expect 0 run "$scenario" $short --timing --format json
	says '"wall_s"' out
}

# values FILE: what a JSON of show says, without origins. lines FILE: what its YAML says.
values() {
	sed 's/, "origin".*}/}/; /"scenario":/d' "$1"
}
lines() {
	sed 's/ *# .*//' "$1"
}

# What show prints of each shipped scenario is a scenario with the same settings, and its run gives the same bytes.
show() {
	for file in scenarios/*.yaml scenarios/studies/*.yaml; do
		shown=$(dirname "$file")/shown.yaml
		expect 0 show "$file" --resolved --format json
		values out >before
		for how in "" --resolved; do
			expect 0 show "$file" $how
			cp out "$shown"
			expect 0 show "$shown" --resolved --format json
			values out | diff before - || fail "$file is shown with other settings ($how)"
			expect 0 show "$shown" $how
			lines out >again
			lines "$shown" | diff - again || fail "$file is shown otherwise the second time ($how)"
			rm "$shown"
		done
	done
	printf 'extends: crawl.yaml\nstudy:\n  axes: [{set: nic.rx_ring, values: [64, "128"]}, {together: [{set: flow, values: [vhost]}]}]\n  exclude: []\n' >scenarios/axes.yaml
	expect 0 show scenarios/axes.yaml
	for line in 'study:' '  axes:' '    - set: nic.rx_ring  *# scenarios/axes.yaml:3:16' '        - 64  *#' '        - "128"  *#' \
		'    - together:' '        - set: flow  *#' '            - vhost  *#'; do
		grep -q "^$line" out || fail "the axes are not shown: $line"
	done
	expect 0 show "$scenario" --resolved --set nic.rx_ring=128
	grep -q 'rx_ring: 128  *# --set$' out || fail "no origin: --set"
	grep -q 'kernel: .*# .*crawl.yaml:[0-9]*:[0-9]*$' out || fail "no origin: a place"
	mkdir -p other
	mv out "other/$(basename "$scenario")"
	cp -r scenarios/platforms scenarios/costs other
	expect 0 run "$scenario" $short --set nic.rx_ring=128 --format json
	cp out before
	expect 0 run "other/$(basename "$scenario")" $short --format json
	diff before out || fail "what is shown gives another result"
}

full_disk() {
	"$vhostsim" run "$scenario" $short >/dev/full 2>err
	[ $? -eq 4 ] || fail "a full disk went unnoticed"
	says "No space left on device" err
}

count() {
	find "$1/points" -name '*pps.json' 2>find.err | wc -l
}

# A crawl, what it leaves, and that a second one runs nothing and changes nothing.
crawl() {
	expect 0 crawl "$scenario" $short -j 2 --output c --set crawl.compare=no
	says "saturation point" out
	says "best rate" out
	! grep -q "HALF LOAD" out && [ ! -e c/compare.csv ] || fail "a comparison that was not asked for"
	points=$(count c)
	[ "$(wc -l <c/crawl.csv)" -eq $((points + 1)) ] || fail "crawl.csv has not one row a point"
	cp -r c before
	expect 0 crawl "$scenario" $short -j 2 --output c
	says "$points of $points points are there already" err
	says "HALF LOAD" out
	diff before/crawl.csv c/crawl.csv || fail "the comparison changed the crawl"
	for file in crawl.csv crawl.gp crawl.svg crawl.png compare.csv compare.md; do
		[ -s c/$file ] || fail "no $file"
	done
	curves=$(find c/points -mindepth 1 -type d | wc -l)
	[ "$(wc -l <c/compare.csv)" -eq $((curves + 1)) ] || fail "compare.csv has not one row a curve"
	rm -r before
	cp -r c before
	expect 0 crawl "$scenario" $short -j 2 --output c
	says "$((2 * curves)) of $((2 * curves)) points are there already" err
	diff -r c before || fail "the second crawl changed something"
	rm c/crawl.svg c/crawl.png
	(cd c && gnuplot crawl.gp) || fail "crawl.gp cannot be run by itself"
	diff -r c before || fail "crawl.gp draws something else"
	expect 0 crawl "$scenario" $short --output c --fresh
	diff -r c before || fail "a fresh crawl gives another result"
	expect 0 crawl "$scenario" $short --output c --seed 2
	! grep -q "there already" err || fail "points of another seed were taken"
}

# interrupted MORE: a crawl is ended by a signal when MORE points than there were are done.
interrupted() {
	enough=$(($(count c) + $1))
	"$vhostsim" crawl "$scenario" $longer -j 1 --output c >out 2>err &
	until [ "$(count c)" -ge $enough ]; do sleep 0.02; done
	kill -TERM $!
	wait $!
	status=$?
	[ $status -eq 130 ] || fail "interrupted with exit status $status, not 130"
	says "run the same command again" err
	[ ! -e c/compare.csv ] || fail "an interrupted crawl compares nothing"
}

# A crawl interrupted by a signal after its first point, and again in its second round, gives what one in a go gives.
interrupt() {
	longer="$short --set duration=200ms"
	expect 0 crawl "$scenario" $longer --output whole
	interrupted 1
	[ ! -e c/crawl.csv ] || fail "an interrupted crawl draws no chart"
	expect 0 crawl "$scenario" $longer --output c --set crawl.compare=no
	says "points are there already" err
	interrupted 1
	expect 0 crawl "$scenario" $longer --output c
	says "points are there already" err
	diff -r c whole || fail "the resumed crawl differs"
}

# One damaged point is made again; the others are kept.
damaged() {
	expect 0 crawl "$scenario" $short --output c
	cp -r c before
	find c/points -name '*.json' | sort | head -n 1 | while read -r point; do echo '{"iden' >"$point"; done
	expect 0 crawl "$scenario" $short --output c
	diff -r c before || fail "the damaged point was not made again"
}

case $3 in
help | usage | input | lists | show | run | full_disk | crawl | interrupt | damaged) $3 ;;
*) fail "no such case: $3" ;;
esac
