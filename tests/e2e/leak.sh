#!/usr/bin/env bash
# A worker's reset between cases is complete. In tests/suites/leak one ROM leaves something behind in each class of
# state, and the next one, in the same VM, looks for it. Whatever ran before, a case must do what it does in a VM of its
# own, to the last register: the digest that --jsonl tells is over all that it did.
. "$(dirname "$0")/lib.bash"

suite leak

# run_in NAME OPTION...: results in $dir/NAME, and what was said in $dir/NAME.said.
run_in() {
	local name=$1
	shift
	"$ROMKIT" check "$kvm" -C $suite --jsonl "$dir/$name" "$@" >"$dir/$name.said" 2>&1
}
# digests NAME: a line for each case, `NAME STATUS DIGEST [exact]`.
digests() {
	jq -r 'select(.type == "case") | "\(.name) \(.status) \(.digest)\(if .cycles_exact then " exact" else "" end)"' "$dir/$1" | LC_ALL=C sort
}
# fresh_of NAME: those of the cases that NAME has, too, each in a VM of its own.
fresh_of() { awk 'NR == FNR { has[$1]; next } $1 in has' <(digests "$1") <(digests fresh); }
passed() {
	grep -qE '^[1-9][0-9]+ passed, 0 failed$' "$dir/$1.said" && return
	cat "$dir/$1.said"
	return 1
}

# What differs, and in what: the reports of both ways to run the first of these cases.
same_as_fresh() {
	local first
	diff -u --label fresh --label "$1" <(fresh_of "$1") <(digests "$1") && return
	first=$(diff <(fresh_of "$1") <(digests "$1") | sed -n 's/^[<>] \([^ ]*\) .*/\1/p' | head -n 1)
	"$ROMKIT" check "$kvm" -C $suite -v --fresh "$first" >"$dir/alone" 2>&1
	"$ROMKIT" check "$kvm" -C $suite -v -j 1 "cases/${first%/*}" >"$dir/behind" 2>&1
	diff -u <(no_times <"$dir/alone") <(no_times <"$dir/behind" | sed -n "\\|^[A-Z]* *$first |,\$p")
	return 1
}

# Two at a time: each is one worker.
run_in fresh -j 2 --fresh
run_in in-order -j 1 &
run_in reversed -j 1 --reverse --skip tag:new-vm
run_in seed-1 -j 1 --shuffle=1 --skip tag:new-vm
run_in seed-2 -j 1 --shuffle=2 --skip tag:new-vm
wait

ok 'in a VM of its own each case passes' passed fresh
for way in in-order reversed seed-1 seed-2; do
	ok "$way: each case passes" passed $way
	if [ "$kvm" = --kvm=box ]; then
		ok "$way: each case does what it does in a VM of its own" same_as_fresh $way
	else
		skip "$way: each case does what it does in a VM of its own" 'only the box is exact to the cycle'
	fi
done

# ---- that it is the same VM: how many the worker makes

# As on a host with KVM: in the box a file in memory is all that the library can write.
counted() {
	local in_box=
	[ "$kvm" != --kvm=box ] || in_box="$ROMKIT box --"
	"${CC:-cc}" -shared -fPIC -O1 -o "$dir/count.so" tests/leak/count_vms.c || return
	run 0 $in_box sh -c 'export COUNT_VMS=/dev/shm/romkit-vms.$$
		LD_PRELOAD=$1 "$2" check --kvm host -C "$3" -j 1 -q --skip tag:new-vm && od -An -tu4 $COUNT_VMS
		rm -f $COUNT_VMS' sh "$dir/count.so" "$ROMKIT" $suite
	is "$(tail -n 1 "$dir/out" | tr -d ' ')" "$1"
}
if [[ $ROMKIT_BUILD == */asan ]]; then
	skip 'all cases but those of tag new-vm run in three VMs' 'ASan does not work behind another preloaded library'
else
	# One for each kind: baseline with 1 MiB and with 2, v3.
	ok 'all cases but those of tag new-vm run in three VMs' counted 3
fi

finish
