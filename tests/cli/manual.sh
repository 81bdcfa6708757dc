#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tests/cli/manual.sh VHOSTSIM: the man page as groff sets it: no warning, every subcommand with its options, every setting with
# its sentence, as the lists of the command have them. Prints what is wrong.
set -u

vhostsim=$1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
status=0

# squeezed: one line, one blank between words
squeezed() {
	tr -s ' \n' '  '
}

# has TEXT: the page holds it, wherever lines end
has() {
	grep -qF -- "$(printf '%s' "$1" | squeezed)" "$work/page" || { echo "not on the man page: $1"; status=1; }
}

"$vhostsim" man >"$work/vhostsim.1" || exit 1
groff -man -Tutf8 -ww -P-c -rLL=78n "$work/vhostsim.1" 2>"$work/warnings" | sed 's/.\x08//g; s/\x1b\[[0-9;]*m//g' | squeezed >"$work/page"
if [ -s "$work/warnings" ]; then
	echo "groff warns:"
	cat "$work/warnings"
	status=1
fi

commands=$("$vhostsim" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
for command in $commands; do
	"$vhostsim" "$command" --help >"$work/help"
	has "vhostsim $command [OPTION...]"
	grep -o -- '--[a-z-]*\(=[A-Z:/]*\)\{0,1\}  .*' "$work/help" | while IFS= read -r line; do printf '%s\n' "$line" | squeezed; echo; done >"$work/options"
	while IFS= read -r line; do has "$line"; done <"$work/options"
done
[ "$(echo "$commands" | wc -l)" -gt 5 ] || { echo "the subcommands are not understood"; status=1; }

"$vhostsim" list options >"$work/list"
meaning=$(($(head -n 1 "$work/list" | grep -bo MEANING | cut -d: -f1) + 1))
sed 1d "$work/list" | cut -d' ' -f1 >"$work/keys"
sed 1d "$work/list" | cut -c$meaning- >"$work/sentences"
[ "$(wc -l <"$work/keys")" -gt 80 ] || { echo "the settings are not understood"; status=1; }
while IFS= read -r key; do has "$key ("; done <"$work/keys"
while IFS= read -r sentence; do has "$sentence"; done <"$work/sentences"
for code in 0 1 2 3 4 5 130; do has "$code "; done
exit $status
