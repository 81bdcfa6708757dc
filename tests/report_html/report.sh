#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Reports: report.sh VHOSTSIM SOURCES CASE. A case that needs chromium ends with 77 where there is none.
# Ends with 0 when the case passed; says what is wrong if not.

set -u
vhostsim=$1
sources=$(realpath "$2")
. "$sources/tests/cli/command.sh"
hostile='</script><script>hacked()</script><img src=x onerror=hacked()> ]]> '"\"'"' & {{x}} `id` $(id)'
cp -r "$sources/scenarios" . || exit 1

# scenario: small.yaml, whose question and names are hostile.
scenario() {
	cat >scenarios/small.yaml <<-EOF
	question: '$(printf '%s' "$hostile" | sed "s/'/''/g") Is it?'
	host: {cores: 8, clock: 3.3GHz}
	wire: {bandwidth: 10Gbps, latency: 1us}
	costs: costs/x86-3.3GHz.yaml
	flow: vhost
	kernel: '5.10'
	duration: 4ms
	warmup: 2ms
	series: 1ms
	guests: [{name: vm0, vhost_core: 0, vcpu_core: 1}]
	traffic: [{to: vm0, rate: 900kpps}]
	study:
	  replications: 2
	  axes:
	    - {set: load, values: [100kpps, 900kpps]}
	    - name: '<i>axis</i>'
	      values:
	        - {name: '$(printf '%s' "$hostile" | sed "s/'/''/g")', set: {flow: vhost}}
	        - {name: '<b>', set: {flow: feedback}}
	crawl: {from: 100kpps, to: 900kpps, points: 3}
	expect:
	  - {metric: loss_ratio, max: 0.9, name: '<u>lost</u>'}
	goals: [{name: pdr, loss_ratio: 0.1, trial: 2ms, initial_trial: 2ms, duration_sum: 2ms, width: 0.2}]
	search: {max_load: 1Mpps, min_load: 10kpps}
	EOF
}

# sound FILE: well-formed, points nowhere, holds nothing of the hostile text as markup, and is no larger than 1 MiB.
sound() {
	if command -v xmllint >/dev/null; then
		xmllint --noout "$1" || fail "$1 is not well-formed"
	else
		echo "xmllint is not there: $1 was not parsed"
	fi
	! grep -noE '(src|href|url)[ =(]+["'"'"']?(https?:|//|data:|javascript:)[^ ]*' "$1" || fail "$1 points elsewhere"
	! grep -nE '<(img|i|b|u)[ />]|<script>hacked' "$1" || fail "$1 has markup of the scenario"
	[ "$(grep -c '<script>' "$1")" -eq 1 ] || fail "$1 has other scripts"
	[ "$(wc -c <"$1")" -le 1048576 ] || fail "$1 is larger than 1 MiB"
	for words in 'lang="en"' '<main id="main">' '<nav aria-label=' '<th scope="col"' 'name="viewport"'; do
		grep -qF "$words" "$1" || fail "$1 has no $words"
	done
}

# twice FOLDER FILE: the report of the folder, the same bytes each time.
twice() {
	expect 0 report "$1" -o "$2"
	expect 0 report "$1"
	cmp out "$2" || fail "two reports of $1 differ"
	sound "$2"
}

run() {
	scenario
	expect 0 run scenarios/small.yaml -o run
	twice run run.html
	for words in 'What limits it' 'Packets by guest' 'What each core did' 'id="series-data"' 'guests.0.vhost_core' 'scenarios/small.yaml:2' \
		'vhostsim run scenarios/small.yaml'; do
		says "$words" run.html
	done
	says 'Percentiles of the latency, and what each core did.' run.html
	p99=$(sed -n 's/.*"p99": \([0-9.]*\),*$/\1/p' run/run.json | head -1)
	says "\"all\",100.000000,$p99" run/latency.csv
	awk -F, 'NR > 2 && $3 < last { print "latencies fall"; bad = 1 } { last = $3 } END { exit bad }' run/latency.csv ||
		fail "latency.csv is not sorted"
	expect 0 plot run --output drawn
	for ending in gp svg png; do
		[ -s drawn/run.$ending ] || fail "no chart of the run"
	done
	says "% take at most" drawn/run.svg
	head -1 run/series.csv | grep -q ',busy_core0_ppm,.*,busy_core7_ppm$' || fail "not a column for each core"
	expect 0 plot run --x time --y cores --output drawn --name cores
	says "'core0'" drawn/cores.gp
	says "array TO[1] = [" drawn/cores.gp
	says "PANEL_MAX[1] = [100]" drawn/cores.gp
	expect 2 plot run --y delivered_pps
	expect 0 report scenarios/small.yaml -o again.html
	cmp run.html again.html || fail "the report of a scenario is not that of its run"
	expect 0 report scenarios/small.yaml --set duration=1ms -o short.html
	says "the 99.9th percentile of the latency" short.html
	says "--set duration=1ms" short.html
}

studies() {
	scenario
	expect 0 sweep scenarios/small.yaml -o sweep
	twice sweep sweep.html
	says '<svg ' sweep.html
	says '&lt;b&gt;' sweep.html
	says 'axis &lt;i&gt;axis&lt;/i&gt;' sweep.html
	expect 0 check scenarios/small.yaml -o check
	twice check check.html
	says '&lt;u&gt;lost&lt;/u&gt;' check.html
	expect 0 crawl scenarios/small.yaml -o crawl
	twice crawl crawl.html
	says 'Points of the curves' crawl.html
	says 'The curves where they turn' crawl.html
	sed '/set: load/d' scenarios/small.yaml >scenarios/search.yaml
	expect 0 search scenarios/search.yaml -o search
	twice search search.html
	says 'Throughput' search.html
}

# A folder that is none, is cut, or comes from somebody else.
broken() {
	scenario
	mkdir empty
	expect 3 report nowhere
	says "no such folder" err
	expect 3 report empty
	says "no finished results" err
	expect 2 report
	expect 2 report a b
	expect 0 run scenarios/small.yaml -o run
	expect 2 report run --set seed=2
	cp -r run cut
	head -c 1000 run/run.json >cut/run.json
	expect 3 report cut
	says "cut/run.json is no result of vhostsim, or was cut" err
	cp -r run other
	printf '{"packets": [1], "guests": [3, {"name": 4}], "cores": {}, "latency_ns": {"p99": null}}' >other/run.json
	printf '{"settings": [1, {"key": 2}], "question": {}, "plan": 3, "machines": []}' >other/provenance.json
	printf 'time_ns,a_pps\nx,y\n1\n"' >other/series.csv
	printf '<svg><script>hacked()</script><image href="http://a.b"/></svg>' >other/evil.svg
	printf 'no picture' >other/bad.svg
	ln -s /etc/passwd other/link.svg
	expect 0 report other -o other.html
	sound other.html
	! grep -q 'root:' other.html || fail "a link was followed into the report"
	rm run/provenance.json
	expect 0 report run -o run.html
	says "has no provenance.json" run.html
	expect 3 report scenarios/nothing.yaml
}

# Any metric over any axis, from the store alone.
plot() {
	scenario
	expect 0 sweep scenarios/small.yaml -o sweep
	cp sweep/study.gp before
	expect 0 plot sweep --y latency_p50_ns
	says "sweep/plot-latency_p50_ns.svg, .png" out
	for ending in gp svg png; do
		[ -s sweep/plot-latency_p50_ns.$ending ] || fail "no $ending"
	done
	says "&lt;/script&gt;" sweep/plot-latency_p50_ns.svg
	says "kernel 5.10; frames of 64B; 8 cores at 3.3GHz; 4ms counted; seed 1; 2 runs a point" sweep/plot-latency_p50_ns.gp
	! grep -q "using\|hypertext\|Gnuplot" sweep/plot-latency_p50_ns.svg || fail "plotting code in the picture"
	grep -q "<title>.*: offered load (Mpps): 0.1, median latency" sweep/plot-latency_p50_ns.svg || fail "no value to hover over"
	expect 0 plot sweep/study.db --x '<i>axis</i>' --by load --name other --output there --guest vm0
	says "X_NUMBERS = 0" there/other.gp
	expect 0 plot sweep --y loss_ratio --terminal
	says "offered load (Mpps)" out
	[ ! -e sweep/plot-loss_ratio.gp ] || fail "a file was written"
	cmp sweep/study.gp before || fail "the chart of the sweep changed"
	expect 0 report sweep -o sweep.html
	sound sweep.html
	[ "$(grep -c '<figure>' sweep.html)" -eq 2 ] || fail "the plot is not in the report"
	expect 2 plot
	expect 2 plot sweep --y nothing
	expect 2 plot sweep --x nothing
	says 'unknown axis "nothing"' err
	expect 2 plot sweep --x load --by load
	expect 2 plot sweep --name ../x
	expect 2 plot sweep --guest a --source b
	expect 3 plot nowhere
}

# page FILE WIDTH: how wide the page is and what it has, as a page around it finds out.
page() {
	cat >frame.html <<-EOF
	<!DOCTYPE html><title>x</title><iframe id="f" src="$1" style="border:0;width:$2px;height:900px"></iframe><p id="p"></p>
	<script>
	document.getElementById("f").onload = function () {
		var d = this.contentDocument, e = d.documentElement;
		document.getElementById("p").textContent = "WIDTH " + Math.max(e.scrollWidth, d.body.scrollWidth) + " IMAGES " +
			d.images.length + " CANVAS " + d.querySelectorAll("canvas").length + ".";
	};
	</script>
	EOF
	timeout 60 chromium --headless --no-sandbox --disable-gpu --user-data-dir="$work/profile" --allow-file-access-from-files \
		--disable-web-security --enable-logging=stderr --virtual-time-budget=5000 --window-size=1500,1000 --dump-dom \
		"file://$work/frame.html" >dom 2>log || fail "chromium failed: $(tail -3 log)"
	! grep 'CONSOLE' log || fail "$1 has messages on the console"
	width=$(sed -n 's/.*>WIDTH \([0-9]*\) .*/\1/p' dom)
	[ "${width:-9999}" -le "$2" ] || fail "$1 is ${width:-of unknown} width in $2 pixels"
	says "IMAGES 0 CANVAS $3." dom
}

browser() {
	if ! command -v chromium >/dev/null; then
		echo "SKIPPED: chromium is not there, so no report was looked at in a browser (Debian: apt install chromium)"
		exit 77
	fi
	scenario
	expect 0 run scenarios/small.yaml -o run
	expect 0 report run -o run.html
	expect 0 crawl scenarios/small.yaml -o crawl
	expect 0 report crawl -o crawl.html
	for width in 360 1440; do
		page run.html $width 4
		page crawl.html $width 0
	done
}

"$3"
