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
	# inline suppressions stand with their reason in the code
	cppcheck --quiet --error-exitcode=1 --inline-suppr --std=c11 --enable=warning,performance,portability \
		--suppress=missingInclude --suppress=missingIncludeSystem --library=gtk -I . --include=tests/tree/cppcheck.h $sources
	;;
tidy)
	printf '%s\n' $sources | xargs -P "$(nproc)" -n 8 clang-tidy --quiet -p "$2" 2>/dev/null
	;;
*)
	echo "tests/tree/lint.sh: error: $1 is not one of format, cppcheck, tidy" >&2
	exit 2
	;;
esac
