#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Tests of vhostsim check: check.sh VHOSTSIM SOURCE CASE. Ends with 0 when the case passed; says what is wrong if not. The study is
# one of two flows at three loads, of runs that take milliseconds.

set -u
vhostsim=$1
source=$(realpath "$2")
. "$(dirname "$0")/command.sh"
unset GITHUB_ACTIONS

# study EXPECTATION...: the scenario s.yaml; the first expectation is in line 16.
study() {
	cat >s.yaml <<-END
		flow: vhost
		kernel: "3.13"
		platform: $source/scenarios/platforms/10g.xml
		costs: $source/scenarios/costs/x86-3.3GHz.yaml
		warmup: 5ms
		duration: 20ms
		guests: [{name: vm0, vhost_core: 0, vcpu_core: 1}]
		traffic: [{to: vm0, rate: 300kpps, frame: 512B, arrivals: poisson}]
		nic: {core: 0, moderation: off}
		sched: {preempt: full}
		study:
		  replications: 4
		  axes:
		    - {set: flow, values: [vhost, feedback]}
		    - {set: load, values: [200kpps, 500kpps, 1200kpps]}
		expect:
	END
	for expectation; do echo "  - $expectation" >>s.yaml; done
}

good="{metric: loss_ratio, where: {load: 200kpps}, max: 0.001}"
falls="{name: never falls, metric: delivered_pps, where: {flow: vhost}, never_falls: load}"
close="{metric: delivered_pps, where: {load: 200kpps, flow: vhost}, min: 200kpps}"

# judge STATUS ARGUMENT...: runs vhostsim check.
judge() {
	wanted=$1
	shift
	expect "$wanted" check "$@"
}

# Each verdict, in words and as an exit status.
verdicts() {
	study "$good"
	judge 0 s.yaml -o good
	says "pass: loss_ratio at flow=vhost load=200kpps: 0 (4 replications), expected at most 0.001" out
	says "2 findings: 2 pass, 0 fail" out
	study "$good" "$falls"
	judge 1 s.yaml -o good
	says "fail: never falls: delivered_pps at flow=vhost: falls: load=1200kpps" out
	study "$good" "$close"
	judge 0 s.yaml -o good
	says "no difference shown: delivered_pps at flow=vhost load=200kpps: " out
	says "does not show whether it is at least 200 kpps; more replications would" out
	judge 1 s.yaml -o good --strict
	says "(counts as a failure: --strict)" out
	study "$good"
	judge 1 s.yaml -o empty --set traffic.start=10s
	says "error: loss_ratio at flow=vhost load=200kpps: inconclusive: nothing was offered" out
	says "2 findings: 0 pass, 0 fail, 2 error" out # of both flows
	gap="runs a source offered nothing in the counted time; one is flow=feedback load=1200kpps, replication 0 "
	says "vhostsim: warning: in 24 of 24 $gap" err
	judge 1 s.yaml -o empty --set traffic.start=10s
	says "vhostsim: warning: in 24 of 24 $gap" err # of runs that are there
	study "$falls"
	judge 4 s.yaml -o slow --timeout 1ns
	says "error: never falls: delivered_pps at flow=vhost: 12 of its 12 runs failed" out
}

# Every format is what an independent reader expects of it, and the same on standard output as in a file.
reports() {
	study "$good" "$falls" "$close"
	judge 1 s.yaml -o r --junit junit.xml --tap report.tap
	"$source/tests/cli/junit.py" junit.xml 4 1 0 1 || fail "junit.xml"
	"$source/tests/cli/tap.py" report.tap 4 1 1 || fail "report.tap"
	for format in "junit junit.xml" "tap report.tap"; do
		# shellcheck disable=SC2086
		set -- $format
		judge 1 s.yaml -o r --format "$1"
		cmp out "$2" || fail "--format $1 and --$1 differ"
	done
	judge 1 s.yaml -o r --format github
	says "::error file=s.yaml,line=18,col=5,title=never falls [flow=vhost]::fail: delivered_pps at flow=vhost: falls" out
	says "::warning file=s.yaml,line=19,col=5,title=delivered_pps at least 200kpps" out
	[ "$(wc -l <out)" -eq 2 ] || fail "an annotation for what passes"
	mv out annotations
	GITHUB_ACTIONS=true judge 1 s.yaml -o r
	grep '^::' err | cmp - annotations || fail "annotations on standard error"
	judge 1 s.yaml -o r --strict --junit strict.xml --tap strict.tap
	"$source/tests/cli/junit.py" strict.xml 4 2 0 0 || fail "strict.xml"
	"$source/tests/cli/tap.py" strict.tap 4 2 0 || fail "strict.tap"
	judge 4 s.yaml -o slow --timeout 1ns --junit failed.xml --tap failed.tap
	"$source/tests/cli/junit.py" failed.xml 4 0 4 0 || fail "failed.xml"
	"$source/tests/cli/tap.py" failed.tap 4 4 0 || fail "failed.tap"
	if command -v xmllint >found; then
		xmllint --noout junit.xml || fail "not well-formed"
	fi
	judge 4 s.yaml -o r --junit missing/junit.xml
	says "missing/junit.xml" err
}

# Runs are made once; the same bytes whoever made them; an interrupted check goes on.
again() {
	study "$good" "$falls"
	judge 1 s.yaml -o a -j 1 --junit a.xml
	judge 1 s.yaml -o b -j 4 --junit b.xml
	cmp a.xml b.xml || fail "the number of workers changes the report"
	judge 1 s.yaml -o a --junit b.xml --timeout 1ns
	cmp a.xml b.xml || fail "runs were made again"
	"$vhostsim" sweep s.yaml -o c >out 2>err || fail "sweep"
	judge 1 s.yaml -o c --timeout 1ns
	sed -i 's/replications: 4/&\n  precision: 0.000001\n  max_replications: 6/' s.yaml
	judge 1 s.yaml -o a
	says "0 (6 replications)" out
	sed -i -e '/precision/d' -e '/max_rep/d' s.yaml
	judge 1 s.yaml -o a --junit b.xml --timeout 1ns
	cmp a.xml b.xml || fail "runs of a wider study count"
	sed -i 's/duration: 20ms/duration: 2s/' s.yaml
	"$vhostsim" check s.yaml -o d -j 1 >out 2>err &
	sleep 1
	kill -TERM $!
	wait $!
	status=$?
	[ $status -eq 130 ] || fail "interrupted with exit status $status, not 130"
	says "the same command goes on" err
	[ ! -s out ] || fail "an interrupted check reports"
}

# What is wrong with a scenario or a command line.
faults() {
	study "$good" "{metric: loss_ratio, where: {load: 300kpps}, max: 1}" "{metric: loss_rate, max: 1}"
	judge 3 s.yaml -o f
	says 's.yaml:18:40: error: axis load has no value "300kpps"; it has 200kpps, 500kpps, 1200kpps' err
	says 's.yaml:19:14: error: unknown metric "loss_rate"; did you mean loss_ratio?' err
	[ "$(wc -l <err)" -eq 2 ] && [ ! -s out ] && [ ! -e f ] || fail "more than the faults"
	study
	sed -i '/^expect/d' s.yaml
	judge 3 s.yaml -o f
	says 'no section "expect"' err
	echo "expect: {metric: loss_ratio}" >>s.yaml
	judge 3 s.yaml -o f
	says "s.yaml:16:9: error: expect takes a list" err
	judge 3 nowhere.yaml
	study "$good"
	judge 3 s.yaml -o f --set expect=1
	says "expect is a list of the scenario's file; it cannot be set" err
	: >file
	judge 3 s.yaml -o file
	judge 2 s.yaml --timeout 3
	judge 2 s.yaml --format xml
	judge 2
}

# A scenario without a study has expectations too: of one point and one replication.
single() {
	study "$good"
	sed -i -e '/^study/,/load, values/d' -e 's/where.*},/where: {flow: vhost},/' s.yaml
	judge 0 s.yaml -o s
	says "pass: loss_ratio: 0 (1 replication, so no interval), expected at most 0.001" out
	# what is expected has no bearing on the runs
	sed -i 's/max: 0.001/max: 0.002/' s.yaml
	judge 0 s.yaml -o s --timeout 1ns
	"$vhostsim" run s.yaml >out 2>err || fail "run takes no scenario with expectations"
}

# A reference: the same, another seed, a cost that is higher, a tolerance; what is wrong with one.
reference() {
	study "$good"
	judge 0 s.yaml -o r
	"$vhostsim" summary r >ref.csv || fail "summary"
	judge 0 s.yaml -o r --reference ref.csv
	says "32 findings: 32 pass, 0 fail" out
	judge 0 s.yaml -o other --reference ref.csv --seed 2
	says " 0 fail" out
	judge 1 s.yaml -o slow --reference ref.csv --set cost.vhost_copy=1300 --junit junit.xml
	says "fail: delivered_pps at flow=feedback load=1200kpps: " out
	says " below the reference's 838.3 kpps" out
	says "; 2 % would be tolerated" out
	grep -q 'classname="s.reference"' junit.xml || fail "no suite of its own"
	judge 0 s.yaml -o r --reference ref.csv --tolerance 99% --set cost.vhost_copy=1000
	judge 4 s.yaml -o late --reference ref.csv --timeout 1ns
	says "nothing was compared with the reference: 24 runs failed" out
	grep -v 'feedback,1200kpps' ref.csv >less.csv
	judge 0 s.yaml -o r --reference less.csv
	says "no difference shown: flow=feedback load=1200kpps: the reference does not have this point" out
	sed -i '/^expect/,$d' s.yaml
	judge 0 s.yaml -o r --reference ref.csv
	judge 3 s.yaml -o r --reference nowhere.csv
	says "nowhere.csv" err
	sed 's/kpps,delivered_pps,pps,4/kpps,delivered_pps,pps,x/' ref.csv >bad.csv
	judge 3 s.yaml -o r --reference bad.csv
	says "bad.csv:7:" err
	sed 's/^flow,load/system,load/' ref.csv >axes.csv
	judge 3 s.yaml -o r --reference axes.csv
	says 'axis "system"' err
	judge 2 s.yaml --reference ref.csv --tolerance 2
}

# neighbours SETTING: a flooded guest beside a quiet one, each with a queue of its own; the study counts what SETTING says.
neighbours() {
	cat >n.yaml <<-END
		extends: $source/scenarios/isolation.yaml
		warmup: 10ms
		duration: 50ms
		sched: {preempt: full}
		study:
		  replications: 3
		  $1
		  axes:
		    - {set: flow, values: [feedback]}
		expect:
		  - {metric: latency_p50_ns, guest: quiet, max: 200us}
		  - {metric: latency_p50_ns, guest: flooded, min: 1ms}
		  - {metric: latency_p50_ns, source: tester to quiet, max: 200us}
		  - {metric: latency_p50_ns, source: 0, min: 1ms}
		  - {metric: loss_ratio, source: 1, max: 0.001}
		  - {name: of the study, metric: latency_p50_ns, max: 200us}
	END
}

# Latency and loss of one guest and of one source: what is judged, exported, summed up and compared.
parts() {
	neighbours "source: tester to quiet"
	judge 0 n.yaml -o n
	says "pass: latency_p50_ns of guest quiet at flow=feedback: " out
	says "pass: latency_p50_ns of source tester to flooded at flow=feedback: " out
	says "pass: of the study: latency_p50_ns of source tester to quiet at flow=feedback: " out
	says "6 findings: 6 pass, 0 fail" out
	for options in "" "--source 1" "--guest quiet" "--source 0" "--guest flooded"; do
		# shellcheck disable=SC2086
		expect 0 export n $options
		python3 - out "$options" <<-END || fail "export $options"
			import csv, sys
			runs = list(csv.DictReader(open(sys.argv[1])))
			quiet = "0" not in sys.argv[2] and "flooded" not in sys.argv[2]
			p50 = [float(r["latency_p50_ns"]) for r in runs]
			assert len(runs) == 3 and (max(p50) < 200e3 if quiet else min(p50) > 1e6), p50
			assert [r["guest"] != "" for r in runs] == ["guest" in sys.argv[2]] * 3
			assert [r["source"] != "" for r in runs] == ["guest" not in sys.argv[2]] * 3
		END
	done
	expect 2 export n --guest quiet --source 1
	says "--guest and --source are both given" err
	expect 0 summary n
	says "# source: tester to quiet" out
	cp out quiet.csv
	neighbours "guest: flooded"
	judge 1 n.yaml -o n
	says "fail: of the study: latency_p50_ns of guest flooded at flow=feedback: " out
	expect 3 compare quiet.csv n
	says "counts the packets of source tester to quiet, n those of guest flooded" err
	expect 0 sweep n.yaml -o n
	says "Packets and their latency are those of guest flooded; costs are of all." n/summary.md
}

case $3 in
verdicts | reports | reference | again | faults | single | parts) $3 ;;
*) fail "no such case: $3" ;;
esac
