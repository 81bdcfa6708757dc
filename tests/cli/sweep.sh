#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Tests of vhostsim sweep, export and merge: sweep.sh VHOSTSIM SOURCE CASE. Ends with 0 when the case passed; says what is wrong if not.
# The study is one of 12 points of three replications, of runs that take milliseconds.

set -u
vhostsim=$1
source=$(realpath "$2")
. "$(dirname "$0")/command.sh"
unset SLURM_ARRAY_TASK_ID SLURM_ARRAY_TASK_MIN SLURM_ARRAY_TASK_COUNT SLURM_ARRAY_TASK_STEP

cat >small.yaml <<-END
	extends: $source/scenarios/crawl.yaml
	warmup: 2ms
	duration: 5ms
	study:
	  replications: 3
	  axes:
	    - {set: load, from: 200kpps, to: 1.6Mpps, count: 4}
	    - {set: flow, values: [vhost, feedback, callback]}
END

# A sweep, that a second one makes nothing, and that neither workers nor --fresh change anything.
again() {
	expect 0 sweep small.yaml -o a -j 1
	says "36 runs of 12 points, 36 of them made now" out
	expect 0 export a
	mv out a.csv
	[ "$(wc -l <a.csv)" -eq 37 ] || fail "not one row a run"
	cp a/study.db before.db
	expect 0 sweep small.yaml -o a
	says "36 runs of 12 points, 0 of them made now" out
	cmp a/study.db before.db || fail "a sweep that made nothing has changed the store"
	expect 0 sweep small.yaml -o a --fresh -j 3
	says "36 of them made now" out
	expect 0 export a
	cmp out a.csv || fail "a fresh sweep gives another result"
	expect 0 sweep small.yaml -o b -j 4 --timing
	says "timing: 36 runs made" err
	expect 0 export b/study.db
	cmp out a.csv || fail "four workers give another result"
	[ "$(find b -name 'study.db*')" = b/study.db ] || fail "more than a store is left"
}

# Whoever starts a sweep may have closed its standard streams.
closed() {
	timeout 60 "$vhostsim" sweep small.yaml -o a -j 2 >out 2>&- || fail "status $? without standard error"
	says "36 runs of 12 points, 36 of them made now" out
	timeout 60 "$vhostsim" sweep small.yaml -o a 2>err >&-
	[ $? -eq 4 ] || fail "no standard output, and nobody noticed"
	says "standard output cannot be written" err
	expect 0 sweep small.yaml -o b -j 2 <&-
	"$vhostsim" export a >a.csv
	"$vhostsim" export b | cmp - a.csv || fail "closed streams give another result"
}

# The curves of a study compared where they turn: the same as those of a crawl of it; what is there is not made again.
turn() {
	cat >turn.yaml <<-END
		extends: $source/scenarios/crawl.yaml
		warmup: 2ms
		duration: 5ms
		crawl: {from: 400kpps, to: 1.2Mpps, points: 3, curves: [{name: vhost, set: {flow: vhost}}, {name: callback, set: {flow: callback}}]}
		study: {turn: yes, axes: [{set: flow, values: [vhost, callback]}, {set: load, from: 400kpps, to: 1.2Mpps, count: 3}]}
	END
	expect 0 crawl turn.yaml -o crawl
	expect 0 sweep turn.yaml -o swept
	says "OVERLOAD" out
	cmp crawl/compare.csv swept/compare.csv || fail "a crawl and a study of the same differ"
	cmp crawl/compare.md swept/compare.md || fail "their tables differ"
	mv out first
	expect 0 sweep turn.yaml -o swept
	says "6 runs of 6 points, 0 of them made now" out
	diff first out >what && fail "the first sweep made nothing"
	grep '^[<>]' what | grep -v 'made now' >what.else && fail "another text: $(cat what.else)"
	expect 0 export swept
	[ "$(wc -l <out)" -gt 8 ] || fail "the runs at half and twice the loads are not exported"
	for store in crawl/crawl.db swept/study.db; do
		sqlite3 -readonly $store "SELECT point FROM run ORDER BY point"
	done | sort | uniq -u >other
	[ ! -s other ] || fail "the study made other runs than the crawl"
	expect 0 sweep turn.yaml -o one --set study.replications=2
	says "MORE THAN vhost" out
}

# Platforms as an axis, and as curves of a crawl: on the slower one less is delivered, and each gives what it gives alone.
platforms() {
	sed 's/3.3Gf/2Gf/' "$source/scenarios/platforms/10g.xml" >slow.xml
	study() {
		sed -e '/axes/,$d' small.yaml && echo "  axes:" && echo "    - {set: platform, values: [$1]}"
	}
	fast=$source/scenarios/platforms/10g.xml
	study "$fast, slow.xml" >both.yaml
	study slow.xml >slow.yaml
	expect 0 sweep both.yaml -o both -j 2 --set load=1.6Mpps
	expect 0 sweep slow.yaml -o slow -j 2 --set load=1.6Mpps
	expect 0 export both
	grep slow.xml out | cut -d, -f3- >of-both
	expect 0 export slow
	grep slow.xml out | cut -d, -f3- >alone
	cmp of-both alone || fail "a platform beside another gives another result"
	[ "$(wc -l <alone)" -eq 3 ] || fail "not a row a run"
	expect 0 export both
	[ "$(tail -n +2 out | cut -d, -f4- | sort -u | wc -l)" -eq 6 ] || fail "two platforms give one result"
	cat >crawl.yaml <<-END
		extends: small.yaml
		crawl: {from: 1Mpps, to: 2Mpps, points: 2, curves: [{name: fast}, {name: slow, set: {platform: slow.xml}}]}
	END
	expect 0 crawl crawl.yaml -o crawl
	[ "$(tail -n +2 crawl/crawl.csv | cut -d, -f2- | sort -u | wc -l)" -eq 4 ] || fail "two platforms give one curve"
}

# Hardware of the scenario's own as an axis: each point runs on its own, as it does alone.
hardware() {
	study() {
		sed -e '/axes/,$d' -e '1a platform: ""\nhost: {cores: 4}' small.yaml && echo "  axes:" &&
			echo "    - {set: host.clock, values: [$1]}"
	}
	study "3.3GHz, 2GHz" >both.yaml
	study 2GHz >slow.yaml
	expect 0 sweep both.yaml -o both -j 2 --set load=1.6Mpps
	expect 0 sweep slow.yaml -o slow -j 2 --set load=1.6Mpps
	expect 0 export both
	grep ,2000000000, out | cut -d, -f3- >of-both
	[ "$(tail -n +2 out | cut -d, -f4- | sort -u | wc -l)" -eq 6 ] || fail "two clocks give one result"
	expect 0 export slow
	grep ,2000000000, out | cut -d, -f3- >alone
	cmp of-both alone || fail "a clock beside another gives another result"
	[ "$(wc -l <alone)" -eq 3 ] || fail "not a row a run"
}

# A study that has grown: only what is new is made.
grown() {
	expect 0 sweep small.yaml -o a --set study.replications=2
	says "24 of them made now" out
	expect 0 sweep small.yaml -o a
	says "36 runs of 12 points, 12 of them made now" out
	sed 's/callback\]/callback, vhost-user]/' small.yaml >wider.yaml
	expect 0 sweep wider.yaml -o a
	says "48 runs of 16 points, 12 of them made now" out
	expect 0 sweep small.yaml -o a --set study.replications=1
	says "12 runs of 12 points, 0 of them made now" out
	expect 0 export a
	[ "$(wc -l <out)" -eq 13 ] || fail "the export has not one row a run of the plan"
	expect 0 export a --all
	[ "$(wc -l <out)" -eq 49 ] || fail "--all leaves out runs"
}

# A map beside the chart, of a metric that no table has otherwise; made of the store alone, so it can be asked for later.
map() {
	expect 0 sweep small.yaml -o a
	! grep -q "map" out || fail "a map that was not asked for"
	[ ! -e a/map.gp ] || fail "a map that was not asked for"
	expect 0 sweep small.yaml -o a --set study.map=latency_mean_ns
	says "36 runs of 12 points, 0 of them made now" out
	says "; map: map.svg and map.png, by map.gp" out
	for file in map.gp map.svg map.png study.png; do
		[ -s a/$file ] || fail "no $file"
	done
	says "COLOUR_TEXT = 'mean latency of the delivered packets (ms)'" a/map.gp
	grep -q "^200kpps,vhost,latency_mean_ns,ns,3," a/summary.csv || fail "summary.csv does not have the figures of the map"
	(cd a && mkdir again && cp map.gp again && cd again && gnuplot map.gp) || fail "map.gp draws nothing by itself"
	grep -q "</svg>" a/again/map.svg && cmp a/map.png a/again/map.png || fail "map.gp draws something else again"
	expect 3 sweep small.yaml -o a --set study.map=latency
	says "there is no metric \"latency\"" err
}

shards() {
	expect 0 sweep small.yaml -o whole
	expect 0 export whole
	mv out whole.csv
	for i in 1 2 3; do
		SLURM_ARRAY_TASK_ID=$((i + 6)) SLURM_ARRAY_TASK_MIN=7 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_STEP=1 \
			"$vhostsim" sweep small.yaml -o parts >out 2>err || fail "shard $i"
		says "12 runs of 12 points" out
	done
	expect 0 merge parts/study.db parts/study.1of3.db parts/study.3of3.db
	says "12 runs of the study are missing" err
	expect 0 merge parts/study.db parts parts/study.2of3.db
	! grep -q missing err || fail "runs are missing"
	expect 0 export parts
	cmp out whole.csv || fail "the merged shards give another result"
	expect 0 sweep small.yaml -o parts
	says "0 of them made now" out
	expect 2 merge parts/study.db
	expect 3 merge whole/study.db parts
	says "is there already" err
	expect 0 sweep small.yaml -o other --seed 2
	expect 3 merge new.db parts other
	says "not of one study" err
	[ ! -e new.db ] || fail "a refused merge has left a file"
}

# What is wrong with a command line or a store is one line.
wrong() {
	while IFS='|' read -r status arguments message; do
		expect "$status" $arguments
		[ "$(wc -l <err)" -eq 1 ] && [ ! -s out ] || fail "not one line of message"
		says "$message" err
	done <<-END
		2|sweep|which scenario?
		2|sweep small.yaml -j -1|-1 runs at a time
		2|sweep small.yaml --shard 4/3|"4/3" is no shard
		2|sweep small.yaml --timeout 3|has no unit
		2|export|which store?
		2|export a b|which store?
		2|export small.yaml --format xml|"xml" is none of csv, jsonl
		3|sweep small.yaml -o small.yaml|small.yaml
		3|sweep nowhere.yaml|nowhere.yaml
		3|export small.yaml|small.yaml: is no result store
		3|export nowhere|nowhere
		3|export .|study.db: cannot be opened
		3|merge out.db small.yaml|small.yaml: is no result store
	END
	mkdir bad
	echo "no store" >bad/study.db
	expect 3 sweep small.yaml -o bad
	says "bad/study.db: is no result store" err
	[ "$(cat bad/study.db)" = "no store" ] || fail "what is no store was changed"
}

# Runs that fail cost nothing but themselves.
failing() {
	expect 4 sweep small.yaml -o a --timeout 1us --set study.replications=1
	says "not finished after 1e-06 s" err
	says "12 of 12 runs failed; the same command tries them again" err
	grep -F "repeat it with:" err | head -n 1 | sed 's/.*repeat it with: //' >again.sh
	sh again.sh >out 2>err || fail "the command that repeats a run does not"
	says "offered" out
	expect 0 sweep small.yaml -o a --set study.replications=1
	says "12 of them made now" out
}

# One sweep at a time works on a store; readers may.
locked() {
	"$vhostsim" sweep small.yaml -o a -j 1 --set duration=5s --set study.replications=30 >long.out 2>long.err &
	pid=$!
	until [ -e a/study.db ]; do sleep 0.02; done
	until "$vhostsim" export a >out 2>err; do sleep 0.05; done
	expect 3 sweep small.yaml -o a
	says "a/study.db: is being written by another vhostsim" err
	kill -TERM $pid
	wait $pid
	[ $? -eq 130 ] || fail "a sweep that was ended has another exit status than 130"
	says "the same command goes on" long.err
}

# Killed, interrupted, with a full disk: see tools/dev/soak-sweep.
disturbed() {
	VHOSTSIM=$vhostsim "$source/tools/dev/soak-sweep" "$work/small.yaml" 6 1 --set duration=30ms >out 2>err || fail "soak-sweep"
	says "the same export" out
}

case $3 in
again | closed | grown | map | turn | platforms | hardware | shards | wrong | failing | locked | disturbed) $3 ;;
*) fail "no such case: $3" ;;
esac
