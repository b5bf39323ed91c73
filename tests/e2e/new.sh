#!/usr/bin/env bash
# romkit new: a ROM and a case to start from.
. "$(dirname "$0")/lib.bash"

s=$dir/s
mkdir "$s"
new() { "$ROMKIT" new -C "$s" "$@"; }

pair() {
	run 0 new first && is "$(cat "$dir/out")" "wrote $s/rom-src/first.asm
wrote $s/cases/first.expect" && [ -f "$s/rom-src/first.asm" ] && [ -f "$s/cases/first.expect" ]
}
ok 'writes both files' pair
deep() { run 0 new cpu/deep/second-one && [ -f "$s/cases/cpu/deep/second-one.expect" ]; }
ok 'in folders, too' deep
odd_good() { run 0 new a.b_c+d-1; }
ok 'a name with every character that is allowed' odd_good
bare() {
	printf '; mine\n        bits 16\n        hlt\n' >"$s/rom-src/mine.asm"
	run 0 new mine && is "$(cat "$dir/out")" "wrote $s/cases/mine.expect" && is "$(head -n 1 "$s/rom-src/mine.asm")" '; mine'
}
ok 'a ROM that is there stays; only the case is written' bare
all_pass() {
	make -s "SUITE=$s" "ROMKIT=$ROMKIT" "ARGS=$kvm" check >"$dir/out" 2>&1
	is "$(tail -n 1 "$dir/out")" '4 passed, 0 failed'
}
ok 'what is new passes' all_pass
existing() {
	cp -r "$s" "$dir/before"
	run 2 new first && is "$(cat "$dir/err")" "romkit: $s/cases/first.expect exists already" && diff -r "$dir/before" "$s"
}
ok 'never overwrites' existing
refused() {
	local name
	for name in '' / /abs ../up a/../b .hidden a/.b a//b a/ 'a b' 'a$b' $'a\nb' 'a"b' 'ä' '*' -- ; do
		run 2 new -- "$name" && [ -s "$dir/err" ] || { echo "accepted: '$name'"; return 1; }
	done
	diff -r "$dir/before" "$s"
}
ok 'odd names are refused' refused
takes_one() { run 2 new && has "$dir/err" 'romkit: new takes one name' && run 2 new a b; }
ok 'takes one name' takes_one
nowhere() { run 2 "$ROMKIT" new -C "$dir/nowhere" x && is "$(cat "$dir/err")" "romkit: $dir/nowhere is not a folder"; }
ok 'a folder that is not there' nowhere

finish
