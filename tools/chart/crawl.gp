# SPDX-License-Identifier: GPL-3.0-or-later
#
# How the chart of a crawl is drawn. The lines above set what it shows; the data are in crawl.csv and
# cores.csv beside this script.

set datafile separator ','
set datafile columnheaders
set encoding utf8
if (!exists('INTO')) { INTO = '' } # folder of the pictures, with its slash

#include curves
#include seconds
BANDED = INTERVALS ? CURVES : 0 # curves with a band
half(name) = column(INTERVALS ? name . '_half' : name)
MANY = CURVES > 5 # then each curve has a point at few of its loads only, at others than its neighbours
spacing(i) = MANY ? int(ceil((LAST[i] - FIRST[i] + 1) / 12.0)) : 1
first_point(i) = FIRST[i] + (i - 1) % spacing(i)

# Places of loss: violets, dark where a packet is lost late.
#include contexts
place_colour(p) = p eq 'nic' ? '#D4C7E6' : p eq 'host' ? '#B39DDB' : p eq 'vhost_user' ? '#9575CD' : p eq 'pmd' ? '#7E57C2' : \
                  p eq 'ovs' ? '#AB47BC' : p eq 'tap' ? '#5E35B1' : '#1B0A4D'

# Figures of a row; sums of the first n places and contexts, for stacking.
mpps(name) = column(name) / 1e6
rate(name) = column(name) / RATE_UNIT
lost(n) = n == 0 ? 0 : rate('loss_' . word(PLACES, n) . '_pps') + lost(n - 1)
cpu(n) = n == 0 ? 0 : 100 * column(word(CONTEXTS, n)) + cpu(n - 1)

# Layout in pixels of a canvas WIDTH wide: the main panel, a square with the list of curves to its right, then bands of
# small panels, one column a curve, loss above the cores.
WIDTH = 1400.0
SHORTER = LOAD_MAX < RATE_MAX ? LOAD_MAX : RATE_MAX # of the main panel's axes
ROWS = LOSSES + CORES # of small panels
BANDS = ROWS ? (SHOWN + 5) / 6 : 0 # at most six panels in a row
PER_BAND = BANDS ? (SHOWN + BANDS - 1) / BANDS : 1
TOP = 62 + 26.0 * TITLE_LINES
SQUARE = 640.0
LEFT = 105.0
LIST = LEFT + SQUARE + 75
PANELS_WIDTH = WIDTH - LEFT - 190.0
GAP = 16.0
PANEL_WIDTH = (PANELS_WIDTH - (PER_BAND - 1) * GAP) / PER_BAND
PANEL_HEIGHT = 165.0
BAND_TOP = TOP + SQUARE + 135
row_height(r) = r > LOSSES && CORES > 1 ? 105.0 : PANEL_HEIGHT
row_top(r) = r == 1 ? 0 : row_top(r - 1) + row_height(r - 1) + GAP
core_text(core) = core ? CORE_TEXT[core] : ''
BAND_HEIGHT = BANDS ? row_top(ROWS) + row_height(ROWS) + 104 : 0
END = BANDS ? BAND_TOP + BANDS * BAND_HEIGHT - 40 : TOP + SQUARE + 75
HEIGHT = END + 22 * CONDITION_LINES + 15

#include canvas
panel_left(i) = LEFT + ((i - 1) % PER_BAND) * (PANEL_WIDTH + GAP)
panel_top(i, row) = BAND_TOP + ((i - 1) / PER_BAND) * BAND_HEIGHT + row_top(row)
drawn(k, r) = r <= LOSSES ? LOSES[CURVE[k]] : WORKS[(r - LOSSES - 1) * CURVES + CURVE[k]]
lowest_from(k, r) = drawn(k, r) ? r : lowest_from(k, r - 1)
lowest(k) = lowest_from(k, ROWS) # row of a column that has the numbers of the axis
leftmost_from(k, r) = drawn(k, r) ? k : leftmost_from(k + 1, r)
leftmost(k, r) = leftmost_from(k - (k - 1) % PER_BAND, r) # panel of a row that has them
ring_size(i) = 2.6 + (MANY ? 0.15 : 0.35) * i # so that points that coincide show as rings around each other
LIST_STEP = MANY ? (CURVES > 13 ? 325.0 / CURVES : 25) : 34
list_y(i) = TOP + 60 + LIST_STEP * (i - 1)
LIST_SATURATION = WIDTH - 150
LIST_BEST = WIDTH - 40
LATENCY_TOP = list_y(CURVES + 1) + (INTERVALS ? 120 : 75)
KEY = WIDTH - 165
hover(i) = sprintf('%s: load %.4g Mpps, delivered %.4g %s', HOVER[i], mpps(LOAD), rate('delivered_pps'), RATE_NAME)
hover_p99(i) = sprintf('%s: load %.4g Mpps, 99th percentile %.4g µs', HOVER[i], mpps(LOAD), column('latency_p99_ns') / 1e3)

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
	if (DIAGONAL && LOAD_MAX > 1.2 * RATE_MAX) { set label 2 'all forwarded' at first RATE_MAX, graph 0.985 left offset 0.8, 0 font ',12' textcolor '#707070' }
	if (DIAGONAL && LOAD_MAX <= 1.2 * RATE_MAX) {
		set label 2 'all forwarded' at SHORTER * 0.985, SHORTER * 0.985 right rotate by 45 offset -1.4, 1.1 font ',12' textcolor '#707070'
	}
	if (!DIAGONAL) { set label 2 'all that is offered' at graph 0.995, first ALL right offset 0, 0.8 font ',12' textcolor '#707070' }
	set label 3 "saturation\nMpps" at screen x(LIST_SATURATION), y(TOP + 6) right font ',12' textcolor '#505050'
	set label 4 RATE_MARK . "\n" . RATE_NAME at screen x(LIST_BEST), y(TOP + 6) right font ',12' textcolor '#505050'
	set label 8 CONDITIONS at screen x(30), y(END + 14) left noenhanced font ',12' textcolor '#505050'
	if (BANDS) { set label 9 LOAD_TEXT . ' (Mpps)' at screen x(LEFT + PANELS_WIDTH / 2), y(panel_top(SHOWN, ROWS) + row_height(ROWS) + 46) center noenhanced font ',13' textcolor '#202020' }
	do for [i = 1:CURVES] {
		if (MANY) {
			set arrow i from screen x(LIST - 12), y(list_y(i)) to screen x(LIST + 30), y(list_y(i)) nohead linetype line(i) linewidth 2 linecolor rgb colour(i)
		}
		set label 10 * i at screen x(LIST + (MANY ? 9 : 14)), y(list_y(i)) '' point pointtype point(i) pointsize 1.5 * glyph linecolor rgb colour(i)
		set label 10 * i + 1 NAME[i] at screen x(LIST + 36), y(list_y(i)) left noenhanced font ',13' textcolor '#202020'
		set label 10 * i + 2 SATURATION_TEXT[i] at screen x(LIST_SATURATION), y(list_y(i)) right font ',13'
		set label 10 * i + 3 RATE_MARK_TEXT[i] at screen x(LIST_BEST), y(list_y(i)) right font ',13'
		if (SATURATION_X[i] > 0) {
			set label 10 * i + 4 '' at SATURATION_X[i], SATURATION_Y[i] point pointtype 6 pointsize ring_size(i) * glyph linewidth 2 linecolor rgb colour(i)
		}
	}
	set label 5 '' at screen x(LIST + 14), y(list_y(CURVES + 1) + 8) point pointtype 6 pointsize 3 * glyph linewidth 2 linecolor '#404040'
	set label 6 "saturation point (a line in the panels below):\nthe highest load of which at most 0.1 % is lost" at screen x(LIST + 36), y(list_y(CURVES + 1)) left font ',12' textcolor '#404040'
	if (INTERVALS) {
		set object 7 rectangle from screen x(LIST), y(list_y(CURVES + 1) + 42) to screen x(LIST + 28), y(list_y(CURVES + 1) + 58) fillcolor rgb '#C8C8C8' fillstyle solid noborder
		set label 7 INTERVAL_TEXT at screen x(LIST + 36), y(list_y(CURVES + 1) + 50) left font ',12' textcolor '#404040'
	}
	plot for [i = 1:BANDED] CSV every ::FIRST[i]::LAST[i] using (mpps(LOAD)):(rate('delivered_pps') - half('delivered_pps') / RATE_UNIT):(rate('delivered_pps') + half('delivered_pps') / RATE_UNIT) \
	         with filledcurves fillcolor rgb band(i) fillstyle solid noborder title NAME[i] noenhanced, \
	     CSV every ::FIRST[1]::LAST[1] using (DIAGONAL ? NaN : mpps(LOAD)):(rate('offered_pps')) with lines \
	         linetype 1 linewidth 1.5 dashtype (8, 6) linecolor '#707070' title 'all that is offered', \
	     DIAGONAL ? x : NaN linetype 1 linewidth 1.5 dashtype (8, 6) linecolor '#707070' title 'all forwarded', \
	     for [i = 1:CURVES] CSV every ::FIRST[i]::LAST[i] using (mpps(LOAD)):(rate('delivered_pps')) with lines \
	         linetype line(i) linewidth 2 + 3 * UNDER[i] linecolor rgb colour(i) title NAME[i] noenhanced, \
	     for [i = 1:CURVES] CSV every spacing(i)::first_point(i)::LAST[i] using (mpps(LOAD)):(rate('delivered_pps')):(hover(i)) with labels noenhanced hypertext \
	         point pointtype point(i) pointsize (MANY ? 1.3 : 1.1) * (1 + 0.4 * UNDER[i]) * glyph linewidth 1.5 linecolor rgb colour(i) title NAME[i] noenhanced
	unset label; unset arrow; unset object

	# Latency, to the right of the main panel where the list leaves room.
	if (P99_MAX > P99_MIN && LATENCY_TOP < TOP + SQUARE - 110) {
		set lmargin at screen x(LIST + 40); set rmargin at screen x(LIST_BEST)
		set tmargin at screen y(LATENCY_TOP); set bmargin at screen y(TOP + SQUARE)
		set xtics step(LOAD_MAX, 5) font ',12'
		set logscale y; set yrange [10.0 ** P99_MIN:10.0 ** P99_MAX]; set ytics () font ',12'
		do for [e = P99_MIN:P99_MAX] { set ytics add (second_tick(e) 10.0 ** e) }
		if (P99_GAPS) { set label 1 'a gap: too few packets for the percentile' at screen x(LIST_BEST), y(LATENCY_TOP - 12) right font ',11' textcolor '#707070' }
		set ylabel LATENCY_TEXT noenhanced font ',12' offset -0.8, 0
		p99(sign) = (column('latency_p99_ns') + sign * half('latency_p99_ns')) / 1e9
		plot for [i = 1:BANDED] CSV every ::FIRST[i]::LAST[i] using (mpps(LOAD)):(p99(-1) > 10.0 ** P99_MIN ? p99(-1) : 10.0 ** P99_MIN):(p99(1)) \
		         with filledcurves fillcolor rgb band(i) fillstyle solid noborder title NAME[i] noenhanced, \
		     for [i = 1:CURVES] CSV every ::FIRST[i]::LAST[i] using (mpps(LOAD)):(column('latency_p99_ns') / 1e9) with lines \
		         linetype line(i) linewidth 1.5 + 2.5 * UNDER_P99[i] linecolor rgb colour(i) title NAME[i] noenhanced, \
		     for [i = 1:CURVES] CSV every spacing(i)::first_point(i)::LAST[i] using (mpps(LOAD)):(column('latency_p99_ns') / 1e9):(hover_p99(i)) with labels noenhanced hypertext \
		         point pointtype point(i) pointsize 0.9 * (1 + 0.4 * UNDER_P99[i]) * glyph linecolor rgb colour(i) title NAME[i] noenhanced
		unset logscale y; set ytics autofreq; unset label
	}
	unset xlabel; unset ylabel

	# Bands of small panels: where the rest is lost, and what each core does. One in which there is nothing to see has no axes.
	set xtics step(LOAD_MAX, 5) font ',12'
	do for [k = 1:BANDS ? SHOWN : 0] {
		i = CURVE[k]
		set lmargin at screen x(panel_left(k)); set rmargin at screen x(panel_left(k) + PANEL_WIDTH)
		set label 1 PANEL_NAME[i] at screen x(panel_left(k) + 22), y(panel_top(k, 1) - 16) left noenhanced font ',13' textcolor '#202020'
		set label 2 '' at screen x(panel_left(k) + 8), y(panel_top(k, 1) - 16) point pointtype point(i) pointsize 1.3 * glyph linecolor rgb colour(i)
		do for [r = 1:ROWS] {
			top = panel_top(k, r)
			low = top + row_height(r)
			left = (k - 1) % PER_BAND == 0
			core = r - LOSSES # 0: losses
			set tmargin at screen y(top); set bmargin at screen y(low)
			if (left) { set label 3 (core ? core_text(core) . "\ntime (%)" : 'lost (' . RATE_NAME . ')') at screen x(LEFT - (core ? 68 : 58)), y((top + low) / 2) center rotate noenhanced font ',12' textcolor '#202020' }
			if (k == (SHOWN < PER_BAND ? SHOWN : PER_BAND) && core < 2) { # the keys to the colours stand beside the first band
				KEYS = core ? words(CONTEXTS) : words(PLACES)
				do for [n = 1:KEYS] {
					at = top + 8 + 21 * (KEYS - n)
					paint = core ? context_colour(word(CONTEXTS, n)) : place_colour(word(PLACES, n))
					set object n rectangle from screen x(KEY), y(at - 7) to screen x(KEY + 14), y(at + 7) fillcolor rgb paint fillstyle solid noborder
					key = core ? word(CONTEXTS, n) : PLACE_TEXT[n]
					set label 10 + n key at screen x(KEY + 22), y(at) left noenhanced font ',12'
				}
			}
			if (drawn(k, r)) {
				if (SATURATION_X[i] > 0) { set arrow 1 from SATURATION_X[i], graph 0 to SATURATION_X[i], graph 1 nohead front linewidth 1.2 dashtype (4, 3) linecolor '#202020' }
				set format x (r == lowest(k) ? '%g' : '')
				set format y (k == leftmost(k, r) ? '%g' : '')
				if (core) { set yrange [0:100]; parts = row_height(r) > 120 ? 25 : 50; set ytics 0, parts, left ? 100 : 99 font ',12' } else { set yrange [0:LOSS_MAX]; set ytics step(LOSS_MAX, 4) font ',12' }
				if (core) {
					plot for [n = 1:words(CONTEXTS)] CORES_CSV every ::CORE_ROW[core] + FIRST[i]::CORE_ROW[core] + LAST[i] using (mpps(LOAD)):(cpu(n - 1)):(cpu(n)) with filledcurves \
					         fillcolor rgb context_colour(word(CONTEXTS, n)) fillstyle solid border linecolor 'white' title NAME[i] . ', ' . CORE_TEXT[core] . ': ' . word(CONTEXTS, n) noenhanced
				} else {
					plot for [n = 1:words(PLACES)] CSV every ::FIRST[i]::LAST[i] using (mpps(LOAD)):(lost(n - 1)):(lost(n)) with filledcurves \
					         fillcolor rgb place_colour(word(PLACES, n)) fillstyle solid border linecolor 'white' title NAME[i] . ': lost at the ' . PLACE_TEXT[n] noenhanced
				}
				unset arrow
			} else {
				set label 4 (core ? 'idle' : 'nothing is lost') at screen x(panel_left(k) + PANEL_WIDTH / 2), y((top + low) / 2) center font ',12' textcolor '#707070'
				set border 0; unset tics; unset grid
				plot [0:1] [0:1] NaN title ''
				set border 3; set grid xtics ytics linetype 1 linecolor '#E4E4E4' linewidth 1; set xtics nomirror step(LOAD_MAX, 5) font ',12'; set ytics nomirror
			}
			unset label; unset object
		}
	}

	set format '%g'
	unset arrow
	unset multiplot
	unset output
}
