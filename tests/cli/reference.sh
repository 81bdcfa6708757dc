#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tests/cli/reference.sh VHOSTSIM: the crawl gives the committed curves, byte for byte. When a change of the model is meant,
# run tools/crawl, look at the chart, and copy crawl.csv, crawl.svg, crawl.png and compare.* to results/reference/crawl/.
set -eu

cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$1" crawl scenarios/crawl.yaml --output "$folder" >"$folder/table"
for table in crawl.csv compare.csv compare.md; do
	diff "results/reference/crawl/$table" "$folder/$table"
done
[ -s "$folder/crawl.svg" ] && [ -s "$folder/crawl.png" ]
