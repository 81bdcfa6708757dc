# SPDX-License-Identifier: GPL-3.0-or-later
#
# What the scripts of the charts have in common, piece by piece: "#include NAME" in one of them stands for what is between
# "#begin NAME" and "#end" here (gnuplot.cmake).

#begin curves
set linetype 11 dashtype solid
set linetype 12 dashtype (12, 5)
set linetype 13 dashtype (3, 4)
line(i) = LINE[i]
colour(i) = COLOUR[i]
point(i) = POINT[i]
band(i) = '#C0' . substr(COLOUR[i], 2, 7) # three quarters transparent
#end

#begin contexts
# Contexts of a core: interrupts are browns, threads are slates. No colour here is one of a curve.
context_colour(c) = c eq 'hardirq' ? '#4E342E' : c eq 'softirq' ? '#8D6E63' : c eq 'ksoftirqd' ? '#BCAAA4' : \
                    c eq 'napi'    ? '#E0D6D1' : \
                    c eq 'vhost'   ? '#546E7A' : c eq 'vcpu'    ? '#90A4AE' : c eq 'qemu'      ? '#B7C9D1' : \
                    c eq 'pmd'     ? '#37474F' : '#DDE3E6'
#end

#begin seconds
# Ticks of a logarithmic axis of times in s, from 10 ** e to 10 ** to.
second_tick(e) = sprintf('%d %s', 10 ** ((e + 9) % 3), word('ns µs ms s', (e + 9) / 3 + 1))
#end

#begin steps
# A round step that gives at most n intervals up to max.
decade(s) = 10 ** floor(log10(s))
round_up(s) = s <= decade(s) ? decade(s) : s <= 2 * decade(s) ? 2 * decade(s) : s <= 5 * decade(s) ? 5 * decade(s) : 10 * decade(s)
step(max, n) = round_up(0.999 * max / n)
#end

#begin canvas
x(pixels) = pixels / WIDTH
y(pixels) = 1 - pixels / HEIGHT
short(name, n) = strlen(name) <= n ? name : substr(name, 1, n - 1) . '…'
#end

#begin frame
if (!exists('FILE')) { FILE = '@name@' } # name of the pictures
do for [form in (exists('PDF') ? 'pdf' : 'svg png')] { # a PDF is drawn alone, when it is asked for: gnuplot -e 'PDF = 1'
	if (form eq 'svg') {
		set terminal svg size WIDTH, HEIGHT font 'DejaVu Sans,Verdana,Arial,sans-serif,12' fontscale 1.2 background 'white' dynamic
		glyph = 0.66 # the terminals differ in the size of points
		set output INTO . FILE . '.svg'
	}
	if (form eq 'pdf') {
		set terminal pdfcairo size WIDTH / 100 in, HEIGHT / 100 in font 'DejaVu Sans,9' dashlength 2 background 'white'
		glyph = 0.75
		set output INTO . FILE . '.pdf'
	}
	if (form eq 'png') {
		set terminal pngcairo size WIDTH, HEIGHT font 'DejaVu Sans,12' dashlength 2 background 'white'
		glyph = 1
		set output INTO . FILE . '.png'
	}
	set multiplot
	unset key
	set border 3 linecolor '#404040' linewidth 1
	set tics nomirror out scale 0.6 textcolor '#202020'
	set grid xtics ytics linetype 1 linecolor '#E4E4E4' linewidth 1
#end
