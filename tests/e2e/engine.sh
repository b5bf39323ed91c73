#!/usr/bin/env bash
# Many cases at a time: their order, --fail-fast, --repeat, --shuffle, and processes that are killed at random moments.
. "$(dirname "$0")/lib.bash"

check() { "$ROMKIT" check "$kvm" "$@"; }

# 24 cases: one is slow, one fails, one is malformed, one is not the same twice.
s=$dir/s
mkdir -p "$s/cases" "$s/rom-src"
cat >"$s/rom-src/print.asm" <<'EOF'
        bits 16
        mov al, 'x'
        out 0xe9, al
        hlt
EOF
cat >"$s/rom-src/slow.asm" <<'EOF'
        bits 16
        mov ecx, 30_000_000
again:  dec ecx
        jnz again
        hlt
EOF
# The TSC behind a wait on real time.
cat >"$s/rom-src/stamp.asm" <<'EOF'
        bits 16
        org 0x7c00
%include "pic.inc"
%include "pit.inc"
        mov word [0x20 * 4], on_tick
        mov word [0x20 * 4 + 2], 0
        pic_init 0x20, 0x28
        pic_unmask IRQ_TIMER
        pit_program 0, PIT_MODE_RATE, pit_count(1000)
        sti
        hlt
        cli
        rdtsc
        mov cx, 4
digit:  out 0xe9, al
        shr eax, 8
        loop digit
        hlt
on_tick:
        iret
EOF
# As many rounds of a loop as a hash of that TSC says, 0 to 255 times 4096: other counts each time, whatever the load.
cat >"$s/rom-src/spread.asm" <<'EOF'
        bits 16
        org 0x7c00
%include "pic.inc"
%include "pit.inc"
        mov word [0x20 * 4], on_tick
        mov word [0x20 * 4 + 2], 0
        pic_init 0x20, 0x28
        pic_unmask IRQ_TIMER
        pit_program 0, PIT_MODE_RATE, pit_count(1000)
        sti
        hlt
        cli
        rdtsc
        imul eax, 0x9e3779b1
        shr eax, 24
        shl eax, 12
        inc eax
spin:   dec eax
        jnz spin
        hlt
on_tick:
        iret
EOF
make -s "SUITE=$s" "ROMKIT=$ROMKIT" roms >"$dir/make" 2>&1 || { cat "$dir/make"; exit 2; }
for n in {10..33}; do
	printf 'rom: print\nstop: halt\nconsole: x\n' >"$s/cases/c$n.expect"
done
printf 'rom: slow\nstop: halt\nbudget: {cycles: 100_000_000}\n' >"$s/cases/c10.expect"

# Failures are listed once more at the end.
lines() { awk '/^(PASS|FAIL|ERROR|SKIP) / && !seen[$2]++' "$dir/out"; }
names() { lines | awk '{ print $2 }' | xargs; }
statuses() { lines | awk '{ print $1 }' | sort | uniq -c | xargs; }
all=$(cd "$s/cases" && ls | sed 's/\.expect$//' | xargs)

# ---- order

in_order() { run 0 check -C "$s" "$@" && is "$(names)" "$all" && is "$(statuses)" '24 PASS'; }
ok '-j 1: in the order of their names' in_order -j 1
no_times <"$dir/out" >"$dir/one"
ok '-j 3, the first one slow: in the same order' in_order -j 3
no_times <"$dir/out" >"$dir/three"
ok '-j 3 prints what -j 1 prints' diff -u "$dir/one" "$dir/three"
ok '--reverse: told in the same order' in_order --reverse
at_once() {
	run 0 check -C "$s" -j 1 --reverse --jsonl "$dir/jsonl" &&
		is "$(sed -n 's/^{"type":"case","name":"\([^"]*\)".*/\1/p' "$dir/jsonl" | xargs)" "$(tr ' ' '\n' <<<"$all" | tac | xargs)"
}
ok '--reverse: JSON lines are written as cases end' at_once
ok '--shuffle: told in the same order' in_order --shuffle
ok '--shuffle says its seed' grep -qE '^romkit: in the order of --shuffle=[0-9]+$' "$dir/err"
seeded() { run 0 check -C "$s" --shuffle=77 && has "$dir/err" 'romkit: in the order of --shuffle=77'; }
ok '--shuffle=SEED' seeded

# What was run first: a case that fails stops it.
first_of() {
	check -C "$s" -j 1 --fail-fast "$@" >"$dir/out" 2>"$dir/err"
	sed -n 's/^\(FAIL\|ERROR\) *\([^ ]*\).*/\2/p' "$dir/out" | head -n 1
}
all_fail() {
	local n
	for n in {10..33}; do printf 'rom: print\nstop: halt\nconsole: y\n' >"$s/cases/c$n.expect"; done
}
all_pass() {
	local n
	for n in {10..33}; do printf 'rom: print\nstop: halt\nconsole: x\n' >"$s/cases/c$n.expect"; done
}
all_fail
orders() {
	is "$(first_of)" c10 && is "$(first_of --reverse)" c33 &&
		is "$(first_of --shuffle=5)" "$(first_of --shuffle=5)" &&
		[ "$(for seed in 1 2 3 4 5 6; do first_of --shuffle=$seed; done | sort -u | wc -l)" -gt 1 ]
}
ok 'the orders are those in which they run; a seed gives the same one again' orders

# ---- --fail-fast

fail_fast() {
	run 1 check -C "$s" -j 1 --fail-fast && is "$(names)" 'c10' &&
		is "$(tail -n 2 "$dir/out")" '23 cases were not run
0 passed, 1 failed'
}
ok '--fail-fast: nothing is run behind the first failure, and it says how many were not' fail_fast
all_pass
printf 'rom: print\nstop: halt\nconsole: y\n' >"$s/cases/c20.expect"
fail_later() {
	run 1 check -C "$s" -j 2 --fail-fast && has "$dir/out" 'FAIL   c20' 'PASS   c19' ' cases were not run' && hasnt "$dir/out" 'c33 '
}
ok '--fail-fast with -j 2: what was running is told as well' fail_later
not_fast() { run 1 check -C "$s" -j 2 && is "$(tail -n 1 "$dir/out")" '23 passed, 1 failed' && is "$(names)" "$all"; }
ok 'without it all are run' not_fast
all_pass

# ---- --repeat

ok '--repeat: what does the same each time passes' in_order --repeat 3
printf 'rom: stamp\nmachine: {start: boot, irqchip: kernel}\nstop: halt\n' >"$s/cases/c21.expect"
differs() {
	run 1 check -C "$s" --repeat 3 && is "$(statuses)" '1 FAIL 23 PASS' &&
		has "$dir/out" 'FAIL   c21' 'cases/c21.expect: repeat' 'not deterministic: run 2 of 3 differs from the first' '23 passed, 1 failed'
}
ok '--repeat: what differs fails, with the difference' differs
once() { run 0 check -C "$s" && is "$(statuses)" '24 PASS'; }
ok 'without it that case passes' once
# Counts that are not exact are no difference, but each round has to be in the range: most of them are.
not_each_time() {
	local counts most tries expect=$s/cases/c21.expect
	counts=$(for tries in 1 2 3 4 5; do
		check -C "$s" --jsonl - c21 2>"$dir/err" | jq 'select(.type == "case").cycles'
	done | sort -n)
	most=$(sed -n 4p <<<"$counts")
	[ "$most" ] && printf 'rom: spread\nmachine: {start: boot, irqchip: kernel}\nstop: halt\ncycles: 1..%d\n' "$most" >"$expect"
	# In 400 one is beyond it; the first round may be that, and then it is no matter of rounds.
	for ((tries = 0; tries < 20; tries++)); do
		run 1 check -C "$s" --repeat 400 c21 || return
		grep -q 'not deterministic: run [0-9]* of 400 is the first that is not as expected' "$dir/out" && return
	done
	echo "cycles $counts" && cat "$dir/out" && return 1
}
printf 'rom: spread\nmachine: {start: boot, irqchip: kernel}\nstop: halt\n' >"$s/cases/c21.expect"
command -v jq >/dev/null && ok '--repeat: each round is judged' not_each_time
all_pass
printf 'rom: print\nstop: halt\nconsole: y\n' >"$s/cases/c20.expect"
fast_rounds() {
	run 1 timeout 60 "$ROMKIT" check "$kvm" -C "$s" -j 2 --repeat 1000000 --fail-fast c11 c20 &&
		has "$dir/out" 'FAIL   c20' '1 case was not run'
}
ok '--repeat with --fail-fast: no more rounds, either' fast_rounds
all_pass

# ---- bad options

refused() { run 2 check -C "$s" "$@" && empty "$dir/out" && [ "$(wc -l <"$dir/err")" -eq 1 ] && has "$dir/err" "$says"; }
says='--jobs: 0 is not between 1 and 256' ok '-j 0' refused -j 0
says='--jobs: 257 is not between 1 and 256' ok '-j 257' refused -j 257
says='--jobs' ok '-j many' refused -j many
says='--repeat: 0 is not between' ok '--repeat 0' refused --repeat 0
says='--shuffle' ok '--shuffle=yes' refused --shuffle=yes

# ---- killed at random moments

gone() {
	local tries
	for ((tries = 0; tries < 60; tries++)); do
		alive "$1" >"$dir/left" || return 0
		sleep 0.05
	done
	cat "$dir/left"
	return 1
}
RANDOM=4711 # the moments are the same ones in each run, as far as a host's load allows
pause() { sleep "0.$(printf %03d $((RANDOM % 900)))"; }
start() {
	mkdir -p "$dir/tmp"
	rm -f "$dir/results"
	TMPDIR=$dir/tmp "$ROMKIT" check "$kvm" -C "$s" -j 2 --repeat 3 --jsonl "$dir/results" >"$dir/out" 2>"$dir/err" &
	pid=$!
}

# Workers and QEMUs: each case is told once, and no more of them are errors than processes were killed.
workers_killed() {
	local victims status kills=0
	start
	for _ in 1 2 3 4 5; do
		pause
		mapfile -t victims < <(descendants $pid)
		[ "${#victims[@]}" -gt 0 ] || continue
		kill -9 "${victims[RANDOM % ${#victims[@]}]}" 2>/dev/null && kills=$((kills + 1))
	done
	victims=$(descendants $pid | xargs)
	wait $pid
	status=$?
	[ $status -eq 0 ] || [ $status -eq 2 ] || { echo "status $status"; cat "$dir/err" "$dir/out"; return 1; }
	if [ "$(wc -l <"$dir/out")" -lt 3 ]; then
		# The first of all was killed before anything had started: that is an error that says so.
		has "$dir/err" 'romkit: ' && return
	fi
	is "$(names)" "$all" || return
	[ "$(lines | grep -c '^ERROR')" -le $((2 * kills)) ] || { cat "$dir/out"; return 1; }
	is "$(grep -c '"type":"case"' "$dir/results")" 24 && is "$(grep -c '"type":"end"' "$dir/results")" 1 || return
	gone "$victims" && [ -z "$(ls -A "$dir/tmp")" ]
}
for round in 1 2 3 4; do
	ok "killed workers cost their own cases and no others ($round)" workers_killed
done

# romkit itself: nothing is left, and what it wrote are whole lines.
parent_killed() {
	local others
	start
	pause
	others=$(descendants $pid | xargs)
	kill -9 $pid
	wait $pid 2>/dev/null
	gone "$others" || return
	[ -z "$(ls -A "$dir/tmp")" ] || { ls -A "$dir/tmp"; return 1; }
	[ ! -s "$dir/results" ] || [ "$(tail -c 1 "$dir/results" | od -An -c | tr -d ' ')" = '\n' ] || { echo 'half a line'; return 1; }
	[ -z "$(find "$s" -newer "$dir/make" -name '*.tmp*' -o -newer "$dir/make" -name '.*' -type f)" ]
}
for round in 1 2 3 4; do
	ok "romkit killed: nothing is left ($round)" parent_killed
done
ok 'and the next run is as ever' in_order

# ---- a signal

# One of them takes a second, or all are over before the signal comes.
printf 'rom: slow\nstop: halt\nbudget: {cycles: 100_000_000}\n' >"$s/cases/c30.expect"

# What is known is told, the rest is told as not run, files are whole, and the signal is what it ends by.
interrupted() {
	local others status
	start
	until grep -q '"type":"case"' "$dir/results" 2>/dev/null; do sleep 0.02; done
	others=$(descendants $pid | xargs)
	kill -"$1" $pid
	wait $pid 2>/dev/null
	status=$?
	is $status "$2" && gone "$others" && has "$dir/out" "warning: interrupted by signal" ' not run' &&
		is "$(grep -c '"type":"case"' "$dir/results")" 24 && is "$(grep -c '"type":"end"' "$dir/results")" 1 &&
		hasnt "$dir/out" ERROR && has "$dir/results" '"status":"not-run"' '"interrupted":true'
}
# The same, and a case failed: not run by --fail-fast is something else.
interrupted_merge() {
	sed '0,/"status":"pass"/s//"status":"fail"/' "$dir/results" >"$dir/failed" &&
		run 2 "$ROMKIT" merge "$dir/failed" && has "$dir/out" 'FAIL ' 'failed did not run it: interrupted by signal'
}
ok 'SIGHUP: a summary of what ran' interrupted HUP 129
ok 'SIGTERM: the same' interrupted TERM 143
ok 'merge knows such a run' interrupted_merge
ok 'and the next run is as ever' in_order

# ---- two runs of a suite at once

at_once() {
	check -C "$s" >"$dir/a" 2>&1 &
	local other=$!
	run 0 check -C "$s" || return
	wait $other && is "$(tail -n 1 "$dir/a")" '24 passed, 0 failed' && is "$(tail -n 1 "$dir/out")" '24 passed, 0 failed'
}
ok 'two runs at once' at_once

finish
