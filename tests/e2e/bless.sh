#!/usr/bin/env bash
# romkit bless: what it writes, and what it refuses to.
. "$(dirname "$0")/lib.bash"

s=$dir/s
bless() { "$ROMKIT" bless "$kvm" -C "$s" "$@"; }
mkdir -p "$s/cases" "$s/rom-src" "$s/build"
cat >"$s/rom-src/hello.asm" <<'ASM'
        org     0
        mov     dx, 0xE9
        mov     si, text
        mov     cx, 6
        rep outsb
        hlt
text:   db      'Hello', 10
ASM
# The host's clock is what KVM's own clock page tells: two runs never print the same.
cat >"$s/rom-src/random.asm" <<'ASM'
        org     0
        mov     di, 0x8008              ; random numbers of the CPU: no model has RDRAND, but KVM does not
        mov     cx, 4                   ; intercept it
next:
        rdrand  eax
        stosd
        loop    next
        mov     si, 0x8008
        mov     cx, 16
        mov     dx, 0xE9
        rep outsb
        hlt
ASM
make -s "SUITE=$s" "ROMKIT=$ROMKIT" roms >"$dir/make" 2>&1 || { cat "$dir/make"; exit 2; }

wrong() {
	cat >"$s/cases/hello.expect" <<'YAML'
# A comment at the top.
summary: greets      # and one behind a value

registers:
  # above a key
  al:   0x01   # wrong
  cx: 0        # right
stop: halt
console: |
  Goodbye

# The end.
YAML
}
want="# A comment at the top.
summary: greets      # and one behind a value

registers:
  # above a key
  al:   0x00   # wrong
  cx: 0        # right
stop: halt
console: |
  Hello

# The end."

wrong
cp "$s/cases/hello.expect" "$dir/before"
dry() {
	run 0 bless -n && has "$dir/out" 'Goodbye' 'Hello' '1 would be written, 0 already as expected' &&
		cmp "$dir/before" "$s/cases/hello.expect"
}
ok '--dry-run shows the difference and writes nothing' dry
ci() {
	CI=true run 2 bless && empty "$dir/out" && has "$dir/err" 'CI=true: a gate must not rewrite what it checks' &&
		cmp "$dir/before" "$s/cases/hello.expect"
}
ok 'refuses where CI=true' ci
ci_dry() { CI=true run 0 bless --dry-run && cmp "$dir/before" "$s/cases/hello.expect"; }
ok 'but shows the difference there' ci_dry
writes() {
	run 0 bless && has "$dir/out" 'cases/hello.expect' '1 written, 0 already as expected' &&
		is "$(cat "$s/cases/hello.expect")" "$want"
}
ok 'writes what happened; comments and all else stay byte for byte' writes
passes() { run 0 "$ROMKIT" check "$kvm" -C "$s" hello; }
ok 'and then the case passes' passes
twice() {
	cp "$s/cases/hello.expect" "$dir/before"
	run 0 bless && is "$(cat "$dir/out")" '0 written, 1 already as expected' && cmp "$dir/before" "$s/cases/hello.expect"
}
ok 'blessing again changes nothing' twice
full() {
	run 0 bless --full && has "$s/cases/hello.expect" '# above a key' 'eax: 0x' 'cr0: 0x' 'cs.base: 0x' '# The end.' &&
		passes && cp "$s/cases/hello.expect" "$dir/before" && run 0 bless --full && cmp "$dir/before" "$s/cases/hello.expect"
}
ok '--full records the snapshot, once' full
link() {
	wrong
	mkdir -p "$dir/elsewhere" && mv "$s/cases/hello.expect" "$dir/elsewhere/real.expect"
	chmod 640 "$dir/elsewhere/real.expect"
	ln -s "$dir/elsewhere/real.expect" "$s/cases/hello.expect"
	run 0 bless && [ -L "$s/cases/hello.expect" ] && is "$(cat "$dir/elsewhere/real.expect")" "$want" &&
		is "$(stat -c %a "$dir/elsewhere/real.expect")" 640
	local ret=$?
	rm "$s/cases/hello.expect"
	return $ret
}
ok 'a link stays a link, and the mode is kept' link
broken() {
	wrong
	printf 'rom: hello\nstpo: halt\n' >"$s/cases/broken.expect"
	cp "$s/cases/broken.expect" "$dir/before"
	run 2 bless && has "$dir/err" 'broken.expect:2:1: unknown key "stpo"' &&
		has "$dir/out" '1 written, 0 already as expected, 1 errors' && cmp "$dir/before" "$s/cases/broken.expect"
	local ret=$?
	rm "$s/cases/broken.expect"
	return $ret
}
ok 'a malformed case is an error and stays as it is; the others are blessed' broken
skipped() {
	wrong
	printf 'needs: no.bin\nrom: no.bin\nconsole: ""\n' >"$s/cases/skipped.expect"
	cp "$s/cases/skipped.expect" "$dir/before"
	run 0 bless && has "$dir/out" "$s/cases/skipped.expect: skipped: needs no.bin, which is not there" \
		'1 written, 0 already as expected, 1 skipped' && cmp "$dir/before" "$s/cases/skipped.expect"
	local ret=$?
	rm "$s/cases/skipped.expect"
	return $ret
}
ok 'a case that needs what is not there stays as it is' skipped
random() {
	printf 'rom: random\nconsole: ""\n' >"$s/cases/random.expect"
	cp "$s/cases/random.expect" "$dir/before"
	run 1 bless random && has "$dir/out" 'random.expect: refused: ' 'two runs differ in' '1 refused' &&
		cmp "$dir/before" "$s/cases/random.expect"
	local ret=$?
	rm "$s/cases/random.expect"
	return $ret
}
ok 'a ROM whose output differs from run to run is refused' random
kept() {
	wrong
	cp "$s/cases/hello.expect" "$dir/before"
	chattr +i "$s/cases/hello.expect" 2>/dev/null || chmod 555 "$s/cases"
	run 2 bless && has "$dir/err" 'hello.expect: cannot '
	local ret=$?
	chattr -i "$s/cases/hello.expect" 2>/dev/null
	chmod 755 "$s/cases"
	[ $ret -eq 0 ] && cmp "$dir/before" "$s/cases/hello.expect" && is "$(ls "$s/cases")" hello.expect
}
if [ "$(id -u)" -eq 0 ] && ! (touch "$dir/x" && chattr +i "$dir/x" && chattr -i "$dir/x") 2>/dev/null; then
	skip 'what cannot be written keeps the old bytes' 'root writes everything, and files cannot be made immutable'
else
	ok 'what cannot be written keeps the old bytes' kept
fi
nothing() { run 2 bless nothing && has "$dir/err" 'no case matches "nothing"'; }
ok 'a name that matches nothing' nothing

finish
