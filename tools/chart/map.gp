# SPDX-License-Identifier: GPL-3.0-or-later
#
# How the map of a study is drawn. The lines above set what it shows, and hold its data.

set encoding utf8
if (!exists('INTO')) { INTO = '' } # folder of the pictures, with its slash

# viridis (S. van der Walt and N. Smith, matplotlib, CC0) at nine places: even steps look even, also without red or green.
set palette defined (0 '#440154', 1 '#472D7B', 2 '#3B528B', 3 '#2C728E', 4 '#21918C', 5 '#28AE80', 6 '#5EC962', 7 '#ADDC30', 8 '#FDE725')
set linetype 11 linecolor rgb '#808080' linewidth 1 # border of the colours

# Layout in pixels of a canvas WIDTH wide: title; colours and marks; bands of panels.
WIDTH = 1400.0
COLUMNS = |X_TICK|
ROWS = |Y_TICK|
GAP = 24.0
RIGHT = 40.0
CHARACTER = 8.0 # width
X_LABELS = 0
do for [i = 1:COLUMNS] { X_LABELS = strlen(X_TICK[i]) > X_LABELS ? strlen(X_TICK[i]) : X_LABELS }
Y_LABELS = 0
do for [i = 1:ROWS] { Y_LABELS = strlen(Y_TICK[i]) > Y_LABELS ? strlen(Y_TICK[i]) : Y_LABELS }
LEFT = 75 + CHARACTER * Y_LABELS
ROOM = WIDTH - LEFT - RIGHT
HEAD = strlen(PANEL[1]) ? 30 : 10 # above a panel
BOX = 44 + 26.0 * TITLE_LINES + (strlen(LEFT_OUT) ? 22 : 0) # the colours
TOP = BOX + 66 + HEAD

# So many panels side by side as give a chart of a good height, without making room for figures in the cells too scarce.
FIGURE = 8.5 * LONGEST + 4
width(n) = (ROOM - (n - 1) * GAP) / n
narrow(n) = X_NARROWEST * width(n)
least(a, b) = a < b ? a : b
bands(n) = (PANELS + n - 1) / n
row_height(n) = bands(n) == 1 ? least(480.0 / ROWS, 84) : least((bands(n) == 2 ? 320.0 : 240.0) / ROWS, 46)
bottom(n) = TOP + bands(n) * (row_height(n) * ROWS + HEAD + 8) - HEAD - 8
badness(n) = abs(bottom(n) - 680) + (PANELS % n ? 150 : 0) # with gaps in the last row it is worse
PER_BAND = 1
do for [n = 2:PANELS] {
	if (n <= 4 && narrow(n) >= (narrow(1) >= FIGURE ? FIGURE : 8) && badness(n) < badness(PER_BAND)) { PER_BAND = n }
}
PANEL_WIDTH = width(PER_BAND)
ROW_HEIGHT = row_height(PER_BAND)
PANEL_HEIGHT = ROW_HEIGHT * ROWS
NARROW = narrow(PER_BAND)
FIGURES = NARROW >= FIGURE && ROW_HEIGHT >= 17
TURNED = !X_NUMBERS && X_LABELS * 9 > NARROW # long words below the axis
FOOT = 72 + (TURNED ? 4.5 * X_LABELS : 0)
END = bottom(PER_BAND) + FOOT
HEIGHT = END + 22 * CONDITION_LINES
X_EACH = X_NUMBERS ? int(ceil((12.0 + CHARACTER * X_LABELS) / NARROW)) : 1
Y_EACH = int(ceil(16.0 / ROW_HEIGHT))

#include canvas
panel_left(p) = LEFT + ((p - 1) % PER_BAND) * (PANEL_WIDTH + GAP)
panel_top(p) = TOP + ((p - 1) / PER_BAND) * (PANEL_HEIGHT + HEAD + 8)

# The middle of a column, and how bright its colour is, from 0 to 1.
column_middle(i) = X_LOG ? sqrt(X_EDGE[i] * X_EDGE[i + 1]) : (X_EDGE[i] + X_EDGE[i + 1]) / 2
bright(v) = COLOUR_LOG ? log(v / COLOUR_MIN) / log(COLOUR_MAX / COLOUR_MIN) : (v - COLOUR_MIN) / (COLOUR_MAX - COLOUR_MIN)
ink(v) = bright(v) < 0.55 ? 0xFFFFFF : 0x101010
without(text) = text eq '-' ? 1 : NaN

if (X_LOG) { set logscale x }
if (COLOUR_LOG) { set logscale cb }
set cbrange [COLOUR_MIN:COLOUR_MAX]

do for [form in (exists('PDF') ? 'pdf' : 'svg png')] {
	if (form eq 'svg') {
		set terminal svg size WIDTH, HEIGHT rounded font 'DejaVu Sans,Verdana,Arial,sans-serif,12' fontscale 1.2 background 'white' dynamic
		set output INTO . 'map.svg'
	}
	if (form eq 'pdf') {
		set terminal pdfcairo size WIDTH / 100 in, HEIGHT / 100 in rounded font 'DejaVu Sans,9' dashlength 2 background 'white'
		set output INTO . 'map.pdf'
	}
	if (form eq 'png') {
		set terminal pngcairo size WIDTH, HEIGHT rounded font 'DejaVu Sans,12' dashlength 2 background 'white'
		set output INTO . 'map.png'
	}
	set multiplot
	unset key
	set border 15 linecolor '#808080' linewidth 1
	set tics nomirror out scale 0.5 textcolor '#202020'
	set xrange [X_EDGE[1]:X_EDGE[COLUMNS + 1]]
	if (Y_NUMBERS) { set yrange [Y_EDGE[1]:Y_EDGE[ROWS + 1]] } else { set yrange [Y_EDGE[ROWS + 1]:Y_EDGE[1]] }
	set boxwidth 1 absolute

	# Title, colours and what else there is to explain.
	set label 1 TITLE at screen x(30), y(36) left noenhanced font ',17' textcolor '#101010'
	set label 10 CONDITIONS at screen x(30), y(END + 8) left noenhanced font ',11' textcolor '#505050'
	set label 2 LEFT_OUT at screen x(30), y(36 + 26 * TITLE_LINES) left noenhanced font ',12' textcolor '#707070'
	set label 3 short(COLOUR_TEXT, 120) at screen x(LEFT), y(BOX - 2) left noenhanced font ',13' textcolor '#202020'
	set colorbox horizontal user origin screen x(LEFT), y(BOX + 30) size screen 440 / WIDTH, 16 / HEIGHT border 11
	set cbtics font ',11' out scale 0.4 offset 0, 0.4
	at = LEFT + 500
	if (ANY_LIMIT) {
		set arrow 1 from screen x(at), y(BOX + 22) to screen x(at + 34), y(BOX + 22) nohead linewidth 6 linecolor '#FFFFFF'
		set arrow 2 from screen x(at), y(BOX + 22) to screen x(at + 34), y(BOX + 22) nohead linewidth 3 linecolor '#000000'
		set label 4 LIMIT_TEXT at screen x(at + 44), y(BOX + 22) left noenhanced font ',12' textcolor '#202020'
		at = at + 90 + 8.5 * strlen(LIMIT_TEXT)
	}
	if (ANY_WITHOUT) {
		set object 1 rectangle from screen x(at), y(BOX + 31) to screen x(at + 26), y(BOX + 13) fillcolor rgb '#909090' fillstyle pattern 4 border linecolor rgb '#808080'
		set label 5 'no result' at screen x(at + 36), y(BOX + 22) left font ',12' textcolor '#202020'
		at = at + 150
	}
	if (ANY_LEFT_OUT) {
		set object 2 rectangle from screen x(at), y(BOX + 31) to screen x(at + 26), y(BOX + 13) fillcolor rgb '#FFFFFF' fillstyle solid border linecolor rgb '#808080'
		set label 6 'not in the study' at screen x(at + 36), y(BOX + 22) left font ',12' textcolor '#202020'
	}

	do for [p = 1:PANELS] {
		first = (p - 1) % PER_BAND == 0
		last = p + PER_BAND > PANELS # nothing below it
		set lmargin at screen x(panel_left(p)); set rmargin at screen x(panel_left(p) + PANEL_WIDTH)
		set tmargin at screen y(panel_top(p)); set bmargin at screen y(panel_top(p) + PANEL_HEIGHT)
		set label 7 PANEL[p] at screen x(panel_left(p)), y(panel_top(p) - 13) left noenhanced font ',13' textcolor '#202020'
		set xtics () font ',11' noenhanced
		set ytics () font ',11' noenhanced
		do for [i = 1:COLUMNS:X_EACH] { set xtics add ((last ? X_TICK[i] : '') X_AT[i]) }
		do for [i = 1:ROWS:Y_EACH] { set ytics add ((first ? Y_TICK[i] : '') Y_AT[i]) }
		if (TURNED) { set xtics rotate by 35 right }
		if (first) { set label 8 Y_TEXT at screen x(30), y(panel_top(p) + PANEL_HEIGHT / 2) center rotate noenhanced font ',13' }
		if (last) { set label 9 X_TEXT at screen x(panel_left(p) + PANEL_WIDTH / 2), y(panel_top(p) + PANEL_HEIGHT + FOOT - 24) center noenhanced font ',13' }
		plot $CELLS index (p - 1) using (X_AT[int($1)]):(Y_AT[int($2)]):(X_EDGE[int($1)]):(X_EDGE[int($1) + 1]):(Y_EDGE[int($2)]):(Y_EDGE[int($2) + 1]):3 with boxxyerror \
		         fillcolor palette fillstyle solid border linecolor rgb '#FFFFFF' title COLOUR_TEXT noenhanced, \
		     $CELLS index (p - 1) using (X_AT[int($1)]):(without(strcol(4)) * Y_AT[int($2)]):(X_EDGE[int($1)]):(X_EDGE[int($1) + 1]):(Y_EDGE[int($2)]):(Y_EDGE[int($2) + 1]) with boxxyerror \
		         fillcolor rgb '#909090' fillstyle pattern 4 border linecolor rgb '#C0C0C0' title 'no result', \
		     $LIMIT index (p - 1) using 1:2 with lines linewidth 6 linecolor '#FFFFFF' title LIMIT_TEXT, \
		     $LIMIT index (p - 1) using 1:2 with lines linewidth 3 linecolor '#000000' title LIMIT_TEXT, \
		     $CELLS index (p - 1) using (column_middle(int($1))):(FIGURES && strcol(4) ne '-' ? Y_AT[int($2)] : NaN):4:(ink($3)) with labels noenhanced font ',10' textcolor rgb variable title 'figures'
		unset colorbox
		unset label; unset object; unset arrow
	}
	unset multiplot
	unset output
}
