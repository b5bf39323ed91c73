#!/usr/bin/env bash
# What becomes of a run whose worker dies, hangs up or is fed with garbage.
. "$(dirname "$0")/lib.bash"

check() { "$ROMKIT" check "$kvm" "$@"; }

# A suite in which the second case takes long enough to be killed: two seconds of the box are many of ours.
s=$dir/s
mkdir -p "$s/cases" "$s/rom-src"
printf '        bits 16\n        hlt\n' >"$s/rom-src/halt.asm"
printf '        bits 16\n        jmp $\n' >"$s/rom-src/spin.asm"
printf 'rom: halt\nstop: halt\n' | tee "$s/cases/a.expect" "$s/cases/c.expect" >"$s/cases/d.expect"
printf 'rom: spin\nbudget: {cycles: 1_000_000_000_000, time: 60s}\nstop: time\n' >"$s/cases/b.expect"
make -s "SUITE=$s" "ROMKIT=$ROMKIT" roms >"$dir/make" 2>&1 || { cat "$dir/make"; exit 2; }

# begin: romkit in the background, until case b runs. Its id is in $pid, those of its descendants in $others.
begin() {
	mkdir -p "$dir/tmp"
	# ASan minds stdbuf's library, unless it is told not to.
	ASAN_OPTIONS=verify_asan_link_order=0 TMPDIR=$dir/tmp stdbuf -oL "$ROMKIT" check -v -j 1 "$kvm" -C "$s" >"$dir/out" 2>"$dir/err" &
	pid=$!
	local tries
	for ((tries = 0; tries < 1200; tries++)); do
		grep -q '^PASS   a' "$dir/out" && break
		sleep 0.05
	done
	sleep 0.3
	others=$(descendants $pid | xargs)
	[ -n "$others" ] || { echo 'no worker'; return 1; }
}

# ended: what is left when it has ended; its status is in $status.
ended() {
	local tries
	wait $pid
	status=$?
	for ((tries = 0; tries < 40; tries++)); do
		alive "$others" >/dev/null || break
		sleep 0.05
	done
	if alive "$others"; then echo 'left behind'; return 1; fi
	[ -z "$(ls -A "$dir/tmp")" ] || { ls -A "$dir/tmp"; return 1; }
}

# killed WHICH SIGNAL [WORDS]: kill one descendant while b runs: b becomes an error, the others do not notice.
killed() {
	begin || return
	local victim
	victim=$(pgrep -x "$1" -P "$pid" || for p in $others; do pgrep -x "$1" -P "$p"; done)
	victim=$(head -n 1 <<<"$victim")
	[ -n "$victim" ] || { echo "no $1 among $others"; kill $pid; return 1; }
	kill -"$2" "$victim"
	ended || return
	is "$status" 2 && is "$(grep -oE '^(PASS|FAIL|ERROR) +[a-d]' "$dir/out" | head -n 4 | tr -s ' ' | xargs)" \
		'PASS a ERROR b PASS c PASS d' && is "$(tail -n 2 "$dir/out")" '1 error: romkit could not run it
3 passed, 0 failed' && grep -A1 '^ERROR  b' "$dir/out" | grep -q "^  the worker died: ${3-}"
}
program=$(basename "$ROMKIT" | cut -c1-15)
if [ "$kvm" = --kvm=box ]; then
	# With ASan a worker's standard error is romkit's own, for what the sanitizers say.
	said='; it said: romkit: the box is gone: its QEMU was killed by signal 9'
	[ "$(basename "$ROMKIT_BUILD")" != asan ] || said=
	ok 'a killed QEMU: the case is an error, the others go on' killed qemu-system-x86 KILL "exit status 2$said"
fi
ok 'a killed worker: the case is an error, the others go on' killed "$program" KILL
ok 'one killed by its sandbox is told from others' killed "$program" SYS 'killed by the sandbox: SIGSYS; it made a system call'

# interrupted SIGNAL STATUS: romkit itself is ended, and takes everything along.
interrupted() {
	begin || return
	kill -"$1" $pid
	ended && is $status "$2"
}
ok 'SIGTERM ends it, and nothing is left behind' interrupted TERM 143
ok 'SIGKILL ends it, and nothing is left behind' interrupted KILL 137

# Ctrl-Z stops the foreground's process group: what a guest has begun goes on, and then romkit does.
stopped() {
	set -m
	begin || return
	set +m
	kill -TSTP -- -$pid
	local state ret=0
	for ((tries = 0; tries < 100; tries++)); do
		state=$(ps -o stat= -p "$pid") && [ "${state:0:1}" = T ] && break
		sleep 0.02
	done
	[ "${state:0:1}" = T ] || { echo "romkit is not stopped: $state"; ret=1; }
	ps -o stat=,args= -p "${others// /,}" | grep '^T' && ret=1
	kill -CONT -- -$pid
	kill -TERM $pid
	ended && is $status 143 && return $ret
}
ok 'Ctrl-Z stops romkit, and no guest' stopped

# A guest that touches each page of more memory than the box has.
hog() {
	local hog=$dir/hog
	mkdir -p "$hog/cases" "$hog/rom-src" && cp "$s/rom-src/halt.asm" "$hog/rom-src" && cp "$s"/cases/[ac].expect "$hog/cases" || return
	printf '        bits 32\n        mov edi, 2 << 20\n        mov ecx, 500 << 8\nnext:   mov [edi], edi\n' >"$hog/rom-src/hog.asm"
	printf '        add edi, 4096\n        loop next\n        hlt\n' >>"$hog/rom-src/hog.asm"
	printf 'rom: hog\nmachine: {start: protected, memory: 512M}\nbudget: {cycles: 1_000_000_000, time: 60s}\nstop: halt\n' >"$hog/cases/b.expect"
	make -s "SUITE=$hog" "ROMKIT=$ROMKIT" roms >"$dir/make" && run 2 check -q -j 1 -C "$hog" && is "$(tail -n 1 "$dir/out")" '2 passed, 0 failed' &&
		grep -A1 '^ERROR  b' "$dir/out" | grep -q 'the worker died: killed by signal 9 (Killed); did the guest use more memory than the box has'
}
if [ "$kvm" = --kvm=box ]; then
	ok 'out of memory: the case is an error that says so, the others go on' hog
else
	skip 'out of memory' 'this host has as much as a guest may have'
fi

# ---- the protocol

fed() {
	"$ROMKIT" worker <"$1" >"$dir/out" 2>"$dir/err"
	local status=$?
	[ $status -eq 2 ] || { echo "status $status"; cat "$dir/err"; return 1; }
	[ -s "$dir/err" ] && [ "$(wc -l <"$dir/err")" -eq 1 ]
}
in_box_fed() {
	"$ROMKIT" box -- "$ROMKIT" worker <"$1" >"$dir/out" 2>"$dir/err"
	local status=$?
	[ $status -eq 2 ] || { echo "status $status"; cat "$dir/err"; return 1; }
	has "$dir/err" "$2" && [ "$(wc -l <"$dir/err")" -eq 1 ]
}
feed=in_box_fed
[ "$kvm" = --kvm=box ] || feed=fed
head -c 100000 /dev/urandom >"$dir/noise"
magic=RMK$(sed -n 's/^#define WIRE_MAGIC 0x\(..\)4b4d52u$/\\x\1/p' runner/pool/wire.h)
printf "$magic"'\2\0\0\0\0\0\0\0\0\0\0\0\377\377\377\377\377\377\377\177' >"$dir/long"
printf "$magic"'\2\0\0\0\0\0\0\0\0\0\0\0\20\0\0\0\0\0\0\0short' >"$dir/short"
printf "$magic"'\2' >"$dir/cut"
ok 'a worker fed with noise says so and ends' $feed "$dir/noise" 'garbage'
ok 'a length that cannot be' $feed "$dir/long" 'a message of 9223372036854775807 bytes'
ok 'a message that breaks off' $feed "$dir/short" 'read: ended after 5 of 16 bytes'
ok 'a header that breaks off' $feed "$dir/cut" 'read: ended after 5 of 24 bytes'
undecodable() {
	{ printf "$magic"'\2\0\0\0\0\0\0\0\0\0\0\0\20\0\0\0\0\0\0\0'; head -c 16 /dev/zero; } >"$dir/zeros"
	"$ROMKIT" box -- "$ROMKIT" worker <"$dir/zeros" >"$dir/out" 2>"$dir/err" &&
		has "$dir/out" 'the parent sent a request that does not decode' && empty "$dir/err"
}
[ "$kvm" != --kvm=box ] || ok 'a request that does not decode gets an answer' undecodable

finish
