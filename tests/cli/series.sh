#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Tests of commands that make many runs: series.sh VHOSTSIM SCENARIO CASE, as cli.sh.

set -u
. "$(dirname "$0")/crawl_command.sh"

# count FOLDER: the runs in its store; 0 while it cannot be read.
count() {
	sqlite3 -readonly "$1"/*.db 'SELECT count(*) FROM run' 2>count.err || echo 0
}

# same FOLDER FOLDER: what two crawls left; their stores are told apart by the order in which runs were made.
same() {
	diff -r -x 'crawl.db*' "$1" "$2"
}

# A crawl, what it leaves, and that a second one runs nothing and changes nothing.
crawl() {
	expect 0 crawl "$scenario" $short -j 2 --output c --set crawl.compare=no
	says "saturation point" out
	says "best rate" out
	! grep -q "HALF LOAD" out && [ ! -e c/compare.csv ] || fail "a comparison that was not asked for"
	points=$(count c)
	[ "$points" -gt 0 ] && [ "$(wc -l <c/crawl.csv)" -eq $((points + 1)) ] || fail "crawl.csv has not one row a point"
	cp -r c before
	expect 0 crawl "$scenario" $short -j 2 --output c
	says "$points of $points runs were there already" err
	says "HALF LOAD" out
	diff before/crawl.csv c/crawl.csv || fail "the comparison changed the crawl"
	for file in crawl.csv crawl.gp crawl.svg crawl.png compare.csv compare.md; do
		[ -s c/$file ] || fail "no $file"
	done
	curves=$((points / 3))
	[ "$(wc -l <c/compare.csv)" -eq $((curves + 1)) ] || fail "compare.csv has not one row a curve"
	rm -r before
	cp -r c before
	expect 0 crawl "$scenario" $short -j 2 --output c
	says "$((2 * curves)) of $((2 * curves)) runs were there already" err
	diff -r c before || fail "the second crawl changed something"
	rm c/crawl.svg c/crawl.png
	(cd c && gnuplot crawl.gp) || fail "crawl.gp cannot be run by itself"
	diff -r --exclude=crawl.svg c before || fail "crawl.gp draws something else"
	grep -q "</svg>" c/crawl.svg || fail "crawl.gp draws no SVG" # what it is called, vhostsim adds (chart_svg.h)
	expect 0 crawl "$scenario" $short --output c --fresh
	same c before || fail "a fresh crawl gives another result"
	expect 0 crawl "$scenario" $short --output c --seed 2
	! grep -q "there already" err || fail "runs of another seed were taken"
}

# More replications make only those that are missing; with them every figure has an interval.
replications() {
	expect 0 crawl "$scenario" $short --output c
	! grep -q "half,\|_half$" c/crawl.csv c/compare.csv && ! grep -q "+-" out || fail "an interval of single runs"
	points=$(wc -l <c/crawl.csv)
	made=$(count c)
	expect 0 crawl "$scenario" $short --output c --set crawl.replications=3
	says "$((points - 1)) of $((3 * (points - 1))) runs were there already" err
	[ "$(wc -l <c/crawl.csv)" -eq "$points" ] || fail "crawl.csv has not one row a point"
	says "Means of 3 replications" out
	says "MORE THAN" out
	says "delivered_pps_half" c/crawl.csv
	says "twice_delivered_pps_change_half" c/compare.csv
	says " ± " c/compare.md
	[ "$(count c)" -gt $((2 * made)) ] || fail "the runs are not in the store"
}

# interrupted MORE: a crawl is ended by a signal when MORE runs than there were are done.
interrupted() {
	enough=$(($(count c) + $1))
	"$vhostsim" crawl "$scenario" $longer -j 1 --output c >out 2>err &
	until [ "$(count c)" -ge $enough ]; do sleep 0.02; done
	kill -TERM $!
	wait $!
	status=$?
	[ $status -eq 130 ] || fail "interrupted with exit status $status, not 130"
	says "the same command goes on" err
	[ ! -e c/compare.csv ] || fail "an interrupted crawl compares nothing"
}

# killed: a crawl that is ended without warning in its first round can be read.
killed() {
	"$vhostsim" crawl "$scenario" $longer -j 1 --output c >out 2>err &
	until [ "$(count c)" -ge 1 ]; do sleep 0.02; done
	kill -KILL $!
	wait $!
	expect 0 export c/crawl.db
	[ "$(wc -l <out)" -ge 2 ] || fail "no run in the export of a killed crawl"
}

# A crawl interrupted by a signal after its first run, and again in its second round, gives what one in a go gives.
interrupt() {
	longer="$short --set duration=200ms"
	expect 0 crawl "$scenario" $longer --output whole
	mkdir c
	killed
	interrupted 1
	[ ! -e c/crawl.csv ] || fail "an interrupted crawl draws no chart"
	expect 0 crawl "$scenario" $longer --output c --set crawl.compare=no
	says "runs were there already" err
	interrupted 1
	expect 0 crawl "$scenario" $longer --output c
	says "runs were there already" err
	same c whole || fail "the resumed crawl differs"
}

# few_points: two flows and two frame sizes of the study that is written in the file.
few_points() {
	sed -i -e 's/values: \[vhost, .*\]/values: [vhost, callback]/' -e 's/values: \[64B, 128B.*\]/values: [64B, 1518B]/' "$1"
}

# The same result by one worker and by two, as text, CSV and JSON lines; what is there is not made again; an interrupted one goes on.
search() {
	study=$work/scenarios/studies/rfc2544.yaml
	small="--set warmup=2ms --set search.trial=2ms --set search.initial_trial=2ms --set search.duration_sum=2ms"
	few_points "$study"
	expect 0 search "$study" $small -j 1 --output s
	says "Gbit/s" out
	says "irregular: the maximum load is a lower bound" out
	mv out first
	expect 0 search "$study" $small -j 2 --output s2
	cmp out first || fail "two workers give another result"
	expect 0 search "$study" $small --output s
	cmp out first || fail "the stored trials give another result"
	expect 0 search "$study" $small --output s --format csv
	[ "$(wc -l <out)" -eq 9 ] || fail "not a head and 8 rows"
	says '"flow","frame","goal"' out
	expect 0 search "$study" $small --output s --format jsonl
	[ "$(wc -l <out)" -eq 8 ] || fail "not 8 lines"
	says '"verdict": "maximum_load_is_lower_bound"' out
	expect 4 search "$study" $small --output s3 --set search.max_trials=3
	says "the trials were used up" out
	expect 3 search "$study" $small --set search.min_load=2Mpps --set search.max_load=1Mpps
	says "search.min_load must be below" err
	[ ! -s out ] || fail "data on stdout beside a message"
	expect 2 search "$study" --format xml
	expect 2 search "$study" -j -1
	burst=$work/scenarios/studies/back-to-back.yaml
	few_points "$burst"
	expect 0 search "$burst" $small --output b --set search.repeats=2
	says "corrected" out
}

# A search interrupted when its first trials are on the disk, with about a hundred to come, goes on with what there is.
search_interrupt() {
	study=$work/scenarios/studies/rfc2544.yaml
	few_points "$study"
	many="--set warmup=2ms --set search.trial=20ms --set search.initial_trial=20ms --set search.duration_sum=400ms"
	expect 0 search "$study" $many -j 2 --output whole --format csv
	mv out first
	"$vhostsim" search "$study" $many -j 1 --output cut --format csv >out 2>err &
	until [ "$(count cut)" -ge 1 ]; do sleep 0.02; done
	kill -INT $!
	wait $!
	status=$?
	[ $status -eq 130 ] || fail "interrupted with exit status $status, not 130"
	says "the same command goes on" err
	[ ! -s out ] || fail "an interrupted search prints results"
	[ "$(count cut)" -lt "$(count whole)" ] || fail "nothing was left to do"
	expect 0 search "$study" $many -j 2 --output cut --format csv
	cmp out first || fail "an interrupted search that went on gives another result"
	[ "$(count cut)" -eq "$(count whole)" ] || fail "an interrupted search that went on made other trials"
}

# A store that is cut or no store is left as it is, and said so.
damaged() {
	expect 0 crawl "$scenario" $short --output c
	cp -r c before
	truncate -s 5000 c/crawl.db
	cp c/crawl.db cut
	expect 3 crawl "$scenario" $short --output c
	one_line
	says c/crawl.db err
	cmp c/crawl.db cut || fail "the damaged store was changed"
	rm c/crawl.db
	expect 0 crawl "$scenario" $short --output c
	same c before || fail "made anew, the crawl differs"
}

# A sweep ends with its tables and its chart. They are those of what is there: the same when nothing is made any more, and
# with more replications their intervals.
tables() {
	sed -n '1,/^crawl:/p' "$scenario" | sed '$d' >study.yaml
	cp -r scenarios/platforms scenarios/costs .
	cat >>study.yaml <<-END
		study:
		  axes:
		    - {set: load, values: [300kpps, 600kpps]}
		    - {set: flow, values: [vhost, feedback]}
	END
	brief="--set warmup=1ms --set duration=2ms --output t"
	expect 0 sweep study.yaml $brief
	says "forwarding rate: vhost in kpps, and how much more the others have in %" out
	says "t: summary.md, summary.csv; chart: study.svg and study.png, by study.gp" out
	! grep -q "+-" out || fail "an interval of single runs"
	for file in study.gp study.svg study.png summary.csv summary.md; do
		[ -s t/$file ] || fail "no $file"
	done
	cp -r t before
	cp out first
	expect 0 sweep study.yaml $brief
	diff -r t before || fail "a second sweep changed something"
	grep -v "made now" out >out.tables
	grep -v "made now" first | cmp - out.tables || fail "a second sweep prints another table"
	expect 0 sweep study.yaml $brief --set study.replications=3 --set study.compare=load
	says "forwarding rate: 300kpps in kpps, and how much more the others have in %" out
	says "+-" out
	says " ± " t/summary.md
	[ "$(grep -c "^300kpps,vhost,delivered_pps,pps,3," t/summary.csv)" -eq 1 ] || fail "summary.csv has not three runs"
	expect 3 sweep study.yaml $brief --set study.compare=lode
	says "there is no axis lode to compare" err
	rm t/study.svg && mkdir t/study.svg
	expect 4 sweep study.yaml $brief
	says "forwarding rate" out
	says "t/study.svg: cannot be written" err
}

case $3 in
crawl | replications | tables | interrupt | damaged | search | search_interrupt) $3 ;;
*) fail "no such case: $3" ;;
esac
