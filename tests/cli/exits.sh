#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every end of the program is one that docs/metrics.md names: exits.sh VHOSTSIM SOURCE CASE. Ends with 0 when the case passed.

set -u
vhostsim=$1
source=$(realpath "$2")
. "$(dirname "$0")/command.sh"
scenario=$source/scenarios/shared-core.yaml

cat >study.yaml <<-END
	extends: $source/scenarios/crawl.yaml
	warmup: 1ms
	duration: 2ms
	study:
	  axes: [{set: load, values: [200kpps, 400kpps]}, {set: flow, values: [vhost, callback]}]
END

# ended STATUS SIGNAL SECONDS ARGUMENT...: the command ends so after the signal.
ended() {
	wanted=$1 signal=$2 after=$3
	shift 3
	"$vhostsim" "$@" >out 2>err &
	pid=$!
	sleep "$after"
	kill "-$signal" $pid
	wait $pid
	status=$?
	[ $status -eq "$wanted" ] || fail "vhostsim $*: exit status $status after SIG$signal, not $wanted"
}

# A run that is ended prints what was counted; which test_world_stop.c compares.
run_signals() {
	for sync in window event; do
		for signal in INT TERM HUP XCPU; do
			ended 130 $signal 0.5 run "$scenario" --set warmup=1us --set duration=1000s --sync $sync
			says "PARTIAL: interrupted after" out
			says "interrupted: what was counted until then is printed" err
		done
		ended 130 INT 0.5 run "$scenario" --set warmup=1000s --sync $sync
		[ ! -s out ] || fail "figures of a run of which nothing was counted"
		says "interrupted during the warm-up: nothing was counted" err
	done
	ended 130 INT 0.5 run "$scenario" --set warmup_cut=mser5 --set duration=1000s
	says "nothing was counted" err
	ended 130 TERM 0.5 run "$scenario" --set warmup=1us --set duration=1000s --format json -o files --trace trace
	says '"partial": true' out
	says '"end_s": ' out
	cmp out files/run.json || fail "stdout and run.json differ"
	[ -s trace ] || fail "no trace of a run that was ended"
	python3 -c 'import json; json.load(open("out"))' || fail "no JSON"
	expect 0 run "$scenario" --set duration=1ms --format json
	! grep -q '"partial"' out || fail "a whole run is partial"
}

# Whoever is ignored by nohup stays ignored; a second signal ends at once.
second() {
	"$vhostsim" run "$scenario" --set warmup=1us --set duration=1000s >out 2>err &
	sleep 0.4
	kill -INT $!
	kill -TERM $!
	wait $!
	[ $? -eq 130 ] || fail "two signals that come together"
	says PARTIAL out
	nohup "$vhostsim" run "$scenario" --set duration=200ms >out 2>err &
	sleep 0.2
	kill -HUP $!
	wait $!
	[ $? -eq 0 ] || fail "SIGHUP ended a run under nohup"
}

# listening PID: waits until the program has a handler of its own for SIGTERM (signal 15); ten seconds at most.
listening() {
	tries=0
	while [ $tries -lt 500 ]; do
		mask=$(sed -n 's/^SigCgt:[[:space:]]*//p' "/proc/$1/status")
		[ $((0x${mask:-0} >> 14 & 1)) -eq 0 ] || return 0
		tries=$((tries + 1))
		sleep 0.02
	done
	fail "no handler of signals after ten seconds"
}

# Commands that have nothing to tell, while they wait for their input. (A shell starts what is in the background with SIGINT ignored.)
at_once() {
	mkfifo silent || exit 1
	exec 9<>silent # a writer that never writes
	for signal in INT TERM HUP QUIT XCPU; do
		for command in run sweep crawl search check show; do
			env --default-signal=INT,QUIT "$vhostsim" $command /dev/stdin <silent >out 2>err 9>&- &
			pid=$!
			listening $pid
			kill "-$signal" $pid
			wait $pid
			status=$?
			[ $status -eq 130 ] || fail "$command: exit status $status after SIG$signal"
		done
	done
}

# Faults of the program itself: a line, and 5.
faults() {
	if nm -D "$vhostsim" 2>/dev/null | grep -q __asan_init; then
		signals="ABRT TRAP SYS"
	else
		signals="ABRT TRAP SYS SEGV BUS FPE ILL"
	fi
	for signal in $signals; do
		ended 5 $signal 0.4 run "$scenario" --set duration=1000s
		grep -qx "vhostsim: internal error: ended by SIG$signal" err || fail "another message of SIG$signal"
	done
}

# Everything that is printed, on a disk that is full, and into a pipe that nobody reads.
full() {
	expect 0 sweep study.yaml -o results
	while read -r arguments; do
		"$vhostsim" $arguments >/dev/full 2>err
		[ $? -eq 4 ] || fail "vhostsim $arguments >/dev/full: not exit status 4"
		says "standard output cannot be written: No space left on device" err
		"$vhostsim" $arguments 2>err | :
		{ "$vhostsim" $arguments 2>err; echo $? >status; } | :
		[ "$(cat status)" = 4 ] || [ "$(cat status)" = 0 ] || fail "vhostsim $arguments | : exit status $(cat status)"
	done <<-END
		--help
		--version
		run --help
		sweep --help
		list options
		list costs
		list costs x86-3.3GHz
		list counters
		list drops
		list flows
		list metrics
		list runs study.yaml
		list runs study.yaml --points
		show study.yaml
		show study.yaml --resolved --format json
		schema
		man
		completion bash
		run $scenario --set duration=1ms
		run $scenario --set duration=1ms --format json
		export results
		export results --format jsonl
		summary results
		compare results results
		sweep study.yaml -o results
		check study.yaml -o results --reference results/summary.csv
		crawl $source/scenarios/crawl.yaml --set crawl.points=2 --set warmup=1ms --set duration=1ms -o crawled
	END
	# A limit of a file's size as a disk that is full: nothing of the store fits.
	(ulimit -f 0; exec "$vhostsim" sweep study.yaml -o fresh >/dev/null 2>err)
	[ $? -eq 4 ] || fail "a full disk at a store's creation"
	(ulimit -f 0; exec "$vhostsim" run "$scenario" --set duration=1ms -o fresh >/dev/null 2>err)
	[ $? -eq 4 ] || fail "a full disk for run.json"
}

# What is no file is refused at once wherever a file is named.
no_file() {
	mkfifo pipe
	mkdir folder
	for kind in pipe /dev/zero folder; do
		for command in run show sweep check list\ runs; do
			timeout 20 "$vhostsim" $command $kind >out 2>err
			[ $? -eq 3 ] || fail "$command $kind: exit status $?"
			says "cannot be read: it is a" err
		done
		for line in "extends: $kind" "platform: $kind" "cost: {profile: $kind}" "costs: $kind" "traffic: [{to: vm0, pcap: $kind}]"; do
			{ echo "$line"; echo "$line" | grep -q extends || echo "extends: $scenario"; } >named.yaml
			timeout 20 "$vhostsim" run named.yaml >out 2>err
			[ $? -eq 3 ] || fail "$line: exit status $?"
		done
		timeout 20 "$vhostsim" compare $kind $kind >out 2>err
		[ $? -eq 3 ] || fail "compare $kind: exit status $?"
		timeout 20 "$vhostsim" export $kind >out 2>err
		[ $? -eq 3 ] || fail "export $kind: exit status $?"
		timeout 20 "$vhostsim" sweep study.yaml -o $kind >out 2>err
		[ $? -eq 3 ] || [ $kind = folder ] || fail "-o $kind: exit status $?"
	done
	# What the shell's <(...) gives, but only on the command line.
	echo "extends: $scenario" | expect 0 show /dev/stdin
	echo "extends: /dev/stdin" >named.yaml
	sleep 5 | timeout 3 "$vhostsim" show named.yaml >out 2>err
	[ $? -eq 3 ] || fail "extends: /dev/stdin: exit status $?"
}

# Temporaries of processes that were killed go; what looks like one and is none, or is in use, stays.
leftovers() {
	mkdir results
	: >results/.vhostsim-AbC123
	: >results/.vhostsim-inuse1
	: >results/.vhostsim-longer12
	: >results/run.json.backup
	mkdir results/.vhostsim-folder
	: >results/.vhostsim-folder/study.svg
	ln -s /etc/hostname results/.vhostsim-link00
	exec 9>>results/.vhostsim-inuse1
	flock 9
	expect 0 run "$scenario" --set duration=1ms -o results 9>&-
	exec 9>&-
	[ ! -e results/.vhostsim-AbC123 ] && [ ! -e results/.vhostsim-folder ] || fail "a leftover is left"
	for name in .vhostsim-inuse1 .vhostsim-longer12 run.json.backup; do
		[ -e results/$name ] || fail "$name is gone"
	done
	[ -L results/.vhostsim-link00 ] || fail "a link is gone"
	rm results/.vhostsim-*
	expect 0 sweep study.yaml -o results
	: >results/.out.db.vhostsim-merge
	: >results/.out.db.vhostsim-merge-journal
	expect 0 merge results/out.db results
	[ -z "$(find results -name '.*' -type f)" ] || fail "$(find results -name '.*' -type f) is left"
}

# Without /proc a run says the same, and a sweep works. Where no file can be made either, one line says what is missing.
no_proc() {
	"$vhostsim" run "$scenario" --set duration=5ms --format json >with
	unshare -rm mount -t tmpfs none /proc 2>err || { echo "SKIPPED: $(cat err)"; return; }
	mkdir made
	unshare -rm sh -c 'mount -t tmpfs none /proc; TMPDIR=made exec "$@"' sh \
		"$vhostsim" run "$scenario" --set duration=5ms --format json >out 2>err || fail "exit status $? without /proc"
	cmp -s out with || fail "another result without /proc"
	rmdir made || fail "a file is left"
	unshare -rm sh -c 'mount -t tmpfs none /proc; exec "$@"' sh "$vhostsim" sweep study.yaml -o results >out 2>err ||
		fail "sweep: exit status $? without /proc"
	unshare -rm sh -c 'mount -t tmpfs none /proc; TMPDIR=/nowhere exec "$@"' sh "$vhostsim" run "$scenario" >out 2>err
	[ $? -eq 5 ] || fail "neither /proc nor a temporary file: exit status $?"
	[ "$(wc -l <err)" = 1 ] || fail "not one message"
	says "/proc is not mounted, and no file can be made in /nowhere" err
}

# Each line of a message is one write: a pipe that keeps writes apart tells.
whole() {
	printf 'kernel: "9.9"\nflow: nonsense \303\244\nhost: x\nnic: {queues: 0, rx_ring: 1}\n' >bad.yaml
	python3 - "$vhostsim" <<-'END' || fail "messages are not written whole"
		import fcntl, os, subprocess, sys
		r, w = os.pipe2(os.O_DIRECT)
		p = subprocess.Popen([sys.argv[1], "run", "bad.yaml"], stderr=w, stdout=subprocess.DEVNULL)
		os.close(w)
		p.wait()
		pieces = []
		while piece := os.read(r, 65536):
		    pieces.append(piece)
		assert p.returncode == 3 and len(pieces) >= 4, (p.returncode, pieces)
		assert all(x.endswith(b"\n") and x.count(b"\n") == 1 for x in pieces), pieces
	END
}

case $3 in
run_signals | second | at_once | faults | full | no_file | no_proc | leftovers | whole) $3 ;;
*) fail "no such case: $3" ;;
esac
