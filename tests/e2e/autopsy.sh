#!/usr/bin/env bash
# The autopsy of a case that failed names the line that did it. Each ROM of tests/suites/autopsy has one planted bug, in the
# line that says BUG.
. "$(dirname "$0")/lib.bash"

suite autopsy
check() { "$ROMKIT" check "$kvm" -C $suite "$@"; }
# What a case's details have from `autopsy:` on.
autopsy_of() { awk -v name="$1" '/^(FAIL|PASS|ERROR) /{of = $2 == name; on = 0} of && /^  autopsy: /{on = 1} on && /^  rerun: /{exit} on' "$dir/all"; }
check --autopsies 100 >"$dir/all" 2>"$dir/err"

names_line() {
	local name=$1 line
	line=$(grep -n '; BUG' $suite/rom-src/$name.asm | cut -d: -f1)
	autopsy_of $name >"$dir/autopsy"
	sed -n '/first fault/,/last instructions/p' "$dir/autopsy" >"$dir/fault"
	has "$dir/fault" "rom-src/$name.asm:$line" || has "$dir/autopsy" "rom-src/$name.asm:$line"
}
for rom in $suite/rom-src/*.asm; do
	name=${rom##*/}
	name=${name%.asm}
	ok "$name: the line of the bug" names_line $name
done

# says NAME TEXT...
says() { autopsy_of "$1" >"$dir/autopsy" && has "$dir/autopsy" "${@:2}"; }
ok 'a division: its operands' says division 'the quotient of ax 0x1000 by 0x2 does not fit into 8 bits' 'as the entry at 0x0 was never filled'
ok 'a limit of the IDT: what lacks, and who loaded it' says idt-limit 'has a limit of 0x107, so it ends before that entry (which needs 0x10f)' "the IDT's register was loaded by:" 'which is a triple fault: shutdown'
ok 'a missing page: the entry that lacks it' says missing-page '#PF(0x0)' 'page-table entry 512 (at 0x11800) is 0x0: not present'
ok 'a macro: its line, and the one that calls it' says in-macro "in-macro.asm:$(grep -n 'IN MACRO' $suite/rom-src/in-macro.asm | cut -d: -f1) from "
ok 'a return to nowhere: the call that it was in' says lost-return 'nothing was put here' "called at 0000:7c09 tests/suites/autopsy/rom-src/lost-return.asm"
ok 'a descriptor: its line of the source' says gdt-type "gdt-type.asm:$(grep -n 'BUG' $suite/rom-src/gdt-type.asm | cut -d: -f1)" 'it is a read-only data segment'
ok 'a stack that is no RAM: the first push, and what loaded SS and SP' says stack-in-rom 'no RAM is where the stack is: first push that is lost, at instruction 5:' 'call init' 'SS was loaded by:' 'mov ss, ax' 'SP was loaded by:' 'mov sp, 0x8000'
ok 'a task gate to what is no TSS' says gate-type 'is a task gate to 0x8, which is a readable code segment, not an available TSS'
ok 'each register that an instruction changed' says idt-limit 'idtr.base=0x7c38 idtr.limit=0x107'

limited() { run 1 check --autopsies 1 division gdt-limit && is "$(grep -c '^  autopsy:' "$dir/out")" 1; }
ok '--autopsies 1: one of two' limited
none() { run 1 check --autopsies 0 division && hasnt "$dir/out" autopsy:; }
ok '--autopsies 0: none' none
refused() { run 2 check --autopsies x division && has "$dir/err" '--autopsies'; }
ok '--autopsies: no number' refused
everywhere() {
	run 1 check --jsonl "$dir/j" --junit "$dir/x" --html "$dir/h" --tap="$dir/t" division &&
		has "$dir/j" 'autopsy:' && has "$dir/x" 'autopsy:' && has "$dir/h" 'does not fit into 8 bits' && run 1 "$ROMKIT" merge "$dir/j" && has "$dir/out" 'autopsy:'
}
ok 'in every report' everywhere

finish
