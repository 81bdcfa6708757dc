#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tests/reference.sh VHOSTSIM: the crawl gives the committed curves, byte for byte. When a change of the model is meant,
# run tools/crawl, look at the chart, and copy crawl.csv, crawl.svg and crawl.png to results/reference/crawl/.
set -eu

cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$1" crawl scenarios/crawl.yaml --output "$folder" >"$folder/table"
diff results/reference/crawl/crawl.csv "$folder/crawl.csv"
[ -s "$folder/crawl.svg" ] && [ -s "$folder/crawl.png" ]
