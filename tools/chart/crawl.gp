# SPDX-License-Identifier: GPL-3.0-or-later
#
# How the chart of a crawl is drawn. The lines above set what it shows; the data are in crawl.csv beside this script.

set datafile separator ','
set datafile columnheaders
set encoding utf8
if (!exists('INTO')) { INTO = '' } # folder of the pictures, with its slash

# Curves: Okabe and Ito's colours, which colour-blind readers tell apart, and three more; a point type each, and dashes from
# the sixth on.
#include curves
point(i) = POINT[(i - 1) % 12 + 1]
band(i) = '#C0' . substr(colour(i), 2, 7) # three quarters transparent
BANDED = INTERVALS ? CURVES : 0 # curves with a band
half(name) = column(INTERVALS ? name . '_half' : name)
MANY = CURVES > 5 # then each curve has a point at few of its loads only, at others than its neighbours
spacing(i) = MANY ? int(ceil((LAST[i] - FIRST[i] + 1) / 12.0)) : 1
first_point(i) = FIRST[i] + (i - 1) % spacing(i)

# Contexts of a core: interrupts warm, threads cool. Places of loss: greys, what is lost late is dark.
context_colour(c) = c eq 'hardirq'   ? '#A50026' : c eq 'softirq' ? '#F46D43' : c eq 'ksoftirqd' ? '#FDBE70' : \
                    c eq 'napi'      ? '#FEE8A0' : \
                    c eq 'vhost'     ? '#4575B4' : c eq 'vcpu'    ? '#80B8D8' : c eq 'qemu'      ? '#35978F' : '#C8C8C8'
place_grey(i) = int(200 - 140.0 * (i - 1) / (words(PLACES) > 1 ? words(PLACES) - 1 : 1))
place_colour(i) = sprintf('#%02X%02X%02X', place_grey(i), place_grey(i), place_grey(i))

# Figures of a row; sums of the first n places and contexts, for stacking.
mpps(name) = column(name) / 1e6
rate(name) = column(name) / RATE_UNIT
lost(n) = n == 0 ? 0 : rate('loss_' . word(PLACES, n) . '_pps') + lost(n - 1)
cpu(n) = n == 0 ? 0 : 100 * column('cpu_' . word(CONTEXTS, n)) + cpu(n - 1)

# Layout in pixels of a canvas WIDTH wide: the main panel, a square with the list of curves to its right, then bands of
# small panels, one column a curve, loss above CPU.
WIDTH = 1400.0
BANDS = (CURVES + 5) / 6 # at most six panels in a row
PER_BAND = (CURVES + BANDS - 1) / BANDS
TOP = 62 + 26.0 * TITLE_LINES
SQUARE = 640.0
LEFT = 105.0
LIST = LEFT + SQUARE + 75
PANELS_WIDTH = WIDTH - LEFT - 190.0
GAP = 16.0
PANEL_WIDTH = (PANELS_WIDTH - (PER_BAND - 1) * GAP) / PER_BAND
PANEL_HEIGHT = 165.0
BAND_TOP = TOP + SQUARE + 135
BAND_HEIGHT = 2 * PANEL_HEIGHT + 120
HEIGHT = BAND_TOP + BANDS * BAND_HEIGHT - 25

#include canvas
panel_name(i) = short(NAME[i], int(PANEL_WIDTH / 10) - 1)
list_name(i) = short(NAME[i], 28)
panel_left(i) = LEFT + ((i - 1) % PER_BAND) * (PANEL_WIDTH + GAP)
panel_top(i, row) = BAND_TOP + ((i - 1) / PER_BAND) * BAND_HEIGHT + (row - 1) * (PANEL_HEIGHT + GAP)
ring_size(i) = 2.6 + (MANY ? 0.15 : 0.35) * i # so that points that coincide show as rings around each other
LIST_STEP = MANY ? (CURVES > 13 ? 325.0 / CURVES : 25) : 34
list_y(i) = TOP + 60 + LIST_STEP * (i - 1)
LIST_SATURATION = WIDTH - 150
LIST_BEST = WIDTH - 40
LATENCY_TOP = list_y(CURVES + 1) + (INTERVALS ? 120 : 75)
KEY = WIDTH - 165
key_y(i, row, n) = panel_top(i, row) + 8 + 21 * (n - 1)

#include steps

#include frame
	set xrange [0:LOAD_MAX]

	# Main panel: offered load against forwarding rate, in one unit and one scale.
	set lmargin at screen x(LEFT); set rmargin at screen x(LEFT + SQUARE)
	set tmargin at screen y(TOP); set bmargin at screen y(TOP + SQUARE)
	set yrange [0:RATE_MAX]
	set xtics step(LOAD_MAX, 10) font ',12'; set ytics step(RATE_MAX, 10) font ',12'
	set xlabel LOAD_TEXT . ' (Mpps)' noenhanced font ',13' offset 0, -0.3
	set ylabel RATE_TEXT . ' (' . RATE_NAME . ')' noenhanced font ',13' offset -0.8, 0
	set label 1 TITLE at screen x(30), y(36) left noenhanced font ',17' textcolor '#101010'
	if (DIAGONAL) {
		set label 2 'all forwarded' at LOAD_MAX * 0.985, LOAD_MAX * 0.985 right rotate by 45 offset -1.4, 1.1 font ',11' textcolor '#707070'
	} else {
		set label 2 'all that is offered' at graph 0.995, first ALL right offset 0, 0.8 font ',11' textcolor '#707070'
	}
	set label 3 "saturation\nMpps" at screen x(LIST_SATURATION), y(TOP + 6) right font ',11' textcolor '#505050'
	set label 4 RATE_MARK . "\n" . RATE_NAME at screen x(LIST_BEST), y(TOP + 6) right font ',11' textcolor '#505050'
	do for [i = 1:CURVES] {
		if (MANY) {
			set arrow i from screen x(LIST - 12), y(list_y(i)) to screen x(LIST + 30), y(list_y(i)) nohead linetype line(i) linewidth 2 linecolor rgb colour(i)
		}
		set label 10 * i at screen x(LIST + (MANY ? 9 : 14)), y(list_y(i)) '' point pointtype point(i) pointsize 1.5 * glyph linecolor rgb colour(i)
		set label 10 * i + 1 list_name(i) at screen x(LIST + 36), y(list_y(i)) left noenhanced font ',13' textcolor '#202020'
		set label 10 * i + 2 SATURATION_TEXT[i] at screen x(LIST_SATURATION), y(list_y(i)) right font ',13'
		set label 10 * i + 3 RATE_MARK_TEXT[i] at screen x(LIST_BEST), y(list_y(i)) right font ',13'
		if (SATURATION_X[i] > 0) {
			set label 10 * i + 4 '' at SATURATION_X[i], SATURATION_Y[i] point pointtype 6 pointsize ring_size(i) * glyph linewidth 2 linecolor rgb colour(i)
		}
	}
	set label 5 '' at screen x(LIST + 14), y(list_y(CURVES + 1) + 8) point pointtype 6 pointsize 3 * glyph linewidth 2 linecolor '#404040'
	set label 6 "saturation point (a line in the panels below):\nthe highest load of which at most 0.1 % is lost" at screen x(LIST + 36), y(list_y(CURVES + 1)) left font ',11' textcolor '#404040'
	if (INTERVALS) {
		set object 7 rectangle from screen x(LIST), y(list_y(CURVES + 1) + 42) to screen x(LIST + 28), y(list_y(CURVES + 1) + 58) fillcolor rgb '#C8C8C8' fillstyle solid noborder
		set label 7 INTERVAL_TEXT at screen x(LIST + 36), y(list_y(CURVES + 1) + 50) left font ',11' textcolor '#404040'
	}
	plot for [i = 1:BANDED] CSV every ::FIRST[i]::LAST[i] using (mpps(LOAD)):(rate('delivered_pps') - half('delivered_pps') / RATE_UNIT):(rate('delivered_pps') + half('delivered_pps') / RATE_UNIT) \
	         with filledcurves fillcolor rgb band(i) fillstyle solid noborder, \
	     CSV every ::FIRST[1]::LAST[1] using (DIAGONAL ? NaN : mpps(LOAD)):(rate('offered_pps')) with lines \
	         linetype 1 linewidth 1.5 dashtype (8, 6) linecolor '#707070', \
	     DIAGONAL ? x : NaN linetype 1 linewidth 1.5 dashtype (8, 6) linecolor '#707070', \
	     for [i = 1:CURVES] CSV every ::FIRST[i]::LAST[i] using (mpps(LOAD)):(rate('delivered_pps')) with lines \
	         linetype line(i) linewidth 2 linecolor rgb colour(i), \
	     for [i = 1:CURVES] CSV every spacing(i)::first_point(i)::LAST[i] using (mpps(LOAD)):(rate('delivered_pps')) with points \
	         pointtype point(i) pointsize (MANY ? 1.3 : 1.1) * glyph linewidth 1.5 linecolor rgb colour(i)
	unset label; unset arrow; unset object

	# Latency, to the right of the main panel where the list leaves room.
	if (P99_MAX > 0 && LATENCY_TOP < TOP + SQUARE - 110) {
		set lmargin at screen x(LIST + 40); set rmargin at screen x(LIST_BEST)
		set tmargin at screen y(LATENCY_TOP); set bmargin at screen y(TOP + SQUARE)
		set xtics step(LOAD_MAX, 5) font ',11'
		set logscale y; set yrange [P99_MIN:P99_MAX]; set ytics auto font ',11'; set format y '%.0s %cs'
		set ylabel LATENCY_TEXT noenhanced font ',12' offset -0.8, 0
		p99(sign) = (column('latency_p99_ns') + sign * half('latency_p99_ns')) / 1e9
		plot for [i = 1:BANDED] CSV every ::FIRST[i]::LAST[i] using (mpps(LOAD)):(p99(-1) > P99_MIN ? p99(-1) : P99_MIN):(p99(1)) \
		         with filledcurves fillcolor rgb band(i) fillstyle solid noborder, \
		     for [i = 1:CURVES] CSV every ::FIRST[i]::LAST[i] using (mpps(LOAD)):(column('latency_p99_ns') / 1e9) with lines \
		         linetype line(i) linewidth 1.5 linecolor rgb colour(i), \
		     for [i = 1:CURVES] CSV every spacing(i)::first_point(i)::LAST[i] using (mpps(LOAD)):(column('latency_p99_ns') / 1e9) with points \
		         pointtype point(i) pointsize 0.9 * glyph linecolor rgb colour(i)
		unset logscale y; set format y '%g'
	}
	unset xlabel

	# Bands of small panels: where the rest is lost, and what the shared core does.
	set xtics step(LOAD_MAX, 5) font ',11'
	do for [i = 1:CURVES] {
		first = (i - 1) % PER_BAND == 0
		last = i % PER_BAND == 0 || i == CURVES
		set lmargin at screen x(panel_left(i)); set rmargin at screen x(panel_left(i) + PANEL_WIDTH)
		unset arrow
		if (SATURATION_X[i] > 0) {
			set arrow 1 from SATURATION_X[i], graph 0 to SATURATION_X[i], graph 1 nohead front linewidth 1.2 dashtype (4, 3) linecolor '#202020'
		}

		set tmargin at screen y(panel_top(i, 1)); set bmargin at screen y(panel_top(i, 1) + PANEL_HEIGHT)
		set yrange [0:LOSS_MAX]; set ytics step(LOSS_MAX, 4) font ',11'; set format x ''
		if (first) { set format y '%g'; set ylabel 'lost (' . RATE_NAME . ')' font ',12' offset 0, 0 } else { set format y ''; unset ylabel }
		set label 1 panel_name(i) at screen x(panel_left(i) + 22), y(panel_top(i, 1) - 16) left noenhanced font ',13' textcolor '#202020'
		set label 2 '' at screen x(panel_left(i) + 8), y(panel_top(i, 1) - 16) point pointtype point(i) pointsize 1.3 * glyph linecolor rgb colour(i)
		if (last) {
			do for [n = 1:words(PLACES)] {
				set object n rectangle from screen x(KEY), y(key_y(i, 1, words(PLACES) + 1 - n) - 7) to screen x(KEY + 14), y(key_y(i, 1, words(PLACES) + 1 - n) + 7) fillcolor rgb place_colour(n) fillstyle solid noborder
				set label 10 + n 'at the ' . word(PLACES, n) at screen x(KEY + 22), y(key_y(i, 1, words(PLACES) + 1 - n)) left noenhanced font ',11'
			}
		}
		plot for [n = 1:words(PLACES)] CSV every ::FIRST[i]::LAST[i] using (mpps(LOAD)):(lost(n - 1)):(lost(n)) with filledcurves fillcolor rgb place_colour(n) fillstyle solid border linecolor 'white'
		unset label; unset object

		set tmargin at screen y(panel_top(i, 2)); set bmargin at screen y(panel_top(i, 2) + PANEL_HEIGHT)
		set yrange [0:100]; set ytics 25 font ',11'; set format x '%g'
		if (first) { set format y '%g'; set ylabel "NIC's core (%)" font ',12' offset 0, 0 }
		if (last) {
			do for [n = 1:words(CONTEXTS)] {
				set object n rectangle from screen x(KEY), y(key_y(i, 2, words(CONTEXTS) + 1 - n) - 7) to screen x(KEY + 14), y(key_y(i, 2, words(CONTEXTS) + 1 - n) + 7) fillcolor rgb context_colour(word(CONTEXTS, n)) fillstyle solid noborder
				set label 10 + n word(CONTEXTS, n) at screen x(KEY + 22), y(key_y(i, 2, words(CONTEXTS) + 1 - n)) left font ',11'
			}
		}
		if (first) { set label 1 LOAD_TEXT . ' (Mpps)' at screen x(LEFT + PANELS_WIDTH / 2), y(panel_top(i, 2) + PANEL_HEIGHT + 46) center noenhanced font ',13' }
		plot for [n = 1:words(CONTEXTS)] CSV every ::FIRST[i]::LAST[i] using (mpps(LOAD)):(cpu(n - 1)):(cpu(n)) with filledcurves fillcolor rgb context_colour(word(CONTEXTS, n)) fillstyle solid border linecolor 'white'
		unset label; unset object
	}
	set format '%g'
	unset arrow
	unset multiplot
	unset output
}
