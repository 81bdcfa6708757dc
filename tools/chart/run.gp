# SPDX-License-Identifier: GPL-3.0-or-later
#
# How the chart of a single run is drawn. The lines above set what it shows, and hold its data.

set encoding utf8
if (!exists('INTO')) { INTO = '' } # folder of the pictures, with its slash

#include curves
#include contexts
#include seconds

# Layout in pixels of a canvas WIDTH wide: percentiles of the latency with the list of curves to their right, and below them
# the cores with the list of contexts.
WIDTH = 1400.0
TOP = 62 + 26.0 * TITLE_LINES
LEFT = 105.0
RIGHT = 330.0
PANEL_WIDTH = WIDTH - LEFT - RIGHT
LATENCY_HEIGHT = 380.0
CORES_HEIGHT = 240.0
CORES_TOP = TOP + (CURVES > 0 ? LATENCY_HEIGHT + 100 : 0)
END = CORES_TOP + CORES_HEIGHT + 75
HEIGHT = END + 22 * CONDITION_LINES + 15
LIST = WIDTH - RIGHT + 45
list_y(i) = TOP + 10 + 30 * (i - 1)
key_y(n) = CORES_TOP + 10 + 24 * (n - 1)

#include canvas
busy(n) = n == 0 ? 0 : column(n + 1) + busy(n - 1)
percentile(e) = sprintf('%.10g %%%%', 100 - 100.0 / 10 ** e)
hover(i) = sprintf('%s: %.6g %% take at most %.4g µs', HOVER[i], 100 - 100.0 / column(1), 1e6 * column(2))

#include frame
	set label 1 TITLE at screen x(30), y(36) left noenhanced font ',17' textcolor '#101010'
	set label 2 CONDITIONS at screen x(30), y(END + 14) left noenhanced font ',11' textcolor '#505050'

	# Percentiles, spread so that the rare ones have as much room as the others.
	if (CURVES > 0) {
		set lmargin at screen x(LEFT); set rmargin at screen x(LEFT + PANEL_WIDTH)
		set tmargin at screen y(TOP); set bmargin at screen y(TOP + LATENCY_HEIGHT)
		set logscale x; set logscale y
		set xrange [1:10.0 ** RARE]; set yrange [10.0 ** LATENCY_MIN:10.0 ** LATENCY_MAX]
		set xtics () font ',11'; set ytics () font ',11'
		do for [e = 0:RARE] { set xtics add (percentile(e) 10.0 ** e) }
		set xtics add ('50 %%' 2)
		do for [e = LATENCY_MIN:LATENCY_MAX] { set ytics add (second_tick(e) 10.0 ** e) }
		set xlabel 'share of the packets that take at most so long' font ',13' offset 0, -0.3
		set label 3 'latency' at screen x(30), y(TOP + LATENCY_HEIGHT / 2) center rotate font ',13'
		do for [i = 1:CURVES] {
			set arrow i from screen x(LIST - 14), y(list_y(i)) to screen x(LIST + 14), y(list_y(i)) nohead linetype line(i) linewidth 2 linecolor rgb colour(i)
			set label 10 * i at screen x(LIST), y(list_y(i)) '' point pointtype point(i) pointsize 1.3 * glyph linecolor rgb colour(i)
			set label 10 * i + 1 NAME[i] at screen x(LIST + 26), y(list_y(i)) left noenhanced font ',13' textcolor '#202020'
		}
		plot for [i = 1:CURVES] $LATENCY index i - 1 using 1:2 with lines linetype line(i) linewidth 2 linecolor rgb colour(i) title NAME[i] noenhanced, \
		     for [i = 1:CURVES] $LATENCY index i - 1 every 4::i % 4 using 1:2:(hover(i)) with labels noenhanced hypertext point pointtype point(i) \
		         pointsize glyph linecolor rgb colour(i) title NAME[i] noenhanced
		unset label; unset arrow; unset logscale x; unset logscale y
	}

	# What each core did.
	set lmargin at screen x(LEFT); set rmargin at screen x(LEFT + PANEL_WIDTH)
	set tmargin at screen y(CORES_TOP); set bmargin at screen y(CORES_TOP + CORES_HEIGHT)
	set xrange [-0.5:|CORE| - 0.5]; set yrange [0:100]
	set xtics () font ',11' noenhanced; set ytics autofreq; set ytics 25 font ',11'
	EACH = int(ceil(|CORE| * 40.0 / PANEL_WIDTH))
	do for [i = 1:|CORE|:EACH] { set xtics add (CORE[i] i - 1) }
	set xlabel 'core' font ',13' offset 0, -0.3
	set label 3 'time (%)' at screen x(30), y(CORES_TOP + CORES_HEIGHT / 2) center rotate font ',13'
	do for [n = 1:words(CONTEXTS)] {
		set object n rectangle from screen x(LIST - 8), y(key_y(words(CONTEXTS) + 1 - n) - 8) to screen x(LIST + 8), y(key_y(words(CONTEXTS) + 1 - n) + 8) fillcolor rgb context_colour(word(CONTEXTS, n)) fillstyle solid noborder
		set label 10 + n word(CONTEXTS, n) at screen x(LIST + 26), y(key_y(words(CONTEXTS) + 1 - n)) left font ',13' textcolor '#202020'
	}
	plot for [n = 1:words(CONTEXTS)] $CORES using 1:(busy(n)):($1 - 0.4):($1 + 0.4):(busy(n - 1)):(busy(n)) with boxxyerror \
	         fillcolor rgb context_colour(word(CONTEXTS, n)) fillstyle solid border linecolor 'white' title word(CONTEXTS, n)
	unset label; unset object; unset xlabel
	set ytics autofreq
	unset multiplot
	unset output
}
