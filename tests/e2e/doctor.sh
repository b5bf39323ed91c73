#!/usr/bin/env bash
# romkit doctor: what this host offers.
. "$(dirname "$0")/lib.bash"

healthy() {
	run 0 "$ROMKIT" doctor && has "$dir/out" 'kernel ' '/dev/kvm ' 'box ' &&
		grep -qE '^a ROM \(HLT\) +runs (in the box|on this host), [0-9.]+ s from start to result$' "$dir/out" &&
		empty "$dir/err"
}
ok 'says what there is, and runs a ROM' healthy
no_box() {
	ROMKIT_BOX=$dir/none run 2 "$ROMKIT" doctor --kvm box && has "$dir/out" "no box in $dir/none; run \`romkit setup\`"
}
ok 'a box that is not there' no_box
no_host() {
	run 2 "$ROMKIT" doctor --kvm host &&
		grep -qE "^/dev/kvm +(cannot open /dev/kvm: |this host's KVM cannot give the CPU model baseline: it lacks )" "$dir/out"
}
if [ -z "$no_kvm" ]; then
	skip 'a host without KVM' 'this host has KVM'
else
	ok 'a host without KVM' no_host
fi
names() { run 2 "$ROMKIT" doctor hello && has "$dir/err" 'romkit: doctor takes no names'; }
ok 'takes no names' names

finish
