# SPDX-License-Identifier: GPL-3.0-or-later
#
# How a chart of bars is drawn. The lines above set what it shows, and hold its data.

set encoding utf8
if (!exists('INTO')) { INTO = '' } # folder of the pictures, with its slash

# Layout in pixels of a canvas WIDTH wide: bars below each other, their names to the left, their figures at their ends.
WIDTH = 1400.0
TOP = 66 + 26.0 * TITLE_LINES + (strlen(BELOW_TITLE) ? 30 : 0)
LONGEST = 0
do for [i = 1:|NAME|] { LONGEST = strlen(NAME[i]) > LONGEST ? strlen(NAME[i]) : LONGEST }
LEFT = 60.0 + 9.5 * LONGEST
BARS = 34.0 * |NAME| + 20
END = TOP + BARS + 75
HEIGHT = END + 22 * CONDITION_LINES + 15

#include canvas
#include steps
SPAN = MOST - LEAST
hover(i) = sprintf('%s: %s', HOVER[i], TEXT[i])
name(i) = i > 1 ? (NAME[i] eq NAME[i - 1] ? '' : NAME[i]) : NAME[i] # bars of one name stand together

#include frame
	set label 1 TITLE at screen x(30), y(36) left noenhanced font ',17' textcolor '#101010'
	set label 2 BELOW_TITLE at screen x(30), y(TOP - 32) left noenhanced font ',12' textcolor '#505050'
	set label 3 CONDITIONS at screen x(30), y(END + 14) left noenhanced font ',11' textcolor '#505050'
	set lmargin at screen x(LEFT); set rmargin at screen x(WIDTH - 40)
	set tmargin at screen y(TOP); set bmargin at screen y(TOP + BARS)
	set xrange [LEAST < 0 ? LEAST - 0.22 * SPAN : 0:MOST > 0 ? MOST + 0.22 * SPAN : 0]
	set yrange [|NAME| + 0.8:0.2]
	set xtics step(SPAN, 8) font ',12'
	set ytics () font ',12' noenhanced scale 0
	do for [i = 1:|NAME|] { set ytics add (name(i) i) }
	set border 1 linecolor '#404040'
	set grid xtics noytics
	set xlabel X_TEXT noenhanced font ',13' offset 0, -0.3
	set arrow 1 from first 0, graph 0 to first 0, graph 1 nohead front linewidth 1.5 linecolor '#404040'
	do for [i = 1:|NAME|] {
		set label 10 + i TEXT[i] at first (VALUE[i] < 0 ? LOW[i] : HIGH[i]), first i noenhanced font ',12' textcolor '#404040' front
		if (VALUE[i] < 0) { set label 10 + i right offset -1, 0 } else { set label 10 + i left offset 1, 0 }
	}
	plot for [i = 1:|NAME|] '+' every ::::0 using (VALUE[i]):(i):(0):(VALUE[i]):(i - 0.36):(i + 0.36) with boxxyerror fillcolor rgb COLOUR[i] fillstyle solid noborder title HOVER[i] noenhanced, \
	     for [i = 1:|NAME|] '+' every ::::0 using (HIGH[i] > LOW[i] ? LOW[i] : NaN):(i):(HIGH[i] - LOW[i]):(0) with vectors heads size screen 0.003, 90 linewidth 1.5 linecolor '#707070' title HOVER[i] noenhanced, \
	     for [i = 1:|NAME|] '+' every ::::0 using (VALUE[i]):(i):(hover(i)) with labels noenhanced hypertext point pointtype 7 pointsize 0.01 linecolor rgb COLOUR[i] title HOVER[i] noenhanced
	unset label; unset arrow
	unset multiplot
	unset output
}
