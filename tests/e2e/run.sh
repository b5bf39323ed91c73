#!/usr/bin/env bash
# romkit run: one image without a case.
. "$(dirname "$0")/lib.bash"

run_image() { "$ROMKIT" run "$kvm" "$@"; }
# image FILE HEX...: the bytes of a ROM.
image() { printf '%b' "$(printf '\\x%s' "${@:2}")" >"$dir/$1"; }

image halt f4
image exit3 b0 03 e6 f4
image exit0 b0 00 e6 f4
image all 30 c0 e6 e9 fe c0 75 fa f4 # every byte value on the console
image spin eb fe
: >"$dir/nothing"
image port ba 00 70 ec f4
image screen b8 00 b8 8e c0 26 c7 06 04 00 48 07 26 c7 06 06 00 01 07 f4 # "  H" and a face on the text screen
image ports e6 e8 e6 ea e6 81 e6 79 e6 00 f4 # OUT around the ports of the streams
image save a3 10 00 f4 # mov [0x10], ax

halts() {
	run 0 run_image "$dir/halt" && empty "$dir/err" &&
		has "$dir/out" 'stopped:   halt: halted with interrupts off' 'cycles: ' 'time: ' 'eip 0x00000001' &&
		hasnt "$dir/out" 'console:'
}
ok 'a ROM that halts' halts
exits() { run 0 run_image "$dir/exit0" && run 1 run_image "$dir/exit3" && has "$dir/out" 'exit 0x3: wrote to an exit port'; }
ok 'exit 0 is good, exit 3 is not' exits
screen() {
	run 0 run_image "$dir/screen" && has "$dir/out" 'screen:    1 of 25 lines' '|   H☺' &&
		run 0 run_image -m 64K "$dir/screen" && hasnt "$dir/out" 'screen:' &&
		run 0 run_image "$dir/halt" && hasnt "$dir/out" 'screen:'
}
ok 'a screen that is not blank is shown' screen
raw() {
	run 0 run_image --raw "$dir/all" &&
		cmp "$dir/out" <(for i in {0..255}; do printf "\\x$(printf %02x $i)"; done)
}
ok '--raw gives the bytes as they are' raw
registers() { run 0 run_image -r ax=0x1234 -r cr2=5 "$dir/halt" && has "$dir/out" 'eax 0x00001234' 'cr2 0x0000000000000005'; }
ok 'start registers' registers
states() {
	local state
	for state in 'real eip 0x00000001' 'boot eip 0x00007c01' 'protected eip 0x00100001' 'long rip 0x0000000000100001'; do
		run 0 run_image --start "${state%% *}" "$dir/halt" && has "$dir/out" "${state#* }" || return
	done
}
ok 'start states' states
spent() {
	run 1 run_image --cycles 10_000 "$dir/spin" && has "$dir/out" 'stopped:   cycles: spent its budget' &&
		run 1 run_image --cycles 1_000_000_000 --time 5ms "$dir/spin" && has "$dir/out" 'stopped:   time: spent its budget' &&
		run 1 run_image --output 10 "$dir/all" && has "$dir/out" 'stopped:   output: spent its budget' 'console:   10 bytes'
}
ok 'budgets' spent
# counts N ARGUMENT...: N instructions.
counts() {
	local n=$1
	shift
	run 0 run_image "$@" && has "$dir/out" "cycles:    $n (in the box, where a cycle is an instruction: exact)"
}
# Writes that KVM collects, that reach nothing, and that reach ports on both sides of the collected ones.
counted() {
	counts 1 "$dir/halt" && counts 770 "$dir/all" && counts 770 --console-port 0x402 "$dir/all" &&
		counts 770 --post-port '0x80 word' "$dir/all" && counts 6 "$dir/ports"
}
if [ "$kvm" = --kvm=box ]; then
	ok 'cycles are exact' counted
else
	skip 'cycles are exact' 'only the box is exact to the cycle'
fi
# A byte written to the upper half of a word port is a stray, also where KVM collected it.
upper_half() {
	run 0 run_image --console-port 0x402 --post-port '0xe8 word' "$dir/all" && has "$dir/out" '256 accesses to ports that do not answer' &&
		run 1 run_image --strict --console-port 0x402 --post-port '0xe8 word' "$dir/all" && has "$dir/out" 'stopped:   stray:'
}
ok 'the upper half of a word port' upper_half
strict() { run 0 run_image "$dir/port" && run 1 run_image --strict "$dir/port" && has "$dir/out" 'stopped:   stray:' 'port 0x7000'; }
ok '--strict' strict
read_only() {
	run 0 run_image -r ax=0xffff "$dir/save" && hasnt "$dir/out" 'stray:' &&
		run 0 run_image --read-only "$dir/save" && has "$dir/out" '1 write to read-only memory'
}
ok '--read-only' read_only

complains() { run 2 "${@:2}" && is "$(cat "$dir/err")" "$1" && empty "$dir/out"; }
usage='Try `romkit run --help`.'
ok 'no image' complains "romkit: run takes one image file, not 0
$usage" run_image
ok 'two images' complains "romkit: run takes one image file, not 2
$usage" run_image a b
ok 'a file that is not there' complains "romkit: $dir/no: No such file or directory" run_image "$dir/no"
ok 'a folder' complains "romkit: $dir: Is a directory" run_image "$dir"
ok 'an empty image' complains "romkit: $dir/nothing: the image is empty" run_image "$dir/nothing"
ok 'a start state that there is not' complains \
	'romkit: --start: "reel" is none of real, boot, reset, protected, long' run_image -s reel "$dir/halt"
ok 'memory that is no size' complains \
	'romkit: --memory: memory is out of range: 64 KiB to 2 GiB' run_image -m 3000 "$dir/halt"
ok 'a register without a value' complains 'romkit: --register ax: must be NAME=VALUE' run_image -r ax "$dir/halt"
ok 'a register that there is not' complains \
	'romkit: --register qax=1: unknown register "qax" (did you mean "eax"?)' run_image -r qax=1 "$dir/halt"
ok 'no budget' complains 'romkit: --cycles: the budget of cycles is out of range: 1 to 4,611,686,018,427,387,904' run_image --cycles 0 "$dir/halt"
ok 'an interrupt controller that there is not' complains \
	'romkit: --irqchip: "kvm" is none of romkit, kernel' run_image --irqchip kvm "$dir/halt"
ok 'a port that is taken' complains \
	'romkit: "console-port" takes port 0xf4, where the exit port is' run_image --console-port 0xf4 "$dir/halt"
ok 'a port that is none' complains \
	'romkit: --post-port: a port is out of range: 0 to 0xffff' run_image --post-port 65536 "$dir/halt"
ok 'a day that there is not' complains \
	'romkit: --rtc: there is no day 29 in 2026-02' run_image --rtc 2026-02-29 "$dir/halt"
ok 'input with a wrong escape' complains \
	'romkit: --serial-input: "\q" is no escape: there are \r \n \t \b \e \0 \\ and \xNN' run_image --serial-input 'a\q' "$dir/halt"
ok 'what no key types' complains \
	'romkit: --keys: no key of a US keyboard types "\x01": write its scan codes' run_image --keys 'a\x01' "$dir/halt"
ok 'a prompt without text' complains \
	'romkit: --prompt: there is no text to wait for' run_image --prompt '' --keys a "$dir/halt"
ok 'a prompt that nothing follows' complains \
	'romkit: --prompt, --screen and --after come before the --serial-input or --keys that waits' \
	run_image --keys a --prompt x "$dir/halt"
ok 'a screen for COM1' complains \
	'romkit: --serial-input: it cannot wait for the screen: --screen is for --keys' \
	run_image --screen x --serial-input y "$dir/halt"
waits() {
	run 0 run_image --prompt 'C>' --serial-input 'dir\r' --screen 'A key?' --after 1ms --keys a "$dir/halt" &&
		has "$dir/out" 'serial-input: still waiting for the prompt "C>"; 4 bytes not sent' \
			'keys:      still waiting for "A key?" on the screen; 2 bytes not sent'
}
ok 'input that waited is told' waits
ok 'a disk that is not there' complains \
	"romkit: --disk: $dir/no: No such file or directory" run_image --disk "$dir/no" "$dir/halt"
ok 'an empty disk' complains \
	"romkit: --disk: $dir/nothing: the disk is empty" run_image --disk "$dir/nothing" "$dir/halt"
ok 'a geometry that is none' complains \
	'romkit: --disk-geometry: a geometry is written cylinders/heads/sectors: 306/4/17' run_image --disk-geometry 306 "$dir/halt"
ok 'a geometry without a disk' complains \
	'romkit: --disk-geometry: there is no disk (--disk names its image)' run_image --disk-geometry 306/4/17 "$dir/halt"
ok 'option ROMs that do not fit' complains \
	'romkit: --option-rom: /dev/zero: not a regular file' run_image --option-rom /dev/zero "$dir/halt"
ok 'a firmware file without a name' complains \
	'romkit: --fw-cfg-file x: must be NAME=FILE' run_image --fw-cfg-file x "$dir/halt"
{ printf '\x55\xaa\x01'; head -c 509 /dev/zero; } >"$dir/option" # one block whose sum is 0
devices() {
	run 0 run_image --irqchip romkit --pci --fw-cfg --fw-cfg-file "opt/x=$dir/halt" --console-port 0x402 \
		--post-port '0x190 word' --rtc '2026-01-31 12:34:56' --serial-input 'y\r' --keys 'dir\r' \
		--disk "$dir/halt" --disk-geometry 1/1/1 --option-rom "$dir/option" --option-rom "$dir/option" "$dir/halt"
}
ok 'all of the devices' devices
kernel_halts() {
	run 0 run_image --irqchip kernel "$dir/halt" &&
		has "$dir/out" 'stopped:   halt: halted with interrupts off' 'eip 0x00000001'
}
ok 'a HLT with the interrupt controllers of KVM' kernel_halts
full() { run_image "$dir/halt" >/dev/full 2>"$dir/err"; is $? 2; }
ok 'a full standard output' full

# mov byte [0],0xf4 | int 0x10: the HLT at 0000:0000, where an interrupt without a vector leads
image calls-bios c6 06 00 00 f4 cd 10
without_bios() {
	run 0 run_image --start boot "$dir/calls-bios" &&
		has "$dir/out" 'bios:      there is none, and the image has INT 10h in it, whose vector is 0000:0000'
}
ok 'a BIOS that is not there, behind a HLT' without_bios

finish
