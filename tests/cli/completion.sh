#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tests/cli/completion.sh VHOSTSIM: the completion of the command line, as bash itself calls it: a line up to the cursor gives the
# words that replace the last one of COMP_WORDS (which bash cuts at = and : as well). Prints each case that is wrong.

vhostsim=$1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
mkdir -p in/deep out && touch in/a.yaml in/b.xml "in/c d.yaml" s.yaml notes.txt
"$vhostsim" completion bash >completion.bash || exit 1
. ./completion.bash
status=0

# replies LINE: what is offered, sorted, each between angle brackets.
replies() {
	COMP_LINE=$1 COMP_POINT=${#1} COMPREPLY=()
	_vhostsim
	[ ${#COMPREPLY[@]} -eq 0 ] || printf '<%s>\n' "${COMPREPLY[@]}" | LC_ALL=C sort | tr -d '\n'
}

# offers LINE WANTED: exactly these.
offers() {
	local got
	got=$(replies "$1")
	[ "$got" = "$2" ] || { printf '"%s" offers %s, not %s\n' "$1" "$got" "$2"; status=1; }
}

# among LINE WORD...: these and more; a word behind a ! is not there.
among() {
	local line=$1 got word
	got=$(replies "$line")
	shift
	for word; do
		case $word in
		!*) [[ $got != *"<${word#!}>"* ]] ;;
		*) [[ $got == *"<$word>"* ]] ;;
		esac || { printf '"%s" offers %s: wrong about %s\n' "$line" "$got" "$word"; status=1; }
	done
}

among "vhostsim " run crawl list show schema man completion --help --version '!--set'
offers "vhostsim ru" "<run>"
offers "vhostsim xyz" ""
among "vhostsim list " options costs counters drops flows !run !s.yaml
among "vhostsim list co" costs counters !drops
offers "vhostsim completion " "<bash><fish><zsh>"
offers "vhostsim help cr" "<crawl>"
offers "vhostsim list runs " "<in><out><s.yaml>"
offers "vhostsim sweep " "<in><out><s.yaml>"
offers "vhostsim schema " ""

# every subcommand that --help lists, and every option of its own help
for command in $("$vhostsim" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
	among "vhostsim " "$command"
	among "vhostsim $command -" $("$vhostsim" $command --help | grep -o -- '^  .*--[a-z-]*' | grep -o -- '--[a-z-]*$')
done
among "vhostsim run s.yaml --f" --format '!--fresh'
among "vhostsim crawl s.yaml --f" --fresh '!--format'

# files
offers "vhostsim run " "<in><out><s.yaml>"
offers "vhostsim run in/" "<in/a.yaml><in/c d.yaml><in/deep>"
offers "vhostsim run s.yaml --output " "<in><out>"
offers "vhostsim run --trace n" "<notes.txt>"
offers "vhostsim run --trace=n" "<notes.txt>"

# values of options
offers "vhostsim run --format " "<json><openmetrics><text>"
offers "vhostsim run -f j" "<json>"
offers "vhostsim run --format=" "<json><openmetrics><text>"
offers "vhostsim run --sync=w" "<window>"
offers "vhostsim show --format " "<json><yaml>"
offers "vhostsim run --seed " ""
offers "vhostsim run --format json " "<in><out><s.yaml>"

# settings
offers "vhostsim run --set nic.rx" "<nic.rx_ring=>"
offers "vhostsim run -s nic.rx" "<nic.rx_ring=>"
offers "vhostsim run --set=nic.rx" "<nic.rx_ring=>"
among "vhostsim run --set " flow= kernel= nic.core= guests.vcpu_core= traffic.rate= cost.app_sink= cost.all= cost.bridge.cycles=
offers "vhostsim run --set flow=vhost" "<vhost-user><vhost>"
offers "vhostsim run --set=flow=vhost" "<vhost-user><vhost>"
offers "vhostsim run --set nic.napi=" "<no><yes>"
offers "vhostsim run --set nic.rx_ring=" ""
offers "vhostsim run --set platform=in/" "<in/a.yaml><in/b.xml><in/c d.yaml><in/deep>"
offers "vhostsim run --set guests.vm0.ap" "<guests.vm0.app=>"
offers "vhostsim run --set guests.vm0.app=" "<forward><reflect><sink>"
offers "vhostsim run --set traffic.0.arr" "<traffic.0.arrivals=>"
offers "vhostsim run --set traffic.0.arrivals=p" "<poisson>"

# every choice that there is
while read -r key choices; do
	among "vhostsim run --set $key=" $choices
done < <("$vhostsim" list options | sed -n 's/^\([a-z_.N]*\)  *[^ ]*  *\(\([a-z0-9.-]*, \)\{1,\}[a-z0-9.-]*\)  .*/\1 \2/p' | tr -d ,)

# shells whose words are not cut at = and : replace the whole word
COMP_WORDBREAKS=$' \t\n'
offers "vhostsim run --set flow=call" "<flow=callback>"
offers "vhostsim run --format=j" "<--format=json>"
exit $status
