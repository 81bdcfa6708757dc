#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# completion_shells.sh VHOSTSIM SHELL: what zsh or fish itself offers for a line. Skipped (77) where the shell is not installed.
set -u
vhostsim=$1
shell=$2
. "$(dirname "$0")/command.sh"
command -v "$shell" >/dev/null || exit 77
here=$(dirname "$(realpath "$0")")
"$vhostsim" completion "$shell" >script || fail "no script"
mkdir files && cd files && mkdir in && touch a.yaml notes.txt

# offered LINE: the words, one a line
offered() {
	case $shell in
	fish) fish --no-config -c "source ../script; complete -C '$1'" | cut -f1 ;;
	zsh)
		rm -f ../offers
		timeout 30 zsh -f "$here/completion.zsh" ../script ../offers "$1" >/dev/null 2>&1
		sed -n 's/^OFFER://p' ../offers
		;;
	esac
}

# offers LINE WORD...: exactly these; fish completes the whole word, zsh what stands behind = in it. A / or = at the end may be
# there or not.
offers() {
	line=$1
	shift
	got=$(offered "$line" | sed 's/[/=]$//; s/.*=//' | LC_ALL=C sort | tr '\n' ' ')
	[ "$got" = "$*${1:+ }" ] || fail "$shell: \"$line\" offers $got, not $*"
}

offers "vhostsim ru" run
offers "vhostsim xyz"
offers "vhostsim list co" costs counters
offers "vhostsim completion " bash fish zsh
offers "vhostsim help cr" crawl
offers "vhostsim run --for" --format
offers "vhostsim run --format " json openmetrics text
offers "vhostsim run --set nic.rx" nic.rx_ring
offers "vhostsim run -s host.c" host.c1e_saves host.c6_saves host.clock host.cores
offers "vhostsim run --set flow=vh" vhost vhost-user
offers "vhostsim run --set guests.vm0.app=" forward reflect sink
case $shell in
fish) offers "vhostsim run " a.yaml in notes.txt ;; # files of other endings, behind those
*) offers "vhostsim run " a.yaml in ;;
esac
