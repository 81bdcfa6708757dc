#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Tests of the command line: cli.sh VHOSTSIM SCENARIO CASE. Ends with 0 when the case passed; says what is wrong if not.
# SCENARIO has a section "crawl" with several curves; it is cut down here so that a run takes milliseconds.

set -u
. "$(dirname "$0")/crawl_command.sh"

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
		run --threads -1 $scenario|-1 threads is not between 1 and 256
		run --threads 257 $scenario|257 threads is not between 1 and 256
		run --timing=3 $scenario|--timing takes no value
		run $scenario --set|missing argument for --set
		crawl -j x $scenario|for -j
		crawl -jx $scenario|for -j
		crawl -j2x $scenario|for -j
		crawl -j=2 $scenario|for -j
		crawl -j --fresh $scenario|for -j
		crawl $scenario -j|missing argument for -j
		crawl -j -3 $scenario|-3 runs at a time
		crawl -j-3 $scenario|-3 runs at a time
		crawl $scenario -j1 --frsh|did you mean --fresh?
		crawl --frsh $scenario|did you mean --fresh?
		explain|which scenario?
		explain a/run.json b|"b" is one argument too many
		explain a.json --set seed=2|--set and --seed change a scenario; a.json is a result
		advise|which scenario?
		calibrate|which scenario?
		show|which scenario?
		show --format xml a|"xml" is none of yaml, json
		show -rfxml a|"xml" is none of yaml, json
		show -r=3 a|unknown option "-r=3"
		list|list what?
		list option|did you mean options?
		list flow runs|list what?
		list runs|which study?
		list runs a b|one study at a time
		list flows --points|--points goes with list runs
		schema x|takes no argument
		man x|takes no argument
		completion|which shell?
		completion csh|"csh" is none of bash, zsh, fish
		rn|did you mean run?
		help rnu|did you mean run?
		help run show|one command at a time
		validate|which scenario?
	END
}

# A value stands behind its option: after a blank or =, or attached to a letter, as getopt takes it, also behind other letters.
values_of_options() {
	expect 0 show "$scenario" --resolved --set nic.rx_ring=128 --format json
	cp out shown
	for ways in "-r -s nic.rx_ring=128 -f json" "-r -snic.rx_ring=128 -fjson" "-rsnic.rx_ring=128 -fjson" "-snic.rx_ring=128 -rfjson" \
		"-snic.rx_ring=64 -snic.rx_ring=128 -rf json" "--set=nic.rx_ring=128 --format=json --resolved"; do
		expect 0 show $ways "$scenario"
		cmp out shown || fail "other settings: $ways"
		expect 0 show "$scenario" $ways
		cmp out shown || fail "other settings behind the scenario: $ways"
	done
	expect 0 crawl "$scenario" $short --jobs 2 --output first
	for ways in "-j2 -oj" "-j2 --fresh --output=j" "-oj -j 2"; do
		expect 0 crawl $ways "$scenario" $short
		diff -r -x 'crawl.db*' j first || fail "another crawl: $ways"
		rm -r j
	done
	expect 3 run -- nowhere.yaml
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

# le32 NUMBER...: each in four bytes, the lowest first.
le32() {
	for number in "$@"; do
		for shift in 0 8 16 24; do
			printf "\\$(printf %03o $((number >> shift & 255)))"
		done
	done
}

# capture DATE...: a capture of packets at these dates in us, of which no byte was kept.
capture() {
	le32 0xa1b2c3d4 0x00040002 0 0 65535 1
	for date in "$@"; do
		le32 0 "$date" 0 60
	done
}

# noticed N: so many notices, and nothing else, on stderr; on stdout none.
noticed() {
	[ "$(grep -c 'pcap: notice: ' err)" -eq "$1" ] || fail "not $1 notices"
	if grep -q notice out; then fail "a notice on stdout"; fi
}

captures() {
	capture 5 10 9 30 >scenarios/late.pcap
	capture 5 >scenarios/one.pcap
	cat >scenarios/late.yaml <<-END
		extends: pcap.yaml
		duration: 2ms
		warmup: 2ms
		series: 0s
		traffic: [{to: vm0, pcap: late.pcap}, {to: vm0, pcap: late.pcap, pcap_speed: rate, rate: 1kpps}]
		crawl: {from: 10kpps, to: 20kpps, points: 2, curves: [{name: a, set: {nic.rx_ring: 256}}, {name: b, set: {nic.rx_ring: 512}}]}
		study: {axes: [{set: load, values: [10kpps, 20kpps]}, {set: traffic.0.pcap, values: [late.pcap, captures/trains.pcap]}]}
	END
	expect 0 run scenarios/late.yaml
	says "scenarios/late.pcap: notice: 1 packet is dated before the one in front, the first is packet 3" err
	noticed 1
	# The sanitizer has its own word about a stack that SimGrid has switched.
	[ "$(grep -vcE '^==[0-9]+==WARNING: ASan|^False positive error|^For details see' err)" -eq 1 ] || fail "more than the notice on stderr"
	for command in crawl sweep; do
		expect 0 $command scenarios/late.yaml -j 2
		noticed 1
	done
	expect 3 run scenarios/late.yaml --set traffic.pcap_order=refuse
	says "scenarios/late.pcap: error: packet 3 is dated before the one in front of it" err
	noticed 0
	expect 3 run scenarios/late.yaml --set traffic.0.pcap=one.pcap
	says "the capture has one packet only, so it has no rate of its own; write pcap_speed: rate" err
	expect 0 run scenarios/pcap.yaml --set traffic.pcap=one.pcap --set duration=1ms --set series=0s
	expect 3 run scenarios/late.yaml --set traffic.pcap_mtu=575B
	says "pcap_mtu is 0B (found), or at least 576B, as in IPv4" err
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

# What a study would run; a study is where its scenario is.
list_runs() {
	{ printf 'extends: %s\n' "$scenario"
	  echo 'warmup: 0s'
	  echo 'duration: 10ms'
	  echo 'study: {replications: 4, axes: [{set: load, values: [100kpps, 1Mpps]}, {set: kernel, values: ["3.13", "5.10"]}],'
	  echo '        exclude: [{load: 1Mpps, kernel: "5.10"}]}'
	} >study.yaml
	expect 0 list runs study.yaml
	for line in "points  *3$" "excluded  *1$" "replications  *4$" "runs  *12$" "packets (estimate)  *48000$" \
		"axis load  *2: 100kpps, 1Mpps$" "axis kernel  *2: 3.13, 5.10$"; do
		grep -q "^$line" out || fail "no line $line"
	done
	[ ! -s err ] || fail "messages"
	expect 0 list runs study.yaml --set study.precision=0.02 --set study.max_replications=9
	grep -q "^runs  *12 to 27$" out || fail "the cap is not counted"
	expect 0 list runs study.yaml --points
	[ "$(wc -l <out)" -eq 3 ] || fail "not a line for each point"
	[ "$(cut -d' ' -f1 out | grep -cE '^[0-9a-f]{64}$')" -eq 3 ] || fail "no identities"
	says " 10000 load=1Mpps kernel=3.13" out
	cp out before
	expect 0 list runs study.yaml --points --set study.replications=9 --set question=why
	cmp out before || fail "identities hang on what runs there are"
	expect 3 list runs study.yaml --set load=3kpps
	one_line
	says "--set load=3kpps: error: load is set by the axis load of the study" err
	expect 3 list runs nowhere.yaml
	one_line
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
	says "# time_ns component event" trace.txt
	says " reason=tap/closed port=vm0" trace.txt
	expect 0 run "$scenario" $short --trace window.txt --trace-window 1.2ms..1.3ms
	[ "$(sed 1d window.txt)" = "$(awk '$1 >= 1200000 && $1 <= 1300000' trace.txt)" ] || fail "the window has other events"
	expect 0 run "$scenario" $short --trace cut.txt --trace-limit 10kB
	says "# 10kB are written: the events from " cut.txt
	says "warning: --trace: --trace-limit is reached: events from " err
	[ $(wc -c <cut.txt) -lt 11000 ] || fail "a limit that does not hold"
	for wrong in "-window 3ms" "-window 3ms..2ms" "-on tab" "-limit 5"; do
		expect 2 run "$scenario" $short --trace trace.txt --trace$wrong
		one_line
		says "error: --trace${wrong% *}: " err
	done
	expect 2 run "$scenario" $short --trace-on tap
	one_line
	expect 0 run "$scenario" $short --folded folded --hgrm hgrm --format json
	cmp out a/run.json || fail "files for viewers change the result"
	says "core 0;softirq;bridge " folded
	says "1/(1-Percentile)" hgrm
	expect 4 run "$scenario" $short --folded /dev/full
	says "error: --folded: " err
	expect 0 run "$scenario" $short --timing --format json
	says '"wall_s"' out
}

# A scenario and the folder that its run left are explained by the same sentences; a file that is no result is refused.
explain() {
	expect 0 run "$scenario" $short --output a
	expect 0 explain "$scenario" $short
	cp out said
	says "limit" said
	expect 0 explain a
	cmp out said || fail "the folder is explained otherwise"
	expect 0 explain a/run.json --format json
	says '"limit": "' out
	says '"rule": "limit"' out
	says '"evidence": {"offered_pps": ' out
	echo '{"settings": {}}' >other.json
	expect 3 explain other.json
	one_line
	says "other.json is no result of vhostsim run" err
	for bad in nowhere.json pipe.json deep.json name.json; do
		[ $bad != pipe.json ] || mkfifo $bad
		[ $bad != deep.json ] || head -c 1000000 /dev/zero | tr '\0' '[' >$bad
		[ $bad != name.json ] || sed '/^  "guests": \[/,/^  \],/s/"name": "[^"]*"/"name": "a\\u001b[2J"/' a/run.json >$bad
		expect 3 explain $bad
		one_line
		says "$bad" err
	done
	expect 3 explain a/run.json --confine scenarios
	says "outside of the folder that --confine names" err
	mkdir empty
	expect 3 explain empty
	one_line
}

# endless: simulated time that stands still ends with names and status 5, where it can be told beforehand with 3 and a place.
endless() {
	cat >scenarios/endless.yaml <<-END
		flow: vhost-user
		kernel: "5.10"
		platform: platforms/10g.xml
		costs: costs/x86-3.3GHz.yaml
		duration: 1ms
		bringup: {instant: yes}
		cost: {all: 0}
		guests: [{name: a, vhost_core: 0, vcpu_core: 1}]
		traffic: [{from: a, to: wire, rate: 0pps}]
	END
	expect 3 run scenarios/endless.yaml
	says "endless.yaml:9:11: error: a guest that sends as fast as it can (rate 0pps) needs time for a packet" err
	for sync in window event; do
		expect 5 run scenarios/endless.yaml --set cost.app_sink=100 --sync $sync
		[ ! -s out ] || fail "data of a run without end"
		says "simulated time does not go on at 2000.000 ns: server has made 33554432 steps while 2000000 ps passed; give" err
		says " vcpu-a pays guest_tx" err
		says " pmd pays vhost_user_dequeue" err
		says "2000.000 packet drop packet=" err
	done
}

# values FILE: what a JSON of show says, without origins. lines FILE: what its YAML says.
values() {
	sed 's/, "origin".*}/}/; /"scenario":/d' "$1"
}
lines() {
	sed 's/ *# .*//' "$1"
}

# shown_again FILE: what is shown of a scenario, whole or resolved, is a scenario with the same settings, shown the same.
shown_again() {
	shown=$(dirname "$1")/shown.yaml
	expect 0 show "$1" --resolved --format json
	values out >before
	for how in "" --resolved; do
		expect 0 show "$1" $how
		cp out "$shown"
		expect 0 show "$shown" --resolved --format json
		values out | diff before - || fail "$1 is shown with other settings ($how)"
		expect 0 show "$shown" $how
		lines out >again
		lines "$shown" | diff - again || fail "$1 is shown otherwise the second time ($how)"
		rm "$shown"
	done
}

# Every scenario that is shipped.
shipped() {
	for file in scenarios/*.yaml scenarios/studies/*.yaml; do
		shown_again "$file"
	done
}

# Origins, axes, a pipe; and a scenario as shown, run, gives the same bytes.
show() {
	shown_again scenarios/crawl.yaml
	shown_again scenarios/studies/ci.yaml
	printf 'extends: crawl.yaml\nstudy:\n  axes: [{set: nic.rx_ring, values: [64, "128"]}, {together: [{set: flow, values: [vhost]}]}]\n  exclude: []\n' >scenarios/axes.yaml
	expect 0 show scenarios/axes.yaml
	for line in 'study:' '  axes:' '    - set: nic.rx_ring  *# scenarios/axes.yaml:3:16' '        - 64  *#' '        - "128"  *#' \
		'    - together:' '        - set: flow  *#' '            - vhost  *#'; do
		grep -q "^$line" out || fail "the axes are not shown: $line"
	done
	echo "extends: $scenario" | timeout 60 "$vhostsim" show /dev/stdin >out 2>err || fail "a scenario from a pipe is read more than once"
	says "curves:" out
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

case $3 in
help | usage | values_of_options | input | captures | lists | list_runs | show | shipped | run | explain | endless | full_disk) $3 ;;
*) fail "no such case: $3" ;;
esac
