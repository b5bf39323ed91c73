#!/usr/bin/env bash
# templates/slurm/romkit.sbatch on a real Slurm: an array job of which nodes are lost half way. What runs again counts;
# what is lost for good is an error that names it.
. "$(dirname "$0")/lib.bash"
. tests/slurm/cluster.bash

lacks=$(cluster_lacks)
if [ -n "$lacks" ]; then
	skip 'romkit on Slurm' "no $lacks; run \`tools/setup --slurm\`"
	finish
fi
if [ "$(basename "$ROMKIT_BUILD")" != release ]; then
	skip 'romkit on Slurm' 'it tests a script, with any romkit'
	finish
fi
trap 'cluster_stop; rm -rf "$dir"' EXIT
export ROMKIT
sbatch=$root/templates/slurm/romkit.sbatch

# 200 cases of one ROM, which counts ECX down: each takes some 10 ms, so that a shard can be met while it runs.
cases=200
steps=100_000_000
[ "$kvm" != --kvm=box ] || steps=1_000_000
mkdir -p "$dir/roms/rom-src" "$dir/roms/cases" && cd "$dir/roms" || exit 2
printf '\tbits 16\n.down:\tdec ecx\n\tjnz .down\n\tout 0xe9, al\n\thlt\n' >rom-src/down.asm
for ((i = 0; i < cases; i++)); do
	printf -v name 'cases/%03d.expect' $i
	printf 'rom: down\nmachine:\n  registers: {ecx: %s, bx: %d}\nbudget: {cycles: 1_000_000_000, time: 10s}\nregisters: {ecx: 0, bx: %d}\n' \
		$steps $i $i >"$name"
done
make -s -f "$root/romkit.mk" ROMKIT_SUITE=. roms >"$dir/make" 2>&1 || { cat "$dir/make"; exit 2; }

ok 'a cluster of four nodes' cluster_start
[ $failed -eq 0 ] || finish

# array NAME [VARIABLE=VALUE]...: submit four shards; what it says, and its exit status, go to $dir/NAME.
declare -A arrays
array() {
	local name=$1
	shift
	(
		env ROMKIT_RESULTS="$dir/$name.results" "$@" "$sbatch" 4 "$kvm" >"$dir/$name.out" 2>"$dir/$name.err"
		echo $? >"$dir/$name.status"
	) &
	arrays[$name]=$!
}
# The shard that runs on a node and has its first results; in $shard.
shard=
running() {
	local name=$1 node=$2 done
	shard=$(squeue -h -t R -w "$node" -o %K | grep -x '[1-4]') &&
		done=$(grep -hc '"type":"case"' "$dir/$name.results"/*/"$shard".*.jsonl) && [ "$done" -le 20 ]
}
ended() { within 60 test -s "$dir/$1.status" && wait "${arrays[$1]}" && is "$(cat "$dir/$1.status")" "$2"; }
# Slurm lets a job wait two minutes before it runs again.
no_delay() { squeue -h -t PD -o '%A %r' | sed -n 's/ BeginTime$//p' | xargs -I{} scontrol update jobid={} starttime=now; }

array back
ok 'a shard runs on node2' within 30 running back node2
back=$shard
node_kill node2
node_start node2
array lost SBATCH_NO_REQUEUE=1
ok 'a shard runs on node3' within 30 running lost node3
node_kill node3
lost=$shard

runs_again() { no_delay; compgen -G "$dir/back.results/*/$back.*.1.jsonl"; }
ok 'the shard of the node that came back runs again' within 60 runs_again
whole() { ended back 0 && is "$(tail -n 1 "$dir/back.out")" "$cases passed, 0 failed" && hasnt "$dir/back.out" ERROR; }
ok 'all results are there, as if no node was lost' whole

results() { echo "$dir/$1.results"/*; }
shard_cases() { "$ROMKIT" check --shard "$1/4" --list; }
# The cases that a merge names as lost: where there are many, once more at its end.
lost_cases() { sed -n 's/^ERROR  \([0-9]*\)$/\1/p' "$1" | sort -u; }
cut_off() {
	ended lost 2 && has "$dir/lost.out" "cut off: shard $lost/4 has not come to its end" 'errors: romkit could not run them' &&
		[ -n "$(lost_cases "$dir/lost.out")" ] && is "$(lost_cases "$dir/lost.out" | comm -23 - <(shard_cases "$lost"))" ''
}
ok 'a shard that is lost for good fails the merge, which names it and the cases it has not come to' cut_off
no_file() {
	rm "$(results lost)/$lost".*.jsonl && run 2 "$sbatch" merge "$(results lost)" 4 &&
		has "$dir/out" "ERROR  shard $lost/4" && is "$(lost_cases "$dir/out")" "$(shard_cases "$lost")"
}
ok 'a shard without results fails the merge, which names it and its cases' no_file
all_ended() { [ -z "$(squeue -h)" ]; }
repaired() { # without --wait, which looks ever less often
	run 0 sbatch --array="$lost" --output="$dir/again" "$sbatch" shard "$(results lost)" 4 "$kvm" && within 60 all_ended &&
		run 0 "$sbatch" merge "$(results lost)" 4 && is "$(tail -n 1 "$dir/out")" "$cases passed, 0 failed"
}
ok 'that shard submitted again, and merged again: a whole result' repaired

ended_all() { cluster_stop; is "$(job_processes 'node[1-4]')" '' && is "$(jobs -r)" ''; }
ok 'nothing is left running' ended_all

finish
