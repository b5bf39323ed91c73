#!/usr/bin/env bash
# romkit diff: another engine alone and in step with KVM, in QEMU's TCG and in Bochs.
. "$(dirname "$0")/lib.bash"

suite trace
trace=$suite
suite diff
# diff STATUS ARGUMENT...: its text is in $dir/out.
diff_case() {
	local status=$1
	shift
	run "$status" "$ROMKIT" diff -C "$suite" "$kvm" "$@" && sed -i "s|$suite/||g" "$dir/out"
}
alike() {
	diff_case 0 --engine "$1" "$2" && grep -qE "^Left alone, KVM: $4: .*; $3 ends alike\$" "$dir/out" &&
		grep -qE '^In step, [0-9,]+ instructions? (is|are) the same, to the end$' "$dir/out"
}
for engine in qemu bochs; do
	name=QEMU
	[ $engine = qemu ] || name=Bochs
	ok "$engine: real mode, strings, handlers and streams are alike" alike $engine alike $name halt
	ok "$engine: 64-bit mode, its tables and SSE are alike" alike $engine alike-long $name halt
	ok "$engine: a triple fault is one in both" alike $engine triple $name shutdown
	ok "$engine: a HLT and an OUT that are executed before are not the end" alike $engine on-the-way $name 'exit 0x7'
done

timer() {
	run 0 "$ROMKIT" diff -C "$trace" "$kvm" --only step --engine "$1" timer && has "$dir/out" ' are the same, to the end'
}
ok 'qemu: an interrupt comes at the same instruction, in a loop and in HLT' timer qemu
ok 'bochs: an interrupt comes at the same instruction, in a loop and in HLT' timer bochs

answers() {
	diff_case 0 --engine qemu answers && has "$dir/out" "2 of 3 answers of devices and CPU model differed, and QEMU was given KVM's:" &&
		grep -qE '^  rdtsc +1 time, first e?ax: KVM .* at 0000:7c08 rom-src/answers.asm:7 ' "$dir/out"
}
ok 'answers of the machine are listed, and are no difference' answers

# The CPU's name is each machine's own; Bochs' cannot be chosen.
depends() {
	diff_case 1 --engine bochs depends && grep -qE '^Left alone, KVM: halt: .*; Bochs ends so with something else' "$dir/out" &&
		has "$dir/out" 'console, from byte 0 on: KVM "romk", Bochs ' && has "$dir/out" 'to the end'
}
ok 'a ROM that depends on an answer is alike in step and not alone' depends

# KVM's guest waits for ever; Bochs' loops, as its name is another one.
idle() {
	diff_case 1 --engine bochs --only alone idle &&
		grep -qE '^Left alone, KVM: idle: .*; Bochs does not end so' "$dir/out" &&
		grep -qE 'Bochs goes on: after 10 s it is at .* rom-src/idle.asm:[0-9]+ spin' "$dir/out"
}
ok 'an engine that goes on where KVM waits does not end alike' idle
# A write with a value in a register that no step shows.
vector() {
	diff_case 1 --engine bochs --only step vector && has "$dir/out" 'to the end' 'But at the end these differ:' 'xmm1'
}
ok 'what no step shows is compared at the end' vector

# The CPU of the box checks no limits; a real one does, and is Bochs' like.
limit() {
	diff_case 1 --engine bochs limit && has "$dir/out" 'the next one differs' &&
		grep -qE ' mov ecx, \[0x1000\] .*rom-src/limit.asm:24 beyond' "$dir/out" &&
		grep -qE 'Bochs goes on at 0008:[0-9a-f]+ rom-src/limit.asm:29 refused' "$dir/out" &&
		has "$dir/out" 'Bochs says:'
}
if [ "$kvm" = --kvm=box ]; then
	ok 'the first instruction that differs is shown, and why the engine refused it' limit
else
	skip 'the first instruction that differs' 'a real CPU checks the limit, as Bochs does'
fi

# A string instruction whose data come from a device, and HLT that an interrupt ends just as the guest is held.
repository() {
	run 0 "$ROMKIT" diff "$kvm" --only step "$1" && has "$dir/out" ' are the same, to the end'
}
ok 'sectors that REP INS reads are those of KVM in both' repository disk/chs
ok 'each interrupt of a keyboard is followed' repository keyboard/text-set2

unfollowed() {
	run 2 "$ROMKIT" diff -C "$trace" "$kvm" --only step own-trap &&
		has "$dir/out" 'no more were compared: the ROM steps itself by RFLAGS.TF'
}
ok 'a ROM that steps itself is not followed, and that is no pass' unfollowed
further() {
	diff_case 2 --only step --steps 10 alike && hasnt "$dir/out" 'to the end' && has "$dir/err" 'it was to go no further (--steps)'
}
ok 'what --steps leaves out is no pass' further

# All programs but Bochs.
not_there() {
	mkdir "$dir/bin" && ln -s /usr/bin/* "$dir/bin" && rm -f "$dir/bin/bochs-bin" || return 1
	run 2 env PATH="$dir/bin" "$ROMKIT" diff -C "$suite" "$kvm" --only alone --engine bochs alike &&
		has "$dir/err" 'bochs-bin is not installed (Debian: apt-get install bochs bochs-term)'
}
ok 'an engine that is not there is told, with what to install' not_there
wrong() {
	run 2 "$ROMKIT" diff -C "$suite" --engine vmware alike && has "$dir/err" '"vmware" is none of qemu, bochs' &&
		run 2 "$ROMKIT" diff -C "$suite" && has "$dir/err" 'diff takes one case, not 0' &&
		run 2 "$ROMKIT" diff "$kvm" start/real-registers && has "$dir/err" 'cannot be given the registers of the start'
}
ok 'wrong options, and cases that cannot be compared, are told' wrong

# engine_of PID: waits for the engine of that romkit.
engine_of() {
	local engine
	for _ in $(seq 100); do
		engine=$(descendants "$1" | xargs -r ps -o pid=,args= -p | awk '/[f]irmware|[b]ochs-bin/ { print $1; exit }')
		[ -z "$engine" ] || break
		sleep 0.1
	done
	echo "$engine"
}
killed() {
	"$ROMKIT" diff -C "$suite" "$kvm" --only alone --engine bochs idle >"$dir/out" 2>"$dir/err" &
	local pid=$! engine
	engine=$(engine_of "$pid")
	[ -n "$engine" ] || { echo 'no engine'; return 1; }
	kill -KILL "$engine"
	wait "$pid"
	[ $? -eq 2 ] && grep -qE 'was ended by signal 9|Bochs ended' "$dir/err"
}

# A signal to end: no process, no file.
interrupted() {
	mkdir "$dir/temp" || return 1
	TMPDIR=$dir/temp "$ROMKIT" diff -C "$trace" "$kvm" --only step endless >"$dir/out" 2>"$dir/err" &
	local pid=$! engine
	engine=$(engine_of "$pid")
	[ -n "$engine" ] || { echo 'no engine'; return 1; }
	kill -TERM "$pid"
	wait "$pid"
	[ $? -eq 143 ] && ! alive "$engine" && [ -z "$(ls "$dir/temp")" ]
}
ok 'an engine that is killed is an error, and no result' killed
ok 'a signal ends both engines, and leaves no file' interrupted
finish
