#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tests/tree/lint.sh format|cppcheck|tidy BUILD: static analysis as a test. BUILD holds compile_commands.json.
set -eu

cd "$(dirname "$0")/../.."
# What runs in the laboratory's machine is built there, with the kernel's headers.
sources=$(find sim models tools tests -path tools/lab -prune -o -name '*.c' -print | sort)

case $1 in
format)
	find sim models tools tests -name '*.[ch]' -print0 | xargs -0 clang-format --dry-run -Werror
	;;
cppcheck)
	# Inline suppressions stand with their reason in the code. Nearly no file has conditions: all of them are read as they are
	# on this machine, in a third of the time, and those that have some in every way, too.
	check() {
		cppcheck --quiet --error-exitcode=1 --inline-suppr --std=c11 --enable=warning,performance,portability \
			--suppress=missingInclude --suppress=missingIncludeSystem --suppress=toomanyconfigs --library=gtk -I . \
			--include=tests/tree/cppcheck.h "$@"
	}
	check --max-configs=1 -j "$(nproc)" $sources
	check $(grep -lE '^# *if( |def )' $sources)
	;;
tidy)
	# clang cannot read headers that gcc has precompiled.
	commands=$(mktemp -d)
	trap 'rm -rf "$commands"' EXIT
	sed 's/ -include [^ ]*cmake_pch\.h//' "$2/compile_commands.json" >"$commands/compile_commands.json"
	printf '%s\n' $sources | xargs -P "$(nproc)" -n 8 clang-tidy --quiet -p "$commands" 2>/dev/null
	;;
*)
	echo "tests/tree/lint.sh: error: $1 is not one of format, cppcheck, tidy" >&2
	exit 2
	;;
esac
