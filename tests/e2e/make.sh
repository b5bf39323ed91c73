#!/usr/bin/env bash
# The make rules: what is built again and what is not, and romkit.mk in a repository of its own.
. "$(dirname "$0")/lib.bash"

unset MAKEFLAGS MAKELEVEL MFLAGS
s=$dir/s
mkdir -p "$s"
cp -r tests/suites/pass/cases tests/suites/pass/rom-src "$s"
mkdir -p "$s/rom-src/include"
printf '%%define NUMBER 1\n' >"$s/rom-src/include/number.inc"
printf '%%include "number.inc"\n        mov al, NUMBER\n        hlt\n' >"$s/rom-src/number.asm"
printf 'registers: {al: 1}\n' >"$s/cases/number.expect"
suite_make() { make --no-print-directory "SUITE=$s" "ROMKIT=$ROMKIT" "ARGS=$kvm" "$@"; }
# assembled N: how many ROMs the last make has assembled.
assembled() { is "$(grep -c NASM "$dir/out")" "$1"; }

check_all() { run 0 suite_make check && assembled 3 && is "$(tail -n 1 "$dir/out")" '6 passed, 0 failed'; }
ok 'make check builds and checks' check_all
again() { run 0 suite_make roms && assembled 0; }
ok 'make again assembles nothing' again
touched() { touch "$s/rom-src/hello.asm" && run 0 suite_make roms && assembled 1 && has "$dir/out" 'hello.asm'; }
ok 'a changed source is assembled, and only that' touched
included() {
	printf '%%define NUMBER 2\n' >"$s/rom-src/include/number.inc"
	run 0 suite_make roms && has "$dir/out" number.asm && run 0 suite_make roms && assembled 0 &&
		run 2 suite_make check && has "$dir/out" 'FAIL   number' '5 passed, 1 failed'
}
ok 'a changed include is seen; make fails where a case fails' included
gone() {
	printf '        mov al, 1\n        hlt\n' >"$s/rom-src/number.asm" && rm "$s/rom-src/include/number.inc"
	run 0 suite_make check && assembled 1
}
ok 'an include that went away' gone

# What a ROM read is what it depends on: nested includes, incbins, romkit's own macros; also with a label in a %if.
depend() { run 0 suite_make roms && is "$(sed -n 's|.*NASM  .*/||p' "$dir/out" | xargs)" "$1"; }
printf '%%include "inner.inc"\n' >"$s/rom-src/include/outer.inc"
printf '%%define INNER 1\n' >"$s/rom-src/include/inner.inc"
printf 'bytes' >"$s/bytes.raw"
printf '%%include "outer.inc"\n        hlt\n' >"$s/rom-src/nested.asm"
printf '        hlt\n        incbin "../bytes.raw"\n' >"$s/rom-src/bytes.asm"
printf 'here:   hlt\n%%if $ - here > 2\n%%error long\n%%endif\n%%include "inner.inc"\n' >"$s/rom-src/label.asm"
first() { depend 'bytes.asm label.asm nested.asm' && depend ''; }
ok 'new ROMs are assembled once' first
inner() { echo >>"$s/rom-src/include/inner.inc" && depend 'label.asm nested.asm' && depend ''; }
ok 'an include reaches only the ROMs that read it, through others too' inner
bytes() { echo >>"$s/bytes.raw" && depend 'bytes.asm'; }
ok 'an incbin reaches its ROM' bytes
listed() { has "$s/build/rom/nested.d" "$s/rom-src/include/outer.inc" "$s/rom-src/include/inner.inc"; }
ok 'the .d file beside the image names them' listed
no_list() { rm "$s/build/rom/nested.d" && depend 'nested.asm' && listed; }
ok 'a ROM without its .d file is assembled' no_list
mapped() { has "$s/build/rom/number.map" 'Program origin' && grep -q '^ .* start$' "$s/build/rom/number.map"; }
map_there() {
	printf 'start:  mov al, 2\n        hlt\n' >"$s/rom-src/number.asm"
	run 0 suite_make roms NASMFLAGS='-Dbuild=1 -Dmap=2 -Dall' && mapped && run 0 suite_make roms && mapped
}
ok 'a map beside the image, whatever -D says' map_there
# As an older romkit.mk left it: no map, and a stamp that says so.
no_map() {
	rm "$s/build/rom/"*.map && sed -i 's/ map / /' "$s/build/rom/flags" && run 0 suite_make roms && mapped && depend ''
}
ok 'what was built without maps is built again' no_map
own_map() {
	printf '[map symbols %s]\nstart:  mov al, 2\n        hlt\n' "$s/own.map" >"$s/rom-src/number.asm"
	depend number.asm && mapped && has "$s/own.map" start && depend ''
}
ok "a source's own map is written as well" own_map
hides() {
	printf '        hlt\n%%include "console.inc"\n' >"$s/rom-src/nested.asm" && depend 'nested.asm' || return
	printf '%%error mine\n' >"$s/rom-src/include/console.inc"
	run 2 suite_make -k roms && has "$dir/err" 'console.inc:1: error: mine'
	local ret=$?
	rm "$s/rom-src/include/console.inc"
	return $ret
}
ok 'an include that comes to hide one of romkit is seen' hides
rm -f "$s/rom-src/"{nested,bytes,label}.asm "$s/bytes.raw" "$s/rom-src/include/"{inner,outer}.inc
run 0 suite_make roms

broken() {
	cp "$s/rom-src/hello.asm" "$dir/hello.asm" && printf '\n        mov ax, [\n' >>"$s/rom-src/hello.asm"
	run 2 suite_make check && has "$dir/err" "$s/rom-src/hello.asm:$(wc -l <"$s/rom-src/hello.asm"): error:" &&
		hasnt "$dir/out" passed && [ ! -e "$s/build/rom/hello.bin" ]
	local ret=$?
	cp "$dir/hello.asm" "$s/rom-src/hello.asm"
	return $ret
}
ok 'an error of NASM stops make at file:line, and leaves no image' broken
warned() {
	printf '        bits 16\n        mov al, 0x1234\n        hlt\n' >"$s/rom-src/number.asm"
	run 0 suite_make roms && has "$dir/err" 'number.asm:2: warning:'
}
ok 'a warning of NASM is shown' warned
clean() { run 0 suite_make clean-roms && [ ! -e "$s/build/rom" ] && [ -e "$s/rom-src/hello.asm" ]; }
ok 'clean-roms' clean

# A repository of its own: three lines of Makefile.
other="$dir/other"
mkdir -p "$other"
cp -r tests/suites/pass/cases tests/suites/pass/rom-src "$other"
printf 'ROMKIT_DIR := %s\nall: check\ninclude $(ROMKIT_DIR)/romkit.mk\n' "$root" >"$other/Makefile"
elsewhere() {
	run 0 make --no-print-directory -C "$other" "ROMKIT=$ROMKIT" "ARGS=$kvm" && assembled 2 &&
		is "$(tail -n 1 "$dir/out")" '5 passed, 0 failed'
}
ok 'romkit.mk in another repository' elsewhere
builds_first() {
	run 0 env -u ROMKIT make --no-print-directory -n -C "$other" check && has "$dir/out" "-C $root MODE=release"
}
ok 'there romkit itself is built first' builds_first
parallel() { rm -rf "$other/build" && run 0 make --no-print-directory -j8 -C "$other" "ROMKIT=$ROMKIT" "ARGS=$kvm -q"; }
ok 'make -j' parallel

# Sources that the repository makes itself, by a rule behind romkit.mk.
generated() {
	printf 'bits 16\nhlt\n' | tee "$other/rom-src/one.in" >"$other/rom-src/two.txt"
	cp "$other/rom-src/one.in" "$other/rom-src/one.asm" && cp "$other/rom-src/two.txt" "$other/rom-src/two.asm"
	printf '\n%%.asm: %%.in\n\tcp $< $@\nrom-src/two.asm: rom-src/two.txt\n\tcp $< $@\n' >>"$other/Makefile"
	other_roms && assembled 2 && printf 'bits 16\nnop\nhlt\n' | tee "$other/rom-src/one.in" >"$other/rom-src/two.txt" &&
		other_roms && assembled 2 && is "$(stat -c %s "$other"/build/rom/{one,two}.bin | xargs)" '2 2'
}
other_roms() { run 0 make --no-print-directory -C "$other" "ROMKIT=$ROMKIT" roms; }
ok 'a source is made by a rule of the repository' generated
# By make's own %: %.sh, as romkit.mk is for ROMs alone.
others() { echo 'echo prism' >"$other/prism.sh" && run 0 make --no-print-directory -C "$other" "ROMKIT=$ROMKIT" prism && [ -x "$other/prism" ]; }
ok "make's own rules hold for what is no ROM" others

# romkit's own tree: nothing to do where all is built; a header's users are compiled again.
mode=$(basename "$ROMKIT_BUILD")
own() { make --no-print-directory "MODE=$mode" -n -o "build/$mode/flags" "build/$mode/romkit" "$@"; }
compiled() { grep -c -- ' -c -o ' "$dir/out"; }
own_again() { run 0 own && is "$(compiled)" 0; }
own_source() { run 0 own -W runner/main.c && is "$(compiled)" 1; }
own_header() { run 0 own -W runner/base/buf.h && [ "$(compiled)" -gt 20 ]; }
bad_mode() { run 2 make MODE=quick && has "$dir/err" 'MODE=quick is none of release, debug, asan, cov'; }
if [ -e "build/$mode/romkit" ] && [ "$ROMKIT" = "$root/build/$mode/romkit" ]; then
	ok 'make again compiles nothing' own_again
	ok 'a changed source compiles one file' own_source
	ok 'a changed header compiles its users' own_header
fi
ok 'a mode that there is not' bad_mode

finish
