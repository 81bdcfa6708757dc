#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tests/cli/docs.sh VHOSTSIM SOURCE_DIR: the scenario that docs/scenario.md shows first, as the template for one's own, runs.
set -u
vhostsim=$1
source=$(realpath "$2")
. "$(dirname "$0")/command.sh"

cp -r "$source/scenarios" scenarios
sed -n '/^    question:/,/^$/s/^    //p' "$source/docs/scenario.md" >scenarios/shape.yaml
[ "$(wc -l <scenarios/shape.yaml)" -gt 20 ] || fail "the template was not found"
expect 0 run scenarios/shape.yaml --set duration=5ms
expect 0 crawl scenarios/shape.yaml --set duration=2ms --set crawl.points=2 --output crawl
