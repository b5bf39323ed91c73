#!/usr/bin/env bash
# romkit watch: what runs when a file is saved, what is told, and what is left behind.
. "$(dirname "$0")/lib.bash"

unset MAKEFLAGS MAKELEVEL MFLAGS
export ROMKIT_TEST_MARK=$dir
s=$dir/s
mkdir -p "$s/rom-src/include" "$s/cases" "$dir/lib"
cp rom-src/include/*.inc "$dir/lib"
printf 'ROMKIT_INC := %s\nROMKIT := romkit\ninclude %s/romkit.mk\n' "$dir/lib" "$root" >"$s/Makefile"
printf '%%include "one.inc"\n        mov al, ONE\n        hlt\n' >"$s/rom-src/one.asm"
printf '%%include "ports.inc"\n        mov al, 2\n        hlt\n' >"$s/rom-src/two.asm"
echo '%define ONE 1' >"$s/rom-src/include/one.inc"
echo 'registers: {al: 1}' >"$s/cases/one.expect"
echo 'registers: {al: 2}' >"$s/cases/two.expect"

# start OPTION...: in a session of its own, as a shell starts it (a script's background jobs ignore SIGINT).
start() {
	: >"$dir/log"
	setsid env --default-signal=INT "$ROMKIT" watch "$kvm" -j1 -C "$s" "$@" >"$dir/log" 2>&1 &
	pid=$!
	seen=0
	round 'watching'
}
# round TEXT: what was told since the last round, up to the first line with TEXT, is in $dir/round.
round() {
	local i line
	for ((i = 0; i < 300; i++)); do
		tail -c "+$((seen + 1))" "$dir/log" >"$dir/new"
		line=$(grep -nFm1 -- "$1" "$dir/new") && break
		sleep 0.1
	done
	[ -n "$line" ] || { echo "never told: $1"; cat "$dir/log"; return 1; }
	head -n "${line%%:*}" "$dir/new" >"$dir/round"
	seen=$((seen + $(wc -c <"$dir/round")))
}
# ran WHAT: cases and how they ended, in the last round.
ran() { is "$(sed -nE 's/^(PASS|FAIL|ERROR) +([^ ]+).*/\1 \2/p' "$dir/round" | paste -sd,)" "$1"; }
saved() { round 'since it was saved'; }
stop() {
	kill "-$1" "$pid"
	wait "$pid"
	is $? "$2"
}
# Nothing of it runs any more: all have the mark in their environment.
nothing_left() {
	local i left
	for ((i = 0; i < 50; i++)); do
		left=$(grep -lsa "ROMKIT_TEST_MARK=$dir" /proc/[0-9]*/environ | grep -vE "/($$|$BASHPID|self)/" |
			while IFS=/ read -r _ _ process _; do tr '\0' ' ' 2>/dev/null <"/proc/$process/cmdline"; echo; done | grep -E 'romkit|qemu|make')
		[ -n "$left" ] || return 0
		sleep 0.1
	done
	echo "left: $left"
	return 1
}

started() { start && ran 'PASS one,PASS two' && has "$dir/round" '2 passed, 0 failed'; }
ok 'at the start the ROMs are built and all cases run' started
source_() {
	echo '; x' >>"$s/rom-src/two.asm" && saved && ran 'PASS two' && has "$dir/round" "== $s/rom-src/two.asm saved" &&
		grep -qE '^[0-9.]+ (ms|s) since it was saved$' "$dir/round"
}
ok 'a saved source: its case runs, and how long it took is told' source_
include() { echo '; x' >>"$s/rom-src/include/one.inc" && saved && ran 'PASS one'; }
ok 'a saved include' include
library() { echo '; x' >>"$dir/lib/ports.inc" && saved && ran 'PASS two'; }
ok 'a saved include of romkit' library
fails() { echo 'registers: {al: 3}' >"$s/cases/one.expect" && saved && ran 'FAIL one' && has "$dir/round" '0 passed, 1 failed'; }
ok 'a saved expectation' fails
still() { echo '; x' >>"$s/rom-src/two.asm" && saved && ran 'PASS two' && has "$dir/round" 'still failing: one'; }
ok 'what fails meanwhile is told' still
mended() {
	echo 'registers: {al: 1}' >"$s/cases/one.expect" && saved && ran 'PASS one' && hasnt "$dir/round" 'still failing'
}
ok 'until it passes' mended
error() {
	echo '        mov ax, [' >>"$s/rom-src/two.asm" && saved && ran '' &&
		has "$dir/round" "rom-src/two.asm:$(wc -l <"$s/rom-src/two.asm"): error:" 'the ROMs cannot be built'
}
ok 'an error of NASM is told as it stands' error
beside() { echo '; x' >>"$s/rom-src/one.asm" && saved && ran 'PASS one' && has "$dir/round" 'the ROMs cannot be built'; }
ok 'and another ROM is run all the same' beside
corrected() { sed -i '$d' "$s/rom-src/two.asm" && saved && ran 'PASS one,PASS two' && hasnt "$dir/round" error; }
ok 'once it is mended all that was saved since runs' corrected
warned() {
	printf '        bits 16\n        mov al, 0x1202\n        hlt\n' >"$s/rom-src/two.asm" && saved && ran 'PASS two' &&
		has "$dir/round" 'rom-src/two.asm:2: warning:'
}
ok 'a warning of NASM is told, too' warned
new() {
	cp "$s/rom-src/one.asm" "$s/rom-src/new.asm" && cp "$s/cases/one.expect" "$s/cases/new.expect" && saved && ran 'PASS new'
}
ok 'a new ROM and its case' new
new_folder() {
	mkdir -p "$s/cases/deep/er" && { echo 'rom: one'; cat "$s/cases/one.expect"; } >"$s/cases/deep/er/case.expect" && saved &&
		ran 'PASS deep/er/case' && echo '# x' >>"$s/cases/deep/er/case.expect" && saved && ran 'PASS deep/er/case'
}
ok 'a new folder' new_folder
deleted() { rm -r "$s/cases/deep" "$s/cases/new.expect" "$s/rom-src/new.asm" && saved && ran '' && has "$dir/round" 'no case is touched'; }
ok 'what is deleted' deleted
editor() {
	cp "$s/cases/one.expect" "$s/cases/.one.expect.swp" && echo x >"$s/cases/4913" && rm "$s/cases/4913" &&
		mv "$s/cases/one.expect" "$s/cases/one.expect~" && cp "$s/cases/one.expect~" "$s/cases/one.expect" &&
		rm "$s/cases/.one.expect.swp" && saved && ran 'PASS one' && has "$dir/round" "== $s/cases/one.expect saved" || return
	cp "$s/cases/two.expect" "$s/cases/two.tmp" && mv "$s/cases/two.tmp" "$s/cases/two.expect" && saved &&
		ran 'PASS two' && has "$dir/round" "== $s/cases/two.expect saved"
}
ok 'as editors save' editor
malformed() { echo 'stpo: halt' >"$s/cases/two.expect" && saved && ran 'ERROR two' && has "$dir/round" 'did you mean "stop"?'; }
ok 'a malformed case' malformed
all() { echo 'registers: {al: 2}' >"$s/cases/two.expect" && echo '# x' >>"$s/Makefile" && saved && ran 'PASS one,PASS two'; }
ok 'the Makefile' all
branch() {
	mv "$s/cases" "$dir/away" && saved && has "$dir/round" 'there is no such folder' && mv "$dir/away" "$s/cases" && saved && ran 'PASS one,PASS two' &&
		echo '# x' >>"$s/cases/one.expect" && saved && ran 'PASS one'
}
ok 'a folder of the suite that goes and comes back' branch
# While the ROMs are built, which takes a second here.
meanwhile() {
	cp "$s/Makefile" "$dir/Makefile" && printf 'roms: pause\npause: ; @sleep 1\n' >>"$s/Makefile" && saved || return
	echo '; x' >>"$s/rom-src/two.asm" && sleep 0.6 && echo '; x' >>"$s/rom-src/one.asm" && saved && ran 'PASS one,PASS two' &&
		cp "$dir/Makefile" "$s/Makefile" && saved
}
ok 'what is saved meanwhile runs with it, not with an old image' meanwhile
# In the hook of `building` that runs with every build of the ROMs; $n is its number, from 1.
building() {
	echo 0 >"$dir/builds"
	printf 'n=$(($(cat %s) + 1))\necho $n >%s\ncd %s || exit\n%s\n' "$dir/builds" "$dir/builds" "$s" "$1" >"$dir/hook"
	{ cat "$dir/Makefile" && printf 'roms: hook\nhook: ; @bash %s\n' "$dir/hook"; } >"$s/Makefile"
}
# The suite as it was.
usual() {
	rm -rf "$s/cases/new" && echo 'registers: {al: 1}' >"$s/cases/one.expect" && echo 'registers: {al: 2}' >"$s/cases/two.expect" &&
		cp "$dir/Makefile" "$s/Makefile"
}
always() {
	building 'case $n in [234]) echo "; $n" >>rom-src/one.asm ;; 5) echo "registers: {al: 3}" >cases/two.expect ;; esac' && saved &&
		echo '; x' >>"$s/rom-src/one.asm" && saved && ran 'PASS one' && saved && ran 'FAIL two' && usual && saved
}
ok 'what is saved in build after build runs in the end' always
overflow() {
	building '[ $n = 2 ] || exit 0
		for ((i = $(cat /proc/sys/fs/inotify/max_queued_events) / 2; i >= 0; i--)); do : >cases/.x; : >cases/.y; done
		mkdir cases/new
		printf "rom: one\nregisters: {al: 3}\n" >cases/new/case.expect' && saved &&
		echo '; x' >>"$s/rom-src/one.asm" && saved && ran 'FAIL new/case,PASS one,PASS two' &&
		printf 'rom: one\nregisters: {al: 1}\n' >"$s/cases/new/case.expect" && saved && ran 'PASS new/case' && usual && saved
}
ok 'all runs where so much is saved that some is lost, and what is new is seen' overflow
running() {
	printf 'here: jmp here\n' >"$s/rom-src/spin.asm" && printf 'stop: cycles\n' >"$s/cases/spin.expect" && saved &&
		ran 'PASS spin' && building '' && until [ "$(cat "$dir/builds")" = 1 ]; do sleep 0.1; done && sleep 0.3 &&
		echo 'registers: {al: 3}' >"$s/cases/one.expect" && round 'FAIL   one' && saved && rm "$s/rom-src/spin.asm" "$s/cases/spin.expect" && usual && saved
}
ok 'what is saved while cases run' running
unbuilt() {
	cp "$s/rom-src/two.asm" "$dir/two.asm" && echo '        mov ax, [' >>"$s/rom-src/two.asm" && saved && ran '' &&
		echo 'stpo: halt' >"$s/cases/one.expect" && saved && ran 'ERROR one' && has "$dir/round" 'did you mean "stop"?' &&
		printf 'rom: oen\nstop: halt\n' >"$s/cases/one.expect" && saved && ran 'ERROR one' && has "$dir/round" 'did you mean "one"?' &&
		echo 'stpo: halt' >"$s/cases/two.expect" && saved && ran 'ERROR one,ERROR two' &&
		mv "$dir/two.asm" "$s/rom-src/two.asm" && usual && saved && ran 'PASS one,PASS two'
}
ok 'a malformed case is told while a ROM does not build' unbuilt
image() {
	head -c 512 /dev/zero >"$s/build/disk.img" && printf 'rom: one\nmachine: {disk: build/disk.img}\nstop: halt\n' >"$s/cases/disk.expect" && saved && ran 'PASS disk' &&
		sleep 0.5 && is "$(tail -c "+$((seen + 1))" "$dir/log")" '' && head -c 1024 /dev/zero >"$s/build/disk.img" && saved && ran 'PASS disk' &&
		rm "$s/cases/disk.expect" "$s/build/disk.img" && saved
}
ok 'an image beside the record of the last run, which is no save' image
anew() {
	rm -r "$s/cases" && saved && has "$dir/round" 'there is no such folder' && mkdir "$s/cases" && usual && saved && ran 'PASS one,PASS two' &&
		echo '# x' >>"$s/cases/one.expect" && saved && ran 'PASS one'
}
ok 'a folder that is deleted and made anew' anew
elsewhere() {
	printf '%%include "ports.inc"\n        mov al, 2\n        hlt\n' >"$s/rom-src/two.asm" && saved && ran 'PASS two' &&
		mv "$dir/lib" "$dir/away" && saved && has "$dir/round" 'the ROMs cannot be built' &&
		cp -r "$dir/away" "$dir/lib" && saved && ran 'PASS two' &&
		echo '; x' >"$dir/lib/ports.tmp" && cat "$dir/away/ports.inc" >>"$dir/lib/ports.tmp" && mv "$dir/lib/ports.tmp" "$dir/lib/ports.inc" &&
		saved && ran 'PASS two' && has "$dir/round" "== $dir/lib/ports.inc saved"
}
ok 'a folder of includes elsewhere that goes and comes back' elsewhere
readme() { echo x >"$s/README" && saved && ran '' && has "$dir/round" 'no case is touched'; }
ok 'a file that no case knows' readme
plain() { ! grep -q $'\033' "$dir/log"; }
ok 'no colour where it is no terminal' plain
interrupted() { stop INT 130 && nothing_left; }
ok 'Ctrl-C ends it, and nothing is left' interrupted

chosen() {
	start --color=always one && has "$dir/round" $'\033[1m== watching' && echo '; x' >>"$s/rom-src/two.asm" && saved &&
		has "$dir/round" 'no case is touched' && echo '; x' >>"$s/rom-src/one.asm" && saved && hasnt "$dir/round" two
}
ok 'words choose' chosen
failed_first() {
	stop TERM 143 && echo 'registers: {al: 9}' >"$s/cases/two.expect" && run 1 "$ROMKIT" check "$kvm" -C "$s" &&
		start --failed && ran 'FAIL two' && echo '; x' >>"$s/rom-src/one.asm" && saved && ran 'PASS one'
}
ok '--failed is for the first run only' failed_first
meanwhile_first() {
	stop TERM 143 && building '[ $n = 1 ] && echo "# x" >>cases/one.expect' && start --failed && ran 'PASS one,FAIL two'
}
ok 'what is saved before the first run is run with it' meanwhile_first
elsewhere_first() {
	stop TERM 143 && usual && building "sleep 0.7; [ \$n = 1 ] && printf 'mov al, 3\nhlt\n' >>$dir/lib/ports.inc" &&
		echo '; x' >>"$s/rom-src/two.asm" && start && ran 'PASS one,FAIL two' && cp "$dir/away/ports.inc" "$dir/lib/ports.inc" &&
		saved && ran 'PASS two'
}
ok 'what is saved elsewhere during the first build is run, too' elsewhere_first
no_word() {
	stop TERM 143 && usual && start one two && echo '; x' >>"$s/rom-src/one.asm" && mv "$s/cases/two.expect" "$dir/two.expect" && saved &&
		has "$dir/round" 'no case matches "two"' && mv "$dir/two.expect" "$s/cases/two.expect" && saved && ran 'PASS one,PASS two'
}
ok 'what is saved while a word matches nothing runs once it does' no_word
unbuilt_first() {
	stop TERM 143 && cp "$s/rom-src/two.asm" "$dir/two.asm" && echo '        mov ax, [' >>"$s/rom-src/two.asm" && start && ran 'PASS one' &&
		echo '# x' >>"$s/cases/two.expect" && saved && ran '' && has "$dir/round" 'the ROMs cannot be built' &&
		mv "$dir/two.asm" "$s/rom-src/two.asm" && saved && ran 'PASS two'
}
ok 'a ROM that cannot be built at the start' unbuilt_first
at_once() { echo '; x' >>"$s/rom-src/one.asm" && stop TERM 143 && nothing_left; }
ok 'SIGTERM in the middle of a run leaves nothing' at_once
# The program itself may be replaced meanwhile: it lies in a tree of its own here.
replaced() {
	mkdir -p "$dir/tree/build/release" && cp "$ROMKIT" "$dir/tree/build/release/romkit" &&
		cp -r romkit.mk rom-src "$dir/tree" && mkdir -p "$dir/tree/runner" && touch "$dir/tree/runner/main.c"
	local ROMKIT=$dir/tree/build/release/romkit
	start one && mv "$ROMKIT" "$ROMKIT.old" && cp "$ROMKIT.old" "$ROMKIT.new" && rm "$ROMKIT.old" && mv "$ROMKIT.new" "$ROMKIT" &&
		echo '; x' >>"$s/rom-src/one.asm" && saved && ran 'PASS one' && stop TERM 143
}
no_makefile() {
	rm "$s/Makefile" && start && ran 'PASS one,PASS two' && echo '; x' >>"$s/rom-src/one.asm" && saved && ran 'PASS one' &&
		stop TERM 143
}
ok 'a suite without a Makefile' no_makefile
ok 'a romkit that is built anew meanwhile' replaced

# ---- what is refused

complains() {
	run 2 "${@:2}" && is "$(cat "$dir/err")" "$1"
}
ok 'a word that matches nothing' complains 'romkit: no case matches "tow" (did you mean "two"?)' "$ROMKIT" watch -C "$s" tow
ok 'a folder that is not there' complains "romkit: no cases in $dir/none/cases: there is no such folder" "$ROMKIT" watch -C "$dir/none"
ok 'a bad number of jobs' complains 'romkit: --jobs: 0 is not between 1 and 256' "$ROMKIT" watch -j0

finish
