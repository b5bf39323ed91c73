#!/usr/bin/env bash
# Labels in case files: what they stand for, and what is said where there is none.
. "$(dirname "$0")/lib.bash"

unset MAKEFLAGS MAKELEVEL MFLAGS
s=$dir/s
mkdir -p "$s/rom-src" "$s/cases"
cat >"$s/rom-src/sum.asm" <<'EOF'
        bits    16
start:  mov     word [result + 2], 7
        hlt
done:
        absolute 0x500
result: resd    1
EOF
roms() { run 0 make -s --no-print-directory "ROMKIT_SUITE=$s" "ROMKIT=$ROMKIT" -f romkit.mk roms; }
check() { "$ROMKIT" check -C "$s" "$kvm" "$@" 2>"$dir/err"; }
expect() { printf '%s\n' "$@" >"$s/cases/sum.expect"; }
good=('registers: {ip: done}  # behind HLT' 'memory: {result+2: 07 00}')

passes() { expect "${good[@]}" && roms && run 0 check && has "$dir/out" '1 passed'; }
ok 'a label stands for its address, in registers and in memory' passes
misspelt() {
	expect 'registers:' '  ip: don' && run 2 check &&
		has "$dir/out" 'cases/sum.expect:2:7: the ROM has no label "don" (did you mean "done"?)' '2 |   ip: don'
}
ok 'an unknown label is an error at its place' misspelt
listed() { run 2 "$ROMKIT" list -C "$s" && has "$dir/err" 'cases/sum.expect:2:7: the ROM has no label "don"'; }
ok 'and list finds it' listed
fails() { expect 'memory: {result+2: 08 00}' && run 1 check && has "$dir/out" 'memory.0x502'; }
ok 'a label is an expectation as well' fails
blessed() {
	expect "${good[0]}" 'memory: {result+2: 08 00}' && run 0 "$ROMKIT" bless -C "$s" "$kvm" &&
		is "$(cat "$s/cases/sum.expect")" "${good[0]}"$'\n''memory: {result+2: 07 00}'
}
ok 'bless keeps the labels that hold' blessed
unmapped() {
	expect "${good[@]}" && rm "$s/build/rom/sum.map" && run 2 check &&
		has "$dir/out" 'cases/sum.expect:1:17: no label "done": no map ' 'build/rom/sum.map: run make roms'
}
ok 'without a map the error says what to do' unmapped
mapped() { sed -i 's/ map / /' "$s/build/rom/flags" && roms && run 0 check; }
ok 'what an older romkit.mk built gets its map by make roms' mapped
foreign() {
	cp "$s/build/rom/sum.bin" "$s/sum.bin" && expect 'rom: sum.bin' 'registers: {ip: done}' && run 2 check &&
		has "$dir/out" 'cases/sum.expect:2:17: no label "done": no map ' 'sum.map: only a ROM of rom-src/'
}
ok 'an image of elsewhere has no labels' foreign
# A map is read only for labels: nothing else minds that it is damaged.
unread() { expect 'registers: {ip: 7}' && echo nonsense >"$s/build/rom/sum.map" && run 0 check; }
ok 'a case without labels reads no map' unread
damaged() { expect "${good[@]}" && run 2 check && has "$dir/out" 'sum.map: not a map that NASM writes'; }
ok 'a damaged map is an error' damaged

finish
