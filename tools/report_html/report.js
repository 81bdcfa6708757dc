// SPDX-License-Identifier: GPL-3.0-or-later
// The time series of a report: a chart for each panel, all with one cursor and one span of time.
(function () {
	"use strict";
	var data = document.getElementById("series-data"), place = document.getElementById("series");
	if (!data || !place)
		return;
	var series = JSON.parse(data.textContent), time = series.time_ms, charts = [];
	var colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8C6D1F", "#882255", "#6F4CD4"];
	var dashes = [[], [8, 4], [2, 3]];
	var whole = { min: time[0], max: time[time.length - 1] };

	function ink(name) {
		return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
	}

	function axis(label) {
		return { label: label, stroke: function () { return ink("--ink"); }, labelSize: 22, size: 56,
			 grid: { stroke: function () { return ink("--line"); }, width: 1 },
			 ticks: { stroke: function () { return ink("--line"); }, width: 1 } };
	}

	function width() {
		return Math.max(280, place.clientWidth);
	}

	function show(min, max) {
		charts.forEach(function (c) { c.setScale("x", { min: min, max: max }); });
	}

	// move: by a share of the span; zoom: the span times a factor, about its middle; both stay within the data.
	function change(move, zoom) {
		var x = charts[0].scales.x, half = Math.min((x.max - x.min) * zoom, whole.max - whole.min) / 2;
		var middle = (x.min + x.max) / 2 + move * (x.max - x.min);
		middle = Math.min(Math.max(middle, whole.min + half), whole.max - half);
		show(middle - half, middle + half);
	}

	var keys = {
		"+": [0, 0.5], "=": [0, 0.5], "-": [0, 2], "ArrowLeft": [-0.2, 1], "ArrowRight": [0.2, 1]
	};

	function pressed(event) {
		if (event.key === "0")
			show(whole.min, whole.max);
		else if (keys[event.key])
			change(keys[event.key][0], keys[event.key][1]);
		else
			return;
		event.preventDefault();
	}

	function summary(curve) {
		var known = curve.values.filter(function (v) { return v !== null; });
		return curve.name + " from " + Math.min.apply(null, known) + " to " + Math.max.apply(null, known);
	}

	function frame(panel) {
		var box = document.createElement("div");
		box.className = "panel";
		box.tabIndex = 0;
		box.setAttribute("role", "group");
		box.setAttribute("aria-label", panel.title + " (" + panel.unit + ") over time: " +
			panel.curves.map(summary).join("; "));
		box.addEventListener("keydown", pressed);
		place.appendChild(box);
		return box;
	}

	function draw(panel) {
		var curves = panel.curves.map(function (c, i) {
			return { label: c.name, stroke: colours[i % colours.length], width: 1.5, spanGaps: false,
				 dash: dashes[Math.floor(i / colours.length) % dashes.length],
				 value: function (u, v) { return v === null || v === undefined ? "-" : String(v); } };
		});
		var box = frame(panel);
		var head = document.createElement("h3");
		head.textContent = panel.title;
		box.appendChild(head);
		charts.push(new uPlot({
			width: width(), height: 260,
			cursor: { sync: { key: "series", setSeries: false } },
			scales: { x: { time: false }, y: { range: function (u, min, max) { return [Math.min(0, min), max > 0 ? max * 1.05 : 1]; } } },
			hooks: { setScale: [function (u, key) {
				if (key !== "x") return;
				charts.forEach(function (c) {
					if (c !== u && (c.scales.x.min !== u.scales.x.min || c.scales.x.max !== u.scales.x.max))
						c.setScale("x", { min: u.scales.x.min, max: u.scales.x.max });
				});
			}] },
			axes: [axis("time (ms)"), axis(panel.unit)],
			series: [{ label: "time (ms)", value: function (u, v) { return v === null || v === undefined ? "-" : String(v); } }].concat(curves)
		}, [time].concat(panel.curves.map(function (c) { return c.values; })), box));
	}

	series.panels.filter(function (p) { return p.curves.length > 0; }).forEach(draw);
	window.addEventListener("resize", function () {
		charts.forEach(function (c) { c.setSize({ width: width(), height: 260 }); });
	});
	window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", function () {
		charts.forEach(function (c) { c.redraw(false, true); });
	});
})();
