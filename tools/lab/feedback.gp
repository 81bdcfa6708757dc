# SPDX-License-Identifier: GPL-3.0-or-later
#
# The back channel in a real kernel and in the model, beside the same load without it:
#   gnuplot -e "KERNEL='r/6.1-voluntary'; MODEL='m/6.1-voluntary'; INTO='feedback'; TITLE='...'" tools/lab/feedback.gp
# KERNEL and MODEL begin the names of tools/lab/validate's files, NAME.csv and NAME+flow=feedback.csv. Draws INTO.svg and INTO.png.
set encoding utf8
set datafile separator ','
do for [format in 'svg png'] {
	if (format eq 'svg') {
		set terminal svg size 1000,420 font 'DejaVu Sans,14' background rgb 'white'
	} else {
		set terminal pngcairo size 1500,630 font 'DejaVu Sans,14' fontscale 1.3 linewidth 1.5 background rgb 'white'
	}
	set output INTO.'.'.format
	set title TITLE
	set grid lc rgb '#dddddd'
	set key outside right center noautotitle
	set logscale x
	set xrange [140:1600]
	set xtics (150, 200, 250, 300, 400, 500, 700, 1000, 1500)
	set xlabel 'offered load (kpps)'
	set ylabel 'delivered (kpps)'
	set yrange [0:*]
	plot MODEL.'+flow=feedback.csv' using 3:($5/1000) with lines lw 2 lc rgb '#CC79A7' title 'feedback, model', \
	     KERNEL.'+flow=feedback.csv' using 3:($5/1000) with points pt 11 ps 1.2 lc rgb '#CC79A7' title 'feedback, kernel', \
	     MODEL.'.csv' using 3:($5/1000) with lines lw 2 lc rgb '#0072B2' title 'vhost, model', \
	     KERNEL.'.csv' using 3:($5/1000) with points pt 7 ps 1 lc rgb '#0072B2' title 'vhost, kernel'
	unset output
}
