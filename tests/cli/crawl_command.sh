# SPDX-License-Identifier: GPL-3.0-or-later
#
# command.sh for tests of a scenario with a section "crawl"; they are called with VHOSTSIM SCENARIO and source it. It has the scenario's
# copy in $scenario, and in $short what makes its runs take milliseconds.

vhostsim=$1
scenarios=$(realpath "$(dirname "$2")")
. "$(dirname "$0")/command.sh"
# A copy, with the files it names: an edit of the original meanwhile must not change what is compared.
cp -r "$scenarios" scenarios || exit 1
scenario=$work/scenarios/$(basename "$2")

short="--set warmup=1ms --set duration=2ms --set crawl.points=3"
