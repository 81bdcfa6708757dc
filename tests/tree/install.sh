#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tests/tree/install.sh BUILD: what cmake --install puts into a folder works from there. Prints what is wrong.
set -u

prefix=$(mktemp -d) || exit 1
trap 'rm -rf "$prefix"' EXIT
cmake --install "$1" --prefix "$prefix" >"$prefix/log" 2>&1 || { cat "$prefix/log"; exit 1; }
share=$prefix/share/vhostsim
cd "$prefix" || exit 1

fail() {
	echo "$*"
	exit 1
}

bin/vhostsim run "$share/scenarios/shared-core.yaml" --set duration=1ms >out || fail "an installed scenario does not run"
bin/vhostsim schema | cmp - "$share/scenario.schema.json" || fail "the schema that is installed is another one"
bin/vhostsim man | cmp - share/man/man1/vhostsim.1 || fail "the man page that is installed is another one"
bash -c ". share/bash-completion/completions/vhostsim && complete -p vhostsim" >out || fail "the completion cannot be read"
mkdir elsewhere
(cd elsewhere && ../bin/vhostsim run flood --set duration=1ms >out 2>&1) || fail "a shipped scenario is not found by its name"
[ -s share/zsh/vendor-completions/_vhostsim ] && [ -s share/fish/vendor_completions.d/vhostsim.fish ] || fail "no completion for zsh, fish"
[ -s "$share/scenarios/captures/trains.pcap" ] || fail "the captures are not there"
