# SPDX-License-Identifier: GPL-3.0-or-later
#
# How the chart of a study is drawn. The lines above set what it shows, and hold its data.

set encoding utf8
if (!exists('INTO')) { INTO = '' } # folder of the pictures, with its slash

# Curves: colours and points as on the chart of a crawl.
#include curves
#include seconds
SPACING = POINTS > (CURVES > 3 ? 16 : 30) ? int(ceil(POINTS / 12.0)) : 1 # then a curve has a point at few of its values, at others than its neighbours
BAR = 0.8 / CURVES # width
beside(i) = (i - (CURVES + 1) / 2.0) * BAR

# Layout in pixels of a canvas WIDTH wide: bands of panels with the list of curves to their right; in a panel a row for each
# figure, the first one the highest.
WIDTH = 1400.0
LISTED = CURVES > 1 || INTERVALS || DIAGONAL > 0
BANDS = (PANELS + 3) / 4 # at most four panels in a row
PER_BAND = (PANELS + BANDS - 1) / BANDS
TOP = 62 + 26.0 * TITLE_LINES + (strlen(LEFT_OUT) ? 24 : 0) + (PANELS > 1 ? 16 : 0)
LEFT = 105.0
LONGEST = 0
do for [i = 1:CURVES] { LONGEST = strlen(NAME[i]) > LONGEST ? strlen(NAME[i]) : LONGEST }
RIGHT = !LISTED ? 40.0 : LONGEST * 9.5 > 195 ? 95.0 + LONGEST * 9.5 : 290.0
GAP = 20.0
PANEL_WIDTH = (WIDTH - LEFT - RIGHT - (PER_BAND - 1) * GAP) / PER_BAND
FIRST_HEIGHT = BANDS == 1 ? (PANELS == 1 ? 460.0 : 400.0) : 250.0
row_height(row) = row == 1 ? FIRST_HEIGHT : 130.0
LABELS = 0
do for [i = 1:|TICK|] { LABELS = strlen(TICK_TEXT[i]) > LABELS ? strlen(TICK_TEXT[i]) : LABELS }
TURNED = !X_NUMBERS && LABELS * 9 * |TICK| > PANEL_WIDTH # long words below the axis
FOOT = 75 + (TURNED ? 4.5 * LABELS : 0)
BAND_HEIGHT = FIRST_HEIGHT + 130.0 * (ROWS - 1) + ROWS * GAP + FOOT + 30
END = TOP + BANDS * BAND_HEIGHT - 40
HEIGHT = END + 22 * CONDITION_LINES + 10
LIST = WIDTH - RIGHT + 45
LIST_STEP = 34
list_y(i) = TOP + 10 + LIST_STEP * (i - 1)

x(pixels) = pixels / WIDTH
y(pixels) = 1 - pixels / HEIGHT
panel_left(i) = LEFT + ((i - 1) % PER_BAND) * (PANEL_WIDTH + GAP)
band_top(i) = TOP + ((i - 1) / PER_BAND) * BAND_HEIGHT
row_top(i, row) = band_top(i) + (row > 1 ? FIRST_HEIGHT + GAP + (row - 2) * (130.0 + GAP) : 0)
hover(i, row) = sprintf('%s: %s: %s, %s: %.4g%s', HOVER[i], HOVER_X, X_NUMBERS ? sprintf('%.4g', column(1)) : HOVER_TICK[int(column(1)) + 1], HOVER_Y[row], column(3 * row - 1) * (Y_SECONDS[row] ? 1e6 : 1), Y_SECONDS[row] ? ' µs' : '')
block(panel, curve) = (panel - 1) * CURVES + curve - 1

#include steps

# The axis along which the chart runs. Ticks of a logarithmic one stand at its values, as many as have room.
FIRST = TICK[1]
LAST = TICK[1]
do for [i = 1:|TICK|] {
	FIRST = TICK[i] < FIRST ? TICK[i] : FIRST
	LAST = TICK[i] > LAST ? TICK[i] : LAST
}
if (X_LOG) { X_FROM = FIRST / 1.12; X_TO = LAST * 1.12 }
if (!X_LOG && X_NUMBERS) { X_FROM = FIRST < 0.5 * LAST ? 0 : FIRST - 0.05 * (LAST - FIRST); X_TO = LAST + 0.04 * (LAST - X_FROM) }
if (!X_NUMBERS) { X_FROM = -0.6; X_TO = LAST + 0.6 }
EACH = X_NUMBERS ? int(ceil(|TICK| * (12.0 + 8 * LABELS) / PANEL_WIDTH)) : 1
if (X_LOG) { set logscale x }

#include frame
	set xrange [X_FROM:X_TO]
	set boxwidth 0.92 * BAR absolute
	if (X_NUMBERS && !X_LOG) {
		set xtics step(X_TO - X_FROM, int(PANEL_WIDTH / 75) + 1) font ',11'
	} else {
		set xtics () font ',11' noenhanced
		do for [i = 1:|TICK|:EACH] { set xtics add (TICK_TEXT[i] TICK[i]) }
		if (TURNED) { set xtics rotate by 35 right }
	}

	# Title, and the list of curves.
	set label 1 TITLE at screen x(30), y(36) left noenhanced font ',17' textcolor '#101010'
	set label 8 CONDITIONS at screen x(30), y(END + 6) left noenhanced font ',11' textcolor '#505050'
	set label 2 LEFT_OUT at screen x(30), y(36 + 26 * TITLE_LINES) left noenhanced font ',12' textcolor '#707070'
	at = 1
	if (CURVES > 1) {
		do for [i = 1:CURVES] {
			if (X_NUMBERS) {
				set arrow i from screen x(LIST - 14), y(list_y(i)) to screen x(LIST + 14), y(list_y(i)) nohead linetype line(i) linewidth 2 linecolor rgb colour(i)
				set label 10 * i at screen x(LIST), y(list_y(i)) '' point pointtype point(i) pointsize 1.5 * glyph linecolor rgb colour(i)
			} else {
				set object i rectangle from screen x(LIST - 8), y(list_y(i) - 8) to screen x(LIST + 8), y(list_y(i) + 8) fillcolor rgb colour(i) fillstyle solid noborder
			}
			set label 10 * i + 1 NAME[i] at screen x(LIST + 26), y(list_y(i)) left noenhanced font ',13' textcolor '#202020'
		}
		at = CURVES + 1
	}
	if (INTERVALS) {
		if (X_NUMBERS) {
			set object 100 rectangle from screen x(LIST - 14), y(list_y(at) - 8) to screen x(LIST + 14), y(list_y(at) + 8) fillcolor rgb '#C8C8C8' fillstyle solid noborder
		}
		set arrow 100 from screen x(LIST), y(list_y(at) - 8) to screen x(LIST), y(list_y(at) + 8) heads size screen 0.003, 90 linewidth 1.2 linecolor '#404040'
		set label 3 INTERVAL_TEXT at screen x(LIST + 26), y(list_y(at)) left font ',11' textcolor '#404040'
		at = at + 1.3
	}
	if (DIAGONAL > 0) {
		set arrow 101 from screen x(LIST - 14), y(list_y(at)) to screen x(LIST + 14), y(list_y(at)) nohead linewidth 1.5 dashtype (8, 6) linecolor '#707070'
		set label 4 'all forwarded' at screen x(LIST + 26), y(list_y(at)) left font ',11' textcolor '#404040'
	}

	do for [p = 1:PANELS] {
		first = (p - 1) % PER_BAND == 0
		set lmargin at screen x(panel_left(p)); set rmargin at screen x(panel_left(p) + PANEL_WIDTH)
		set label 5 PANEL[p] at screen x(panel_left(p)), y(band_top(p) - 16) left noenhanced font ',13' textcolor '#202020'
		do for [row = 1:ROWS] {
			set tmargin at screen y(row_top(p, row)); set bmargin at screen y(row_top(p, row) + row_height(row))
			set format x (row < ROWS ? '' : '%g')
			if (X_LOG || !X_NUMBERS) {
				set xtics ()
				do for [i = 1:|TICK|:EACH] { set xtics add ((row < ROWS ? '' : TICK_TEXT[i]) TICK[i]) }
			}
			set yrange [Y_MIN[row]:Y_MAX[row]]
			set format y (first ? '%g' : '')
			if (Y_LOG[row]) { set logscale y; set ytics auto font ',11' } else { set ytics step(Y_MAX[row] - Y_MIN[row], row == 1 ? 8 : 4) font ',11' }
			if (Y_SECONDS[row]) {
				set ytics () font ',11'
				do for [e = int(floor(log10(Y_MIN[row]) + 0.5)):int(floor(log10(Y_MAX[row]) + 0.5))] { set ytics add ((first ? second_tick(e) : '') 10.0 ** e) }
			}
			if (first) { set label 7 Y_TEXT[row] at screen x(30), y(row_top(p, row) + row_height(row) / 2) center rotate noenhanced font (row == 1 ? ',13' : ',12') }
			if (row == ROWS && (p - 1) % PER_BAND == 0) {
				set label 6 X_TEXT at screen x(LEFT + (WIDTH - LEFT - RIGHT) / 2), y(row_top(p, row) + row_height(row) + FOOT - 27) center noenhanced font ',13'
			}
			column_of(row) = 3 * row - 1
			if (X_NUMBERS) {
				plot DIAGONAL > 0 && row == 1 ? DIAGONAL * x : NaN linetype 1 linewidth 1.5 dashtype (8, 6) linecolor '#707070' title 'all forwarded', \
				     for [i = 1:CURVES] $DATA index block(p, i) using 1:(INTERVALS ? column(column_of(row) + 1) : NaN):(column(column_of(row) + 2)) with filledcurves \
				         fillcolor rgb band(i) fillstyle solid noborder title NAME[i] noenhanced, \
				     for [i = 1:CURVES] $DATA index block(p, i) using 1:(column(column_of(row))) with lines linetype line(i) linewidth 2 + 3 * UNDER[(row - 1) * CURVES + i] \
				         linecolor rgb colour(i) title NAME[i] noenhanced, \
				     for [i = 1:CURVES] $DATA index block(p, i) using 1:(INTERVALS ? column(column_of(row) + 1) : NaN):(0):(column(column_of(row) + 2) - column(column_of(row) + 1)) with vectors \
				         nohead linetype 11 linewidth 1.2 linecolor rgb colour(i) title NAME[i] noenhanced, \
				     for [i = 1:CURVES] $DATA index block(p, i) every SPACING::(i - 1) % SPACING using 1:(column(column_of(row))):(hover(i, row)) with labels noenhanced hypertext \
				         point pointtype point(i) pointsize (row == 1 ? 1.1 : 0.9) * (1 + 0.4 * UNDER[(row - 1) * CURVES + i]) * glyph linewidth 1.5 linecolor rgb colour(i) title NAME[i] noenhanced
			} else {
				plot for [i = 1:CURVES] $DATA index block(p, i) using ($1 + beside(i)):(Y_LOG[row] ? NaN : column(column_of(row))) with boxes \
				         fillcolor rgb colour(i) fillstyle solid noborder title NAME[i] noenhanced, \
				     for [i = 1:CURVES] $DATA index block(p, i) using ($1 + beside(i)):(INTERVALS ? column(column_of(row) + 1) : NaN):(0):(column(column_of(row) + 2) - column(column_of(row) + 1)) with vectors \
				         heads size screen 0.003, 90 linetype 11 linewidth 1.5 linecolor '#707070' title NAME[i] noenhanced, \
				     for [i = 1:CURVES] $DATA index block(p, i) using ($1 + beside(i)):(column(column_of(row))):(hover(i, row)) with labels noenhanced hypertext \
				         point pointtype point(i) pointsize (Y_LOG[row] ? 1.1 : 0.01) * glyph linewidth 1.5 linecolor rgb colour(i) title NAME[i] noenhanced
			}
			unset logscale y
			unset label; unset object; unset arrow
		}
	}
	unset format
	unset multiplot
	unset output
}
