# SPDX-License-Identifier: GPL-3.0-or-later
#
# What the tests of the command line share; they source it with vhostsim set to the program's path. It makes the folder $work, which is
# gone at the end, and works in it.

vhostsim=$(realpath "$vhostsim")
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

fail() {
	echo "$*"
	[ -e out ] && sed 's/^/stdout: /' out
	[ -e err ] && sed 's/^/stderr: /' err
	exit 1
}

# expect STATUS ARGUMENT...: runs the command; its output goes to the files out and err.
expect() {
	wanted=$1
	shift
	"$vhostsim" "$@" >out 2>err
	status=$?
	[ $status -eq "$wanted" ] || fail "vhostsim $*: exit status $status, not $wanted"
}

# says TEXT FILE: the file has a line with the text.
says() {
	grep -qF -- "$1" "$2" || fail "\"$1\" is not in $2"
}

# one_line: exactly one line of message, and no data.
one_line() {
	[ "$(wc -l <err)" -eq 1 ] || fail "not one line on stderr"
	[ ! -s out ] || fail "data on stdout beside a message"
}
