#!/usr/bin/env bash
# How romkit runs on a host with KVM, where cycles are those of the TSC and a timer interrupts the guest: the same in
# the box, told that it is no box. What only the box can promise, exact counts, is in cycles.sh.
. "$(dirname "$0")/lib.bash"

if [ "$kvm" != --kvm=box ]; then
	skip 'cases on a host with KVM' 'romkit check does that here'
	finish
fi
# Of the timer those that look at no time: the ticks of this kernel are 4 ms apart.
for cases in hello cpu budget interrupt timer/hundred-ticks-spinning timer/mode-0 clock keyboard serial; do
	host() {
		run 0 "$ROMKIT" box -- env -u ROMKIT_IN_BOX "$ROMKIT" check --kvm host -q "$cases" || { cat "$dir/out"; return 1; }
	}
	ok "$cases" host
done

finish
