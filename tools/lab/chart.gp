# SPDX-License-Identifier: GPL-3.0-or-later
#
# The model against a real kernel: gnuplot -e "KERNEL='real.csv'; MODEL='model.csv'; INTO='lab'; TITLE='...'" tools/lab/chart.gp
# Both files are tools/lab/validate's. Draws INTO.svg and INTO.png: rate and drops over the load above, the core's time below.
set encoding utf8
set datafile separator ','
KEY = 'outside right center noautotitle'
do for [format in 'svg png'] {
	if (format eq 'svg') {
		set terminal svg size 1000,760 font 'DejaVu Sans,14' background rgb 'white'
	} else {
		set terminal pngcairo size 1500,1140 font 'DejaVu Sans,14' fontscale 1.3 linewidth 1.5 background rgb 'white'
	}
	set output INTO.'.'.format
	set multiplot layout 2,1 title TITLE
	set grid lc rgb '#dddddd'
	set key @KEY
	set lmargin 9
	set rmargin 34
	set logscale x
	set xrange [140:1600]
	set xtics (150, 200, 250, 300, 400, 500, 700, 1000, 1500)
	set ylabel 'kpps'
	set yrange [0:*]
	set xlabel ''
	plot MODEL using 3:($5/1000) with lines lw 2 lc rgb '#0072B2' title 'delivered, model', \
	     KERNEL using 3:($5/1000) with points pt 7 ps 1 lc rgb '#0072B2' title 'delivered, kernel', \
	     MODEL using 3:($7/1000) with lines lw 2 lc rgb '#D55E00' title 'dropped at the tap, model', \
	     KERNEL using 3:($7/1000) with points pt 5 ps 1 lc rgb '#D55E00' title 'dropped at the tap, kernel'
	set xlabel 'offered load (kpps)'
	set ylabel 'share of the core'
	set yrange [0:1]
	plot MODEL using 3:14 with lines lw 2 lc rgb '#CC79A7' title 'softirq, model', \
	     KERNEL using 3:14 with points pt 7 ps 1 lc rgb '#CC79A7' title 'softirq, kernel', \
	     MODEL using 3:15 with lines lw 2 lc rgb '#009E73' title 'ksoftirqd, model', \
	     KERNEL using 3:15 with points pt 5 ps 1 lc rgb '#009E73' title 'ksoftirqd, kernel', \
	     MODEL using 3:16 with lines lw 2 lc rgb '#56B4E9' title 'vhost, model', \
	     KERNEL using 3:16 with points pt 9 ps 1 lc rgb '#56B4E9' title 'vhost, kernel', \
	     MODEL using 3:17 with lines lw 2 lc rgb '#E69F00' title 'guest, model', \
	     KERNEL using 3:17 with points pt 11 ps 1 lc rgb '#E69F00' title 'guest, kernel'
	unset multiplot
	unset output
}
