#!/usr/bin/env bash
# romkit list: what is in a suite, without running it.
. "$(dirname "$0")/lib.bash"

suite pass
list() { "$ROMKIT" list "$@"; }
prints() { run 0 list -C $suite "${@:2}" && is "$(cat "$dir/out")" "$1" && empty "$dir/err"; }

ok 'names, ROMs, tags and summaries' prints "again           rom: hello  [console]  the same ROM, looked at in another way
deep/er/exit-3  rom: deep/exit
deep/exit       exit 0 is a pass where no stop is said
hello           [smoke console]  greets
xfail           rom: hello  fails as its xfail says"
ok '--names' prints 'again
deep/er/exit-3
deep/exit
hello
xfail' --names
ok '--tags' prints '     2  console
     1  smoke' --tags
ok 'what was asked for' prints hello --names tag:smoke
unbuilt() {
	mkdir -p "$dir/u" && cp -r $suite/cases $suite/rom-src "$dir/u"
	run 2 list -C "$dir/u" --names && has "$dir/err" 'hello.bin is not built yet' && is "$(wc -l <"$dir/out")" 5
}
ok 'cases whose ROM is not built are listed, with an error' unbuilt
skipped() {
	mkdir -p "$dir/skip/cases"
	printf 'needs: no.bin\nrom: no.bin\nsummary: all of it\nstop: halt\n' >"$dir/skip/cases/a.expect"
	run 0 list -C "$dir/skip" && empty "$dir/err" &&
		is "$(cat "$dir/out")" 'a  rom: no.bin  all of it  (skipped: needs no.bin, which is not there)'
}
ok 'a case that would be skipped says why, and is no error' skipped
malformed() { run 2 list -C tests/suites/refused && has "$dir/err" 'unknown-key.expect:2:1:' && has "$dir/out" 'good'; }
ok 'a malformed case is an error; the rest is listed' malformed
none() { run 2 list -C $suite nope && has "$dir/err" 'no case matches "nope"' && run 2 list -C "$dir" && has "$dir/err" 'no cases in'; }
ok 'what is not there is an error' none

finish
