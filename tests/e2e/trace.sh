#!/usr/bin/env bash
# romkit trace: what is to be seen of each instruction, by the manual, and what the options leave of it.
. "$(dirname "$0")/lib.bash"

suite trace
# A trace without the folder of the sources.
trace() {
	run 0 "$ROMKIT" trace -C "$suite" "$kvm" "$@" && sed -i "s|$suite/||g" "$dir/out"
}
# lines FILE LINE...: these stand there one behind the other; blanks count as one.
lines() {
	local file=$1
	shift
	tr -s ' ' <"$file" | sed 's/^ *//' >"$dir/narrow"
	printf '%s\n' "$@" >"$dir/wanted"
	python3 - "$dir/narrow" "$dir/wanted" <<'EOF' || { echo "not in $file, in a row:"; cat "$dir/wanted"; head -n 40 "$file"; return 1; }
import sys
have, want = (open(name).read().splitlines() for name in sys.argv[1:])
sys.exit(not any(have[at:at + len(want)] == want for at in range(len(have))))
EOF
}

int() {
	trace int &&
		lines "$dir/out" \
			'0000:7c1d int 0x40 sp=0x7bfa rom-src/int.asm:16 call' \
			'interrupt 0x40 goes to its handler at 0000:7c24' \
			'0000:7c24 mov bp, sp bp=0x7bfa rom-src/int.asm:22 handler' \
			'0000:7c26 mov cx, [bp+0x4] cx=0x46 rom-src/int.asm:23 handler+0x2' \
			'0000:7c29 iret sp=0x7c00 rom-src/int.asm:24 handler+0x5' \
			'0000:7c1f mov si, 0x1 si=1 rom-src/int.asm:17 call+0x2'
}
ok 'INT enters its handler, which IRET leaves, and TF is clear in what it pushes' int
fast_call() {
	trace syscall &&
		lines "$dir/out" \
			'00100070 sysret cs=0x2b ss=0x23 pf=0 zf=0 rom-src/syscall.asm:30' \
			'00100073 mov eax, r11d rax=2 rom-src/syscall.asm:31 user' \
			'00100076 stc cf=1 rom-src/syscall.asm:32 user+0x3' \
			'00100077 syscall rcx=0x100079 r11=3 cs=8 ss=0x10 cf=0 rom-src/syscall.asm:33 user+0x4' \
			'0010007b mov ebx, r11d rbx=3 rom-src/syscall.asm:36 service'
}
pushf() { lines "$dir/out" '0000:7c1b pushf sp=0x7bfe rom-src/int.asm:14 start+0x1b' '0000:7c1c pop bx bx=0x46 sp=0x7c00 rom-src/int.asm:15 start+0x1c'; }
ok 'PUSHF pushes TF clear' pushf
int3() { lines "$dir/out" 'interrupt 0x03 goes to its handler at 0000:7c24' '0000:7c24 mov bp, sp rom-src/int.asm:22 handler'; }
ok 'INT3 enters its handler' int3
ending() { is "$(tail -n 1 "$dir/out")" '20 instructions; halt: halted with interrupts off'; }
ok 'the last line says how it ended' ending

divide() {
	trace divide &&
		lines "$dir/out" \
			'0000:7c14 div bl sp=0x7bfa rom-src/divide.asm:13 divide' \
			'#DE: div bl: a division by 0' \
			'#DE goes to its handler at 0000:7c1a' \
			'0000:7c1a mov bp, sp bp=0x7bfa rom-src/divide.asm:18 handler' \
			'0000:7c1c mov dx, [bp] dx=0x7c14 rom-src/divide.asm:19 handler+0x2'
}
ok 'an exception is told with its reason, and its handler entered' divide

timer() {
	trace --from enable timer && lines "$dir/out" '0000:7c34 sti if=1 rom-src/timer.asm:28 enable' '0000:7c35 cmp cx, 0x1 cf=1 af=1 zf=0 sf=1 rom-src/timer.asm:29 spin' &&
		lines "$dir/out" \
			'0000:7c3b hlt rom-src/timer.asm:32 spin+0x6' \
			'interrupt 0x08 goes to its handler at 0000:7c3e' \
			'0000:7c3e inc cx cx=2 pf=0 zf=0 rom-src/timer.asm:36 tick'
}
ok 'the timer interrupts a loop and HLT; what the instruction changed and what the interrupt is apart' timer

shadow() {
	trace shadow &&
		lines "$dir/out" \
			'0000:7c05 mov ss, bx ss=0x900 rom-src/shadow.asm:8 load' \
			'0000:7c07 mov sp, 0x100 sp=0x100 rom-src/shadow.asm:9 load+0x2' &&
		lines "$dir/out" \
			'0000:7c0e pop ss sp=0x100 ss=0 rom-src/shadow.asm:12 pop_ss' \
			'0000:7c0f mov sp, 0x7c00 sp=0x7c00 rom-src/shadow.asm:13 pop_ss+0x1' &&
		lines "$dir/out" \
			'0000:7c15 sti if=1 rom-src/shadow.asm:15 enable' \
			'0000:7c16 nop rom-src/shadow.asm:16 enable+0x1' \
			'0000:7c17 cli if=0 rom-src/shadow.asm:17 enable+0x2' \
			'0000:7c18 mov ss, ax rom-src/shadow.asm:18 enable+0x3' \
			'0000:7c1a out 0x80, al out 0x80 <- 0x0 rom-src/shadow.asm:19 enable+0x5' \
			'0000:7c1c mov ss, ax rom-src/shadow.asm:20 enable+0x7' \
			'0000:7c1e hlt rom-src/shadow.asm:21 enable+0x9'
}
ok 'what follows MOV SS, POP SS and STI is seen, also an access and HLT' shadow

copy() {
	trace copy &&
		lines "$dir/out" \
			'0000:7c0f rep movsb cx=2 si=0x7c23 di=0x601 rom-src/copy.asm:11 copy' \
			'0000:7c0f rep movsb cx=1 si=0x7c24 di=0x602 rom-src/copy.asm:11 copy' \
			'0000:7c0f rep movsb cx=0 si=0x7c25 di=0x603 rom-src/copy.asm:11 copy' &&
		has "$dir/out" 'cx=0 si=0x7c25, out 0xe9 <- 0x63'
}
ok 'each round of REP is a step' copy

protected() {
	trace protected &&
		lines "$dir/out" \
			'0000:7c14 mov cr0, eax cr0=0x11 rom-src/protected.asm:12 start+0x14' \
			'0000:00007c17 jmp 0x8:0x7c1c cs=8 rom-src/protected.asm:13 enter' \
			'0008:00007c1c mov ax, 0x10 eax=0x10 rom-src/protected.asm:16 wide' \
			'0008:00007c20 mov ds, ax ds=0x10 rom-src/protected.asm:17 wide+0x4' &&
		has "$dir/out" '#GP(0x40): mov es, ax: selector 0x40: the GDT at 0x7c50 has a limit of 0x17' \
			'#GP goes to its handler at 0x8:0x7c45' 'eax=0x12345678' &&
		lines "$dir/out" \
			'0008:00007c2f pop ebx ebx=6 esp=0x7c00 rom-src/protected.asm:22 wide+0x13' \
			'0008:00007c30 int 0x20 esp=0x7bf4 rom-src/protected.asm:23 gate' \
			'interrupt 0x20 goes to its handler at 0x8:0x7c43' \
			'0008:00007c43 inc edx edx=0x81 rom-src/protected.asm:31 service'
}
ok 'into protected mode, a gate and a fault there' protected

long() {
	trace long && has "$dir/out" 'r8=0x123456789abcdef0' 'rax=0x23456789abcdef00' &&
		lines "$dir/out" \
			'0010001c int 0x20 rsp=0x7ffd8 rom-src/long.asm:12 gate' \
			'interrupt 0x20 goes to its handler at 0x8:0x100023' \
			'00100023 inc edx rdx=1 rom-src/long.asm:17 service' \
			'00100025 iretq rsp=0x80000 rom-src/long.asm:18 service+0x2' \
			'0010001e shl rax, 0x4 rax=0x23456789abcdef00 cf=1 pf=1 of=1 rom-src/long.asm:13 gate+0x2'
}
ok '64-bit code' long

triple() {
	trace triple && has "$dir/out" '#UD: ud2: it is there to raise #UD' 'its delivery raises #GP(0x33)' '#DF(0x0): a double fault' \
		'its delivery raises #GP(0x43)' 'which is a triple fault: shutdown' '3 instructions; shutdown: shut down by a triple fault'
}
ok 'a triple fault has its chain' triple

places() {
	trace places &&
		lines "$dir/out" \
			'0000:7c06 mov si, 0x5 si=5 rom-src/places.asm:4 from rom-src/places.asm:17 both' &&
		lines "$dir/out" \
			'0000:7c1c inc bx bx=1 pf=0 zf=0 rom-src/places.asm:23 change (changed)' \
			'0000:7c1d jmp 0x0:0x8000 rom-src/places.asm:24 change+0x1' \
			'0000:8000 mov bx, 0x1 rom-src/places.asm:27 there' \
			'0000:8003 mov bx, 0x2 bx=2 rom-src/places.asm:28 there.next'
}
ok 'macros, code that was changed and code that was copied have their lines' places

sti() {
	trace --from enable sti &&
		lines "$dir/out" \
			'0000:7c0d sti if=1 rom-src/sti.asm:9 enable' \
			'0000:7c0e int 0x40 sp=0xfffa if=0 rom-src/sti.asm:10 enable+0x1' \
			'interrupt 0x40 goes to its handler at 0000:7c15' \
			'0000:7c15 inc cx cx=1 pf=0 zf=0 rom-src/sti.asm:16 handler' \
			'0000:7c16 iret sp=0 pf=1 zf=1 if=1 rom-src/sti.asm:17 handler+0x1' \
			'0000:7c10 mov bx, 0x1 bx=1 rom-src/sti.asm:11 enable+0x3'
}
ok 'INT behind STI, and its handler' sti
own_trap() { trace own-trap && has "$dir/out" 'it sets RFLAGS.TF, to step itself' && lines "$dir/out" '0000:7c1b nop rom-src/own-trap.asm:15 start+0x1b'; }
ok 'a guest that steps itself is said to' own_trap

# ---- options

window() {
	trace --from gate --to gate+2 protected && is "$(cut -d' ' -f1 "$dir/out" | tr '\n' ' ')" '0008:00007c30  0008:00007c43 0008:00007c44 0008:00007c32 20 ' &&
		has "$dir/out" '20 instructions; ended behind gate+2 (--to)'
}
ok '--from and --to: labels' window
# A whole run of so many steps takes minutes.
early() { trace --to again --steps 50_000_000 endless && has "$dir/out" '2 instructions; ended behind again (--to)'; }
ok '--to ends the run' early
addresses() { trace --from 0008:00007c43 --to 0x7c44 protected && is "$(wc -l <"$dir/out")" 3; }
ok '--from and --to: addresses' addresses
unknown() { run 2 "$ROMKIT" trace -C "$suite" --from gat protected && is "$(cat "$dir/err")" 'romkit: protected: --from: the ROM has no label "gat" (did you mean "gate"?)' && empty "$dir/out"; }
ok 'an unknown label' unknown
nowhere() {
	run 2 "$ROMKIT" trace -C "$suite" "$kvm" --from 0x1234 protected && empty "$dir/out" &&
		has "$dir/err" 'romkit: protected: no instruction was at 0x1234 (--from): 27 instructions; halt'
}
ok 'a place where nothing was executed' nowhere
no_number() { run 2 "$ROMKIT" trace -C "$suite" --from 12:zz protected && has "$dir/err" '"12:zz" is no address'; }
ok 'an address that is none' no_number
io() { trace --io timer && is "$(grep -c '^0000' "$dir/out")" 12 && has "$dir/out" 'out 0x43 <- 0x34' 'interrupt 0x08 goes to'; }
ok '--io: accesses and interrupts alone' io
no_io() { run 2 "$ROMKIT" trace -C "$suite" "$kvm" --io places && has "$dir/err" 'nothing accessed a port'; }
ok '--io where there are none' no_io
last() { trace --last 2 int && is "$(cut -d' ' -f1 "$dir/out" | tr '\n' ' ')" '0000:7c29 0000:7c23 20 '; }
ok '--last' last
steps() { trace --steps 5 int && is "$(wc -l <"$dir/out")" 6 && has "$dir/out" '5 instructions; it was to run no more (--steps)'; }
ok '--steps' steps
json() {
	trace --json protected && jq -s -e '.[16] | .bytes == "cd20" and .label == "gate" and .line == 23 and .changed == {esp: "0x7bf4"}
		and .events[0].kind == "software" and .events[0].vector == 32' "$dir/out" &&
		jq -s -e '.[-1].instructions == 27 and (.[-1].end | startswith("27 instructions")) and length == 28' "$dir/out"
}
ok '--json' json
json_access() { trace --json --io timer && jq -s -e '.[0].accesses == [{kind: "out", addr: "0x20", size: 1, value: "0x11"}]' "$dir/out"; }
ok '--json: accesses' json_access
colours() { trace --color always --last 1 int && has "$dir/out" $'\033[1mhlt\033[0m'; }
ok '--color' colours
piped() {
	"$ROMKIT" trace -C "$suite" "$kvm" --steps 50_000_000 endless 2>"$dir/err" | head -n 1 >"$dir/out"
	is "${PIPESTATUS[1]}" 0 && has "$dir/out" 'mov cx, 0x3' && hasnt "$dir/err" 'romkit: standard output'
}
ok 'a closed pipe ends it' piped
several() { run 2 "$ROMKIT" trace -C "$suite" 'p*' && has "$dir/err" 'trace takes one case, and p* chooses 2'; }
ok 'one case at a time' several
none() { run 2 "$ROMKIT" trace -C "$suite" && has "$dir/err" 'romkit: trace takes one case, not 0'; }
ok 'and not none' none
misspelt() { run 2 "$ROMKIT" trace -C "$suite" plces && has "$dir/err" 'no case matches "plces" (did you mean "places"?)'; }
ok 'a case that is not there' misspelt
malformed() { run 2 "$ROMKIT" trace -C tests/suites/report malformed && has "$dir/err" 'malformed.expect'; }
[ ! -e tests/suites/report/cases/malformed.expect ] || ok 'a malformed case' malformed

ok 'SYSRET and SYSCALL, which clears TF, are stepped through, and TF is clear in R11' fast_call

refused() {
	run 0 "$ROMKIT" trace "$kvm" long/paging-needs-pae &&
		lines "$dir/out" \
			'#GP(0x0): mov cr0, eax: cr0 0x80000011: EFER.LME is 1, so that paging needs CR4.PAE' \
			'#GP goes to its handler at 0x8:0x100021' \
			'0008:00100021 pop ebx esp=0x7fff4 rom-src/long/paging-needs-pae.asm:21 on_general_protection'
}
ok '#GP of paging with LME and without PAE enters its handler' refused

finish
