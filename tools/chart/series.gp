# SPDX-License-Identifier: GPL-3.0-or-later
#
# How the chart of a run over the time is drawn. The lines above set what it shows, and hold its data.

set encoding utf8
if (!exists('INTO')) { INTO = '' } # folder of the pictures, with its slash

#include curves
#include contexts
#include steps

# Layout in pixels of a canvas WIDTH wide: panels below each other, the list of curves of each to its right.
WIDTH = 1400.0
TOP = 62 + 26.0 * TITLE_LINES
LEFT = 105.0
RIGHT = 300.0
PANEL_HEIGHT = 240.0
GAP = 34.0
PANELS = |PANEL|
END = TOP + PANELS * (PANEL_HEIGHT + GAP) + 41
HEIGHT = END + 22 * CONDITION_LINES + 15
LIST = WIDTH - RIGHT + 45
panel_top(p) = TOP + (p - 1) * (PANEL_HEIGHT + GAP)
list_y(p, n) = panel_top(p) + 10 + 22 * (n - 1)
stacked(from, n) = n < from ? 0 : column(n + 1) + stacked(from, n - 1)

#include canvas

#include frame
	set label 1 TITLE at screen x(30), y(36) left noenhanced font ',17' textcolor '#101010'
	set label 2 CONDITIONS at screen x(30), y(END + 14) left noenhanced font ',11' textcolor '#505050'
	set lmargin at screen x(LEFT); set rmargin at screen x(WIDTH - RIGHT)
	set xrange [BEGIN:FINISH]
	set xtics step(FINISH - BEGIN, 10) font ',11'
	do for [p = 1:PANELS] {
		set tmargin at screen y(panel_top(p)); set bmargin at screen y(panel_top(p) + PANEL_HEIGHT)
		set format x (p < PANELS ? '' : '%g')
		if (p == PANELS) { set xlabel 'simulated time (ms)' font ',13' offset 0, -0.3 }
		set label 3 PANEL[p] at screen x(30), y(panel_top(p) + PANEL_HEIGHT / 2) center rotate noenhanced font ',12'
		set yrange [0:STACKED[p] ? 100 : PANEL_MAX[p]]
		parts = step(STACKED[p] ? 100 : PANEL_MAX[p], 5)
		set ytics parts font ',11'
		do for [i = FROM[p]:TO[p]] {
			n = STACKED[p] ? TO[p] - i + 1 : i - FROM[p] + 1
			if (STACKED[p]) {
				paint = context_colour(NAME[i])
				set object n rectangle from screen x(LIST - 8), y(list_y(p, n) - 7) to screen x(LIST + 8), y(list_y(p, n) + 7) fillcolor rgb paint fillstyle solid noborder
			} else {
				set arrow n from screen x(LIST - 14), y(list_y(p, n)) to screen x(LIST + 14), y(list_y(p, n)) nohead linetype line(i) linewidth 2 linecolor rgb colour(i)
			}
			set label 10 + n NAME[i] at screen x(LIST + 26), y(list_y(p, n)) left noenhanced font ',12' textcolor '#202020'
		}
		if (STACKED[p]) {
			plot for [i = FROM[p]:TO[p]] $SERIES using 1:(stacked(FROM[p], i - 1)):(stacked(FROM[p], i)) with filledcurves \
			         fillcolor rgb context_colour(NAME[i]) fillstyle solid border linecolor 'white' title NAME[i] noenhanced
		} else {
			plot for [i = FROM[p]:TO[p]] $SERIES using 1:(column(i + 1)) with lines linetype line(i) linewidth 1.6 linecolor rgb colour(i) title NAME[i] noenhanced
		}
		unset label; unset arrow; unset object
	}
	unset xlabel; unset format
	unset multiplot
	unset output
}
