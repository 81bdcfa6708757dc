#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tests/cli/slurm.sh VHOSTSIM [STUDY]: a study as a Slurm job array, on a real slurmctld and two slurmd on loopback, started here by hand
# as root (Debian: slurmctld slurmd slurm-client munge). The array runs tools/sweep.sbatch; one element is cancelled in the middle and
# submitted again; the merged store must export the same bytes as the study run alone. Takes about a minute; tools/test leaves it out.
set -eu

vhostsim=$(realpath "${1:?usage: tests/cli/slurm.sh VHOSTSIM [STUDY]}")
cd "$(dirname "$0")/../.."
study=${2:+$(realpath "$2")}
shards=4

for program in munged slurmctld slurmd sbatch scontrol scancel; do
	PATH=$PATH:/usr/sbin:/sbin
	command -v $program >/dev/null || { echo "tests/cli/slurm.sh: error: $program is missing; install slurmctld slurmd slurm-client munge" >&2; exit 2; }
done
[ "$(id -u)" -eq 0 ] || { echo "tests/cli/slurm.sh: error: must run as root" >&2; exit 2; }

work=$(mktemp -d /tmp/vhostsim-slurm.XXXXXX)
chmod 755 "$work"

stop_cluster() {
	for pid in "$work"/*.pid; do
		[ -f "$pid" ] && kill "$(cat "$pid")" 2>/dev/null
	done
	sleep 1
	rm -rf "$work"
}
trap stop_cluster EXIT
trap 'exit 130' INT TERM

fail() {
	echo "tests/cli/slurm.sh: FAILED: $1" >&2
	tail -n 5 "$work"/element-*.log >&2 2>/dev/null || true
	exit 1
}

# ---- the cluster ----

start_cluster() {
	host=$(hostname -s)
	mkdir "$work/state" "$work/spool-n1" "$work/spool-n2" "$work/munge"
	chmod 755 "$work/munge"
	dd if=/dev/urandom bs=1 count=1024 of="$work/munge/munge.key" status=none
	chmod 400 "$work/munge/munge.key"
	cat >"$work/slurm.conf" <<-END
		ClusterName=local
		SlurmctldHost=$host(127.0.0.1)
		SlurmUser=root
		SlurmdUser=root
		AuthType=auth/munge
		CryptoType=crypto/munge
		AuthInfo=socket=$work/munge/socket
		SlurmctldPort=16817
		SlurmctldPidFile=$work/slurmctld.pid
		SlurmdPidFile=$work/slurmd-%n.pid
		SlurmctldLogFile=$work/slurmctld.log
		SlurmdLogFile=$work/slurmd-%n.log
		StateSaveLocation=$work/state
		SlurmdSpoolDir=$work/spool-%n
		SwitchType=switch/none
		MpiDefault=none
		ProctrackType=proctrack/linuxproc
		TaskPlugin=task/none
		JobAcctGatherType=jobacct_gather/none
		AccountingStorageType=accounting_storage/none
		SelectType=select/cons_tres
		SelectTypeParameters=CR_CPU
		ReturnToService=2
		KillWait=5
		MailProg=/bin/true
		CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
		NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=16818 CPUs=1 RealMemory=1000 State=UNKNOWN
		NodeName=n2 NodeHostname=$host NodeAddr=127.0.0.1 Port=16819 CPUs=1 RealMemory=1000 State=UNKNOWN
		PartitionName=debug Nodes=ALL Default=YES MaxTime=INFINITE State=UP
	END
	export SLURM_CONF="$work/slurm.conf"
	munged --key-file="$work/munge/munge.key" --socket="$work/munge/socket" --pid-file="$work/munged.pid" \
		--log-file="$work/munge/log" --seed-file="$work/munge/seed"
	slurmctld -c -f "$SLURM_CONF"
	sleep 1
	slurmd -N n1 -f "$SLURM_CONF"
	slurmd -N n2 -f "$SLURM_CONF"
	for i in $(seq 30); do
		[ "$(sinfo -h -t idle -o %D 2>/dev/null | tr -d ' ')" = 2 ] && return
		sleep 1
	done
	sinfo >&2
	fail "the nodes did not come up"
}

# submit ARRAY [SHARDS]: prints the job's number.
submit() {
	STUDY=$study OUTPUT=$work/out VHOSTSIM=$vhostsim SHARDS=${2:-} \
		sbatch --parsable --array="$1" --output="$work/element-%a.log" --cpus-per-task=1 tools/sweep.sbatch
}

state_of() {
	scontrol show job "$1" -o | sed 's/.*JobState=\([A-Z]*\).*/\1/'
}

# await ELEMENT STATE: until it has ended, in this state.
await() {
	for i in $(seq 300); do
		state=$(state_of "$1")
		case $state in
		"$2") return ;;
		PENDING | RUNNING | COMPLETING) sleep 0.2 ;;
		*) break ;;
		esac
	done
	fail "element $1 is $state, not $2"
}

# await_text FILE TEXT
await_text() {
	for i in $(seq 300); do
		grep -q "$2" "$1" 2>/dev/null && return
		sleep 0.2
	done
	fail "$1 does not say $2"
}

# ---- the test ----

start_cluster
if [ -z "$study" ]; then
	study=$work/small.yaml
	printf 'extends: %s\nstudy: {replications: 3}\n' "$PWD/scenarios/studies/saturation-map.yaml" >"$study"
fi
echo "two nodes are up; the study alone first" >&2
"$vhostsim" sweep "$study" --output "$work/alone" >/dev/null 2>"$work/alone.log" || fail "the study alone: $(tail -n 1 "$work/alone.log")"
"$vhostsim" export "$work/alone" >"$work/alone.csv"

job=$(submit "1-$shards")
echo "array $job of $shards elements submitted; element 2 is cancelled on its way" >&2
await "${job}_2" RUNNING
sleep 2
scancel "${job}_2"
await "${job}_2" CANCELLED
await_text "$work/element-2.log" 'the same command goes on'
for element in 1 3 4; do
	await "${job}_$element" COMPLETED
done
"$vhostsim" merge "$work/early.db" "$work"/out/study.*of$shards.db >/dev/null 2>&1 || true
missing=$(($(wc -l <"$work/alone.csv") - $("$vhostsim" export "$work/early.db" | wc -l)))
[ "$missing" -gt 0 ] || fail "element 2 had nothing left to do when it was cancelled"

again=$(SHARDS=$shards submit 2 $shards)
echo "element 2 submitted again, $missing runs are missing" >&2
await "${again}_2" COMPLETED
made=$(sed -n 's/.* \([0-9]*\) of them made now.*/\1/p' "$work/element-2.log")
[ "$made" = "$missing" ] || fail "element 2 made $made runs when it went on, not the $missing that were missing"
"$vhostsim" merge "$work/study.db" "$work"/out/study.*of$shards.db >/dev/null
"$vhostsim" export "$work/study.db" >"$work/merged.csv"
cmp "$work/alone.csv" "$work/merged.csv" || fail "the array gave other results than the study alone"
echo "slurm: $(($(wc -l <"$work/merged.csv") - 1)) runs in $shards elements on 2 nodes, one cancelled and resumed: the same bytes as alone"
