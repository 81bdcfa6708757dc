#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Files from strangers on the command line: strangers.sh VHOSTSIM SOURCES CASE. docs/security.md names what each case shows.
# Ends with 0 when the case passed; says what is wrong if not.

set -u
vhostsim=$1
sources=$(realpath "$2")
. "$(dirname "$0")/command.sh"
cp -r "$sources/scenarios" theirs || exit 1
secret=root:x:topsecret
head="platform: platforms/10g.xml
costs: costs/x86-3.3GHz.yaml
flow: vhost
kernel: '5.10'
duration: 2ms
warmup: 1ms"
rest="guests: [{name: vm0, vhost_core: 0, vcpu_core: 1}]
traffic: [{to: vm0, rate: 100kpps}]"

# keeps WORD: neither output nor message has the word.
keeps() {
	! grep -q -- "$1" out err || fail "$1 was told"
}

# quiet: no output begins with what a CI service obeys, none has a character that a terminal obeys.
quiet() {
	cat out err >both
	! grep -nE '^[[:space:]]*::|##\[|##vso\[' both || fail "a command to a CI service"
	! LC_ALL=C grep -nP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\x8b-\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]|\xef\xbb\xbf' both ||
		fail "a character that cannot be seen"
}

# Files outside of the folder are not read, whichever way leads there.
confine() {
	echo "question: $secret" >outside.yaml
	mkdir -p theirs/deep
	ln -s ../outside.yaml theirs/link.yaml
	ln -s "$work/outside.yaml" theirs/absolute.yaml
	ln -s / theirs/root
	ln -s crawl.yaml theirs/inside.yaml
	printf 'extends: ../outside.yaml\n' >theirs/extends.yaml
	printf 'extends: link.yaml\n' >theirs/extends-link.yaml
	printf 'extends: root%s/outside.yaml\n' "$work" >theirs/extends-root.yaml
	printf 'extends: deep/../../outside.yaml\n' >theirs/extends-deep.yaml
	for file in link absolute extends extends-link extends-root extends-deep; do
		expect 3 show theirs/$file.yaml --confine theirs
		says "outside of the folder that --confine names" err
		keeps topsecret
	done
	expect 3 show outside.yaml --confine theirs
	for setting in platform=/etc/passwd costs=../outside.yaml traffic.0.pcap=../outside.yaml costs=link.yaml; do
		expect 3 show theirs/crawl.yaml --confine theirs --set $setting
		says "outside of the folder that --confine names" err
		keeps topsecret
	done
	printf '%s\n%s\nstudy: {axes: [{name: p, values: [{name: a, set: {platform: /etc/passwd}}]}]}\n' "$head" "$rest" >theirs/axis.yaml
	for command in "list runs" sweep check crawl search run show; do
		expect 3 $command theirs/link.yaml --confine theirs
		says "outside of the folder that --confine names" err
	done
	expect 3 list runs theirs/axis.yaml --confine theirs
	says "outside of the folder that --confine names" err
	expect 0 show theirs/inside.yaml --confine theirs
	expect 0 show theirs/crawl.yaml --confine theirs --set costs=x86-3.3GHz
	for setting in costs=../x86-3.3GHz costs=/x86-3.3GHz platform=x86-3.3GHz costs=../costs/x86-3.3GHz; do
		expect 3 show theirs/crawl.yaml --confine theirs --set $setting
	done
	expect 0 show "$work/theirs/crawl.yaml" --confine theirs
	expect 0 show theirs/studies/ci.yaml --confine .
	expect 0 run theirs/crawl.yaml --confine "$work/theirs" --set duration=1ms --set warmup=1ms
	cd theirs || exit 1
	expect 0 list runs studies/ci.yaml --confine .
	cd ..
	expect 2 show theirs/crawl.yaml --confine nowhere
	says "No such file" err
}

# What a file holds that is not of its kind is not told.
quotes() {
	printf '%s\ndaemon:*:19000:0:99999:7:::\n' "$secret" >shadow
	printf 'auths: {topsecret: {auth: topsecret}}\n' >config.json
	printf '<topsecret topsecret="topsecret">topsecret</topsecret>\n' >secret.xml
	printf -- '- &topsecret x\n- *topsecret\n- !topsecret y\n' >marks.yaml
	printf 'topsecret: 1\ntopsecret: 2\n' >twice.yaml
	printf '"topsecret\\q"\n' >escape.yaml
	printf 'costs: {topsecret: topsecret}\ntopsecret: 1\n' >costs.yaml
	for file in shadow config.json secret.xml marks.yaml twice.yaml escape.yaml costs.yaml; do
		printf 'extends: ../%s\n' $file >theirs/a.yaml
		expect 3 show theirs/a.yaml
		[ $file = costs.yaml ] || keeps topsecret # it has a key of a scenario: costs
		for setting in platform costs traffic.0.pcap; do
			expect 3 show theirs/crawl.yaml --set $setting=../$file
			keeps topsecret
		done
	done
	long=$(printf '%0100d' 0 | tr 0 k)
	printf '%s\n%s\n%s: 1\nnic: {rx_ring: %s}\n' "$head" "$rest" "$long" "$long" >theirs/a.yaml
	expect 3 show theirs/a.yaml
	keeps "$(printf '%041d' 0 | tr 0 k)"
}

# What is not plain is refused in names, and escaped in what is quoted.
names() {
	while read -r text; do
		printf '%s\nquestion: "%s"\n%s\n' "$head" "$text" "$rest" >theirs/a.yaml
		expect 3 run theirs/a.yaml
		says "theirs/a.yaml:7:11: error: the text here holds" err
		quiet
		printf '%s\n%s\ncrawl: {from: 100kpps, to: 1Mpps, curves: [{name: "%s", set: {flow: vhost}}]}\n' "$head" "$rest" "$text" >theirs/a.yaml
		expect 3 crawl theirs/a.yaml
		says "error: the text here holds" err
		quiet
		printf '%s\n%s\nstudy: {axes: [{name: "%s", values: [{name: a, set: {flow: vhost}}]}]}\n' "$head" "$rest" "$text" >theirs/a.yaml
		expect 3 sweep theirs/a.yaml
		says "error: the text here holds" err
		quiet
	done <<-'END'
		\e[31mred
		bell \a
		C1 \x9b31m
		a\nline
		a\rline
		\u202e from right
		\u200b no width
		\u2066 isolated
		a line \u2028 separator
		mark \ufeff
		::stop-commands::token
		a ::error::word
		x ##[command]y
		##vso[task.complete]
	END
	expect 3 run theirs/crawl.yaml --set "question=$(printf 'a\033[31m')"
	says "question holds the character U+001B" err
	quiet
	printf '%s\nquestion: >\n  A question\n  in two lines.\n%s\n' "$head" "$rest" >theirs/a.yaml
	expect 0 run theirs/a.yaml
	for name in '::stop-commands::x.yaml' '##[error]x.yaml' "$(printf 'a\033[31mb.yaml')" "$(printf 'a\nb.yaml')"; do
		printf 'flow: 7\n' >"$name"
		expect 3 run "$name"
		quiet
		expect 3 run "$name.not"
		quiet
	done
	for word in '::error::x' "$(printf '\033[31m')"; do
		expect 2 "$word"
		quiet
		expect 2 run --format "$word" theirs/a.yaml
		quiet
	done
}

# A folder of results is where it is said to be.
folders() {
	for name in ...yaml ..yaml .hidden.yaml '::x.yaml'; do
		printf '%s\n%s\nstudy: {axes: [{set: flow, values: [vhost]}]}\n' "$head" "$rest" >"theirs/$name"
		expect 0 sweep "theirs/$name"
		quiet
		[ ! -e study.db ] && [ ! -e results/study.db ] || fail "$name is written beside its folder"
		rm -rf results
	done
}

# The reports go where the user said; what is no file stays what it is.
reports() {
	check="theirs/a.yaml -o there --junit"
	printf '%s\n%s\nexpect: [{metric: loss_ratio, max: 1}]\n' "$head" "$rest" >theirs/a.yaml
	mkfifo pipe
	cat pipe >read &
	expect 0 check $check pipe
	wait
	[ -p pipe ] || fail "the pipe was replaced"
	grep -q '<testsuites' read || fail "nothing came through the pipe"
	if mknod null c 1 3 2>mknod.err; then
		expect 0 check $check null
		[ -c null ] || fail "the device was replaced"
	fi
	expect 0 check $check /dev/stdout
	says "<testsuites" out
	expect 0 check $check report.xml
	says "<testsuites" report.xml
	rm there/run.json there/summary.md 2>err
	echo precious >victim
	ln -sf ../victim there/summary.md
	ln -sf ../victim there/study.gp
	ln -sf ../victim there/study.svg
	printf '%s\n%s\nstudy: {axes: [{set: load, values: [100kpps, 200kpps]}]}\n' "$head" "$rest" >theirs/a.yaml
	expect 0 sweep theirs/a.yaml -o there
	[ "$(cat victim)" = precious ] || fail "a link was written through"
	[ -s there/study.svg ] && [ ! -L there/study.svg ] || fail "no picture"
	ln -sf ../victim there/server.pcapng
	expect 0 run theirs/shared-core.yaml --set duration=1ms --pcapng there
	[ "$(cat victim)" = precious ] || fail "a capture was written through a link"
}

# A folder of results from a stranger: nothing of the user's is deleted, and no pipe is waited for.
store() {
	printf '%s\n%s\nstudy: {axes: [{set: load, values: [100kpps, 200kpps]}]}\nexpect: [{metric: loss_ratio, max: 1}]\n' "$head" "$rest" >theirs/a.yaml
	expect 0 sweep theirs/a.yaml -o good
	echo precious >victim
	python3 "$sources/tests/cli/superjournal.py" good "$work/victim" || fail "no journal was made"
	for command in "export good" "summary good" "compare good good" "merge out.db good/study.db" "sweep theirs/a.yaml -o good" "check theirs/a.yaml -o good"; do
		expect 3 $command
		says "names another file that SQLite would delete" err
		[ "$(cat victim)" = precious ] || fail "vhostsim $command deleted a file"
	done
	rm good/study.db-journal
	for name in study.db; do
		mkdir trap && mkfifo trap/$name
		expect 3 export trap
		rm -r trap
	done
	mkfifo pipe
	for command in "run pipe" "show theirs/crawl.yaml --set traffic.0.pcap=../pipe" "show theirs/crawl.yaml --set platform=../pipe" "check theirs/a.yaml -o good --reference pipe" "compare pipe good"; do
		expect 3 $command
	done
}

# Texts that a spreadsheet takes for formulas.
spreadsheet() {
	printf '%s\n%s\nstudy: {axes: [{name: "=1+1", values: [{name: "@x", set: {flow: vhost}}, {name: "-2", set: {flow: feedback}}]}]}\n' "$head" "$rest" >theirs/a.yaml
	expect 0 sweep theirs/a.yaml -o good
	expect 0 export good
	[ "$(cut -d, -f2 out | tr '\n' ' ')" = '=1+1 @x -2 ' ] || fail "data are changed"
	expect 0 export good --spreadsheet
	[ "$(cut -d, -f2 out | tr '\n' ' ')" = "'=1+1 '@x '-2 " ] || fail "a formula is left"
}

"$3"
