# SPDX-License-Identifier: GPL-3.0-or-later
"""A gnuplot that draws nothing, for tests whose subject is not the pictures: it leaves an SVG and a PNG that end as their formats say."""

GNUPLOT = r"""#!/bin/sh
# gnuplot -d -e "INTO = 'FOLDER/'" NAME.gp
into=
for a in "$@"; do
	case $a in INTO*) into=$(echo "$a" | sed "s/.*'\(.*\)'/\1/") ;; *.gp) name=${a%.gp} ;; esac
done
printf '<svg></svg>\n' >"$into$name.svg"
printf 'IEND\256\102\140\202' >"$into$name.png"
"""
