#!/usr/bin/env bash
# romkit debug: real gdb sessions, as somebody would type them.
. "$(dirname "$0")/lib.bash"

suite debug
export TMPDIR=$dir/tmp
mkdir "$TMPDIR"
pid=
trap 'kill $pid 2>/dev/null; rm -rf "$dir"' EXIT
# gdb CASE COMMAND...: a batch session; what it showed is in $dir/out, without the folder of the sources.
gdb() {
	local name=$1 args=() command
	shift
	for command; do args+=(-ex "$command"); done
	run 0 timeout 120 "$ROMKIT" debug -C "$suite" "$kvm" "$name" -- -nx -batch "${args[@]}" && sed -i "s|$suite/||g" "$dir/out"
}
# row TEXT...: lines of $dir/out that stand one behind the other; blanks count as one.
row() {
	tr -s ' \t' ' ' <"$dir/out" >"$dir/narrow"
	printf '%s\n' "$@" >"$dir/wanted"
	python3 - "$dir/narrow" "$dir/wanted" <<'EOF' || { echo "not in a row:"; cat "$dir/wanted" "$dir/out" "$dir/err"; return 1; }
import sys
have, want = ([line.strip() for line in open(name)] for name in sys.argv[1:])
sys.exit(not any(have[at:at + len(want)] == want for at in range(len(have))))
EOF
}

# ---- real mode

real() { gdb moved 'info registers eip' 'x/2i $pc' 'stepi' 'break after' 'continue' 'print/x $dx' 'print/x *(short*)&counter' 'continue'; }
ok 'a session in real mode' real
begin() { row 'start () at rom-src/moved.asm:6' "6 start: xor ax, ax" 'eip 0x7c00 0x7c00 <start>' '=> 0x7c00 <start>: xor ax,ax' '0x7c02 <start+2>: mov ds,ax'; }
ok 'it stands before the first instruction; the code is 16-bit code' begin
ok 'a breakpoint where code is copied to later' row 'Breakpoint 1, after () at rom-src/moved.asm:23' '23 after: mov bx, [counter]' '$1 = 0x1234' '$2 = 0x1'
ended() { is "$(cat "$dir/err")" 'romkit: halt: halted with interrupts off' && has "$dir/out" 'received signal SIGTRAP'; }
ok 'how it ended' ended

handler() { gdb moved 'break *0x604' 'continue' 'stepi' 'stepi' 'stepi' && row '22 int 0x21' 'handler () at rom-src/moved.asm:27' '27 mov dx, 0x1234' 'inside () at rom-src/moved.asm:28' '28 inside: iret' 'after () at rom-src/moved.asm:23'; }
ok 'stepi goes through the handler of INT' handler
hbreak() { gdb moved 'hbreak inside' 'continue' 'x/2xb &inside' && row 'Breakpoint 1, inside () at rom-src/moved.asm:28' '28 inside: iret' '0x612 <inside>: 0xcf 0x01'; }
ok 'hbreak, and memory as it is' hbreak
restored() { gdb moved 'break inside' 'continue' 'x/xb &inside' 'x/xb &done' && row '0x612 <inside>: 0xcf' '0x60e <done>: 0xf4'; }
ok 'a breakpoint is not seen in memory' restored
watched() { gdb moved 'watch *(short*)&counter' 'continue' 'continue' 'continue' && row 'Old value = 0' 'New value = 1' && row 'Old value = 1' 'New value = 2' 'done () at rom-src/moved.asm:25'; }
ok 'watch stops behind each write' watched
rwatched() { gdb moved 'break after' 'continue' 'rwatch *(short*)&counter' 'continue' && row 'Value = 1' 'after () at rom-src/moved.asm:24'; }
ok 'rwatch stops behind a read' rwatched
written() { gdb moved 'break after' 'continue' 'set var *(short*)&counter = 0x77' 'nexti' 'print/x $bx' 'set $edx = 0x4321' 'set $pc = &inside' 'x/i $pc' 'info registers edx ip' 'set $pc = &moved' 'stepi' && row '22 int 0x21' && row '$1 = 0x77' && row '=> 0x612 <inside>: iret' 'edx 0x4321 17185' 'ip 0x612 1554'; }
ok 'memory and registers can be written' written
monitor() { gdb moved 'monitor symbol handler' 'monitor symbol 0x606' 'monitor devices' 'monitor nonsense' && has "$dir/err" 'handler is at 0x60f' 'rom-src/moved.asm:23, after' '8259 master' 'A20 gate       open' 'monitor help'; }
ok 'monitor' monitor

calls() { gdb calls 'break work' 'continue' 'bt' 'finish' 'set $pc = &start' 'delete' 'next' 'next' 'next' && row '#0 work () at rom-src/calls.asm:10' '#1 0x00007c0a in start () at rom-src/calls.asm:8' 'start () at rom-src/calls.asm:9' && is "$(tail -n 1 "$dir/out")" '9	after:  hlt'; }
ok 'next over a call in 16-bit code, bt and finish' calls

# ---- modes

modes() { gdb modes 'break in16' 'break in32' 'break in64' 'continue' 'x/xh $sp' 'info registers ebx eip ip cs_base sp_offset ss_base' 'continue' 'x/i $pc' 'continue' 'x/i $pc' 'stepi' 'stepi' 'x/xg $sp' 'info registers rbx rip cs'; }
ok 'a session from real mode to long mode' modes
ok 'real mode: addresses with the base' row 'Breakpoint 1, in16 () at rom-src/modes.asm:12' '12 in16: jmp 0:flat16' '0x107e: 0x1616' 'ebx 0x1616 5654' 'eip 0x7c11 0x7c11 <in16>' 'ip 0x11 17' 'cs_base 0x7c00 31744' 'sp_offset 0x7e 126' 'ss_base 0x1000 4096'
ok 'protected mode: 32-bit code' row 'Breakpoint 2, in32 () at rom-src/modes.asm:22' '22 in32: mov ax, 16' '=> 0x7c2f <in32>: mov ax,0x10'
ok '64-bit mode: other registers' row 'Breakpoint 3, in64 () at rom-src/modes.asm:45' '45 in64: mov rbx, 0x6464_6464_6464_6464' '=> 0x7c90 <in64>: movabs rbx,0x6464646464646464'
ok 'and what they hold' row '0x6ff8: 0x6464646464646464' 'rbx 0x6464646464646464 7234017283807667300' 'rip 0x7c9b 0x7c9b <done>' 'cs 0x18 24'

# ---- the end, and no end

triple() { gdb triple 'continue' 'info registers ip cx' && has "$dir/out" 'SIGSEGV' && has "$dir/err" 'romkit: shutdown: shut down by a triple fault' && row 'crash () at rom-src/triple.asm:9' '9 crash: ud2' 'ip 0x7c0a 31754' 'cx 0x0 0'; }
ok 'a triple fault is a SIGSEGV where it happened' triple
changed() { gdb triple 'stepi' 'set $bx = 1' 'continue' && has "$dir/err" 'its registers are lost: step there, or use hbreak'; }
ok 'after a change nobody knows where it was, and that is said' changed
rewritten() { gdb rewrite 'break over' 'break stop' 'continue' 'x/3xb &over' 'print/x $bx' && row '0x7c11 <over>: 0xbb 0x33 0x33' '$1 = 0x3333'; }
ok 'what the guest writes over a breakpoint stays' rewritten
bios() { run 0 timeout 200 "$ROMKIT" debug "$kvm" bios/cpu-post -- -nx -batch -ex 'break *0xffff0001' -ex 'break fill' -ex 'continue' -ex 'x/i $pc' -ex 'delete 2' -ex 'continue' && has "$dir/out" 'fill () at rom-src/bios/cpu-post.asm' '=> 0xf0023 <fill>' passed; }
ok 'a BIOS: labels where it runs; a breakpoint that lies at another address, too, ends nothing' bios
endless() {
	# The guest's output comes while it runs: then gdb is interrupted.
	(
		for ((i = 0; i < 600; i++)); do
			grep -q '^Hi' "$dir/out" && break
			sleep 0.1
		done
		pkill -INT -f 'gdb.*romkit-debug.*endless-mark'
	) &
	: >"$dir/out"
	gdb endless 'echo endless-mark' 'continue' 'print $cx != 0' && has "$dir/out" 'SIGINT' '$1 = 1' 'Hi'
}
ok 'Ctrl-C stops a guest that runs on, and its output is shown' endless

# ---- connections

# listen WHERE: romkit in the background, until it listens; its id is in $pid.
listen() {
	: >"$dir/listens"
	"$ROMKIT" debug -C "$suite" "$kvm" --listen "$1" moved >"$dir/listens" 2>"$dir/said" &
	pid=$!
	for ((i = 0; i < 600; i++)); do
		grep -q '^or, in any gdb' "$dir/listens" && return
		sleep 0.05
	done
	cat "$dir/said"
	return 1
}
socket() {
	listen "$dir/gdb.socket" || return
	run 0 timeout 60 gdb -nx -batch -x "$suite/build/rom/moved.gdb" -ex 'break after' -ex continue -ex detach &&
		has "$dir/out" 'Breakpoint 1, after ()' &&
		run 0 timeout 60 gdb -nx -batch -x "$suite/build/rom/moved.gdb" -ex 'info registers ip' -ex kill && has "$dir/out" 0x606 || return
	wait $pid && [ ! -e "$dir/gdb.socket" ]
}
ok 'a Unix socket: the next gdb finds the guest where the last left it, and kill ends it' socket
port() {
	listen 0 || return
	local address
	address=$(sed -n 's/^or, in any gdb: target remote //p' "$dir/listens")
	run 0 timeout 60 gdb -nx -batch -ex "target remote $address" -ex 'info registers ip' -ex detach && has "$dir/out" 0x7c00 || return
	kill -TERM $pid
	wait $pid
	is $? 143
}
ok 'a port; SIGTERM ends it' port
in_use() {
	: >"$dir/there"
	run 2 "$ROMKIT" debug -C "$suite" "$kvm" --listen "$dir/there" moved && has "$dir/err" 'there: is there already: name another one, or delete it' && [ -e "$dir/there" ]
}
ok 'a file is no socket, and stays' in_use
garbage() {
	listen "$dir/gdb.socket" || return
	python3 - "$dir/gdb.socket" <<'EOF' || return
import os, socket, sys
for junk in (b"\x00\xff$#", b"$" + b"A" * 100000, b"$m0,ffffffffffffffff#00", b"$Z9,0,0#aa$vCont;#00", os.urandom(20000)):
    s = socket.socket(socket.AF_UNIX)
    s.connect(sys.argv[1])
    try:
        s.sendall(junk)
    except OSError:
        pass
    s.close()
EOF
	run 0 timeout 60 gdb -nx -batch -x "$suite/build/rom/moved.gdb" -ex 'info registers ip' -ex kill && has "$dir/out" 0x7c00 && wait $pid
}
ok 'garbage from others, and then gdb' garbage

# ---- what is wrong

said() { run 2 "$ROMKIT" debug "${@:2}" && has "$dir/err" "$1"; }
ok 'no case' said 'debug takes a case'
ok 'two cases' said 'debug takes one case; what is for gdb stands behind --' -C "$suite" moved modes
ok 'several cases' said 'debug takes one case, and m* chooses 2' -C "$suite" 'm*'
ok 'a port that is none' said '--listen: 99999 is neither a port nor the path of a socket' -C "$suite" --listen 99999 moved
ok 'no such case' said 'nothing' -C "$suite" nothing
no_gdb() { mkdir -p "$dir/bin" && run 127 env PATH="$dir/bin" "$(command -v timeout)" 60 "$ROMKIT" debug -C "$suite" "$kvm" moved && has "$dir/err" 'cannot start gdb'; }
left() { is "$(ls -A "$TMPDIR")" ''; }
ok 'nothing is left behind' left

finish
