#!/usr/bin/env bash
# romkit cover: lines and branches against a count by hand, the gate, and its files in the tools that read them.
. "$(dirname "$0")/lib.bash"

python=/usr/bin/python3
suite cover
cover() { "$ROMKIT" cover "$kvm" -C $suite "$@"; }

# The comments of the sources, as "FILE:LINE hits" and "FILE:LINE hits taken/not".
by_hand() {
	(cd $suite && grep -rn ';=' rom-src --include='*.asm' --include='*.inc' | grep -v -e endless -e astray |
		sed -nE 's|^([^:]*:[0-9]+):.*;= ([0-9]+)( ([0-9]+/[0-9]+))?.*|\1 \2\3|p' | sort)
}
# A tracefile in the same form. A branch of a line that was not executed has - in it.
told() {
	awk -F '[:,]' -v suite="$PWD/$suite/" '
		/^SF:/ { file = substr($0, 4); sub(suite, "", file) }
		/^BRDA:/ { way[file ":" $2] = way[file ":" $2] (way[file ":" $2] ? "/" : " ") ($5 == "-" ? 0 : $5) }
		/^DA:/ { hits[file ":" $2] = $3 }
		END { for (line in hits) print line " " hits[line] way[line] }' "$1" | sort
}
counted() {
	run 0 cover low high other --lcov "$dir/info" --html "$dir/page.html" &&
		is "$(told "$dir/info")" "$(by_hand)"
}
ok 'each line and branch is executed as often as counted by hand' counted
summary() {
	is "$(cat "$dir/out")" "              lines    branch directions  file
 66.7 %        8/12   66.7 %         4/6  $suite/rom-src/include/count.inc
 37.5 %         3/8    0.0 %         0/4  $suite/rom-src/other.asm
 88.9 %       32/36   50.0 %         4/8  $suite/rom-src/ways.asm
76.8 % of 56 lines, 44.4 % of 18 branch directions, by 3 cases"
}
ok 'the summary has the sums' summary
one_case() { run 0 cover -q low && is "$(cat "$dir/out")" '72.9 % of 48 lines, 35.7 % of 14 branch directions, by 1 case'; }
ok 'one of two cases of a ROM covers less' one_case
missing() {
	run 0 cover -q --missing low high other && is "$(head -n -1 "$dir/out")" "$suite/rom-src/include/count.inc:11
$suite/rom-src/include/count.inc:36-38
$suite/rom-src/other.asm:12-16
$suite/rom-src/ways.asm:36-37
$suite/rom-src/ways.asm:44
$suite/rom-src/ways.asm:63
$suite/rom-src/ways.asm:28: never taken
$suite/rom-src/ways.asm:62: always taken"
}
ok '--missing names what was not executed' missing
workers() { run 0 cover -j 1 low high other --lcov "$dir/one" && cmp "$dir/one" "$dir/info"; }
ok 'one worker counts the same as several' workers
to_stdout() { run 0 cover low high other --lcov - && cmp "$dir/out" "$dir/info" && has "$dir/err" '76.8 % of 56 lines'; }
ok '--lcov - is all there is on standard output' to_stdout

# ---- what does not run to its end

cut_off() {
	run 0 cover --steps 1000 --skip low --skip high --skip other &&
		has "$dir/out" 'CUT OFF  endless: after 1,000 instructions (--steps)' \
			'SKIPPED  skipped: needs no-such-file, which is not there' 'by 2 cases, 2 of them cut off, 1 skipped' \
			'CUT OFF  astray: after ' 'instructions: it was lost, without a handler or in memory that nobody filled' &&
		has "$dir/out" " 50.0 %         1/2        -              $suite/rom-src/endless.asm" && hasnt "$dir/out" other.asm
}
ok 'a case that is cut off counts, a skipped one does not' cut_off
cp -r $suite "$dir/broken"
rm -r "$dir/broken/build" && make -s "SUITE=$dir/broken" "ROMKIT=$ROMKIT" roms >/dev/null
printf 'stop: nothing\n' >"$dir/broken/cases/malformed.expect"
printf 'stop: halt\n' >"$dir/broken/cases/lost.expect"
not_run() {
	run 2 "$ROMKIT" cover "$kvm" -C "$dir/broken" low malformed lost --min 100 --lcov "$dir/part" &&
		has "$dir/out" 'ERROR    malformed: ' 'ERROR    lost: ' 'by 1 case, 2 not run' 'below --min 100' &&
		has "$dir/part" 'end_of_record'
}
ok 'what could not be run is named, and the status is 2' not_run
cp "$dir/broken/build/rom/other.bin" "$dir/broken/rom-src/strange.bin"
printf 'rom: rom-src/strange.bin\nmachine:\n  start: protected\nstop: shutdown\n' >"$dir/broken/cases/strange.expect"
strange() { run 0 "$ROMKIT" cover "$kvm" -C "$dir/broken" strange && has "$dir/out" 'not counted: ' 'no line of source is known, by 1 case'; }
ok 'an image without a source is named' strange
strange_gate() { run 1 "$ROMKIT" cover "$kvm" -C "$dir/broken" strange --min 0 && has "$dir/out" 'below --min 0: 0 of 0 lines were executed'; }
ok '... and is no pass of any gate' strange_gate

printf '        hlt\n' >"$dir/broken/rom-src/alone.asm"
rm "$dir/broken/cases/"{malformed,lost,endless,astray}.expect
orphan() { run 0 "$ROMKIT" cover "$kvm" -C "$dir/broken" && has "$dir/out" 'not counted: rom-src/alone.asm has no case'; }
ok 'a source that no case runs is named' orphan
chosen() { run 0 "$ROMKIT" cover "$kvm" -C "$dir/broken" low && hasnt "$dir/out" 'alone.asm'; }
ok '... where all cases are chosen' chosen

# ---- the gate

enough() { run 0 cover -q low high other --min 76.7 && hasnt "$dir/out" 'below'; }
ok '--min that holds' enough
less() { run 1 cover -q low high other --min 76.8 && has "$dir/out" 'below --min 76.8: 43 of 56 lines were executed'; }
ok '--min that does not: 43 of 56 are a little less than 76.8 %' less
nonsense() { # each before anything is run
	local value
	for value in 101 100.001 -1 '' 80% 1e2 .5 5. nan 0x10 '5 '; do
		run 2 cover --min "$value" && has "$dir/err" '--min: ' && empty "$dir/out" || return
	done
}
ok '--min refuses nonsense' nonsense
both() { run 2 cover --lcov - --html - && has "$dir/err" 'only one of them'; }
ok 'two files cannot both go to standard output' both

# ---- files

no_older() { # where the cases cannot be chosen
	cp "$dir/info" "$dir/older" && cp "$dir/page.html" "$dir/older.html" &&
		run 2 cover no-such-case --lcov "$dir/older" --html "$dir/older.html" && empty "$dir/older" &&
		has "$dir/older.html" 'no coverage' 'no-such-case'
}
ok 'no older file stays where nothing could be run' no_older
unwritable() { run 2 cover low --lcov "$dir" && has "$dir/err" '--lcov: ' && run 2 cover low --html "$dir" && has "$dir/err" '--html: '; }
ok 'a file that cannot be written is an error' unwritable
# genhtml's "lines......: 76.8% (43 of 56 lines)" and the like.
genhtml_agrees() {
	run 0 genhtml --branch-coverage -o "$dir/genhtml" "$dir/info" || return
	is "$(sed -nE 's/^  (lines|branches)\.+: ([0-9.]+)% \(([0-9]+) of ([0-9]+).*/\2 % of \4 \1/p' "$dir/out")" \
		$'76.8 % of 56 lines\n44.4 % of 18 branches'
}
if command -v genhtml >/dev/null; then
	ok 'genhtml reads the tracefile and comes to the same sums' genhtml_agrees
else
	skip 'genhtml reads the tracefile and comes to the same sums' 'no genhtml; run `make setup`'
fi
alone() { ! grep -nE '(src|href|action)="?(https?:|//|file:)|@import|url\(' "$dir/page.html"; }
ok 'the page refers to nothing else' alone
hashed() {
	has "$dir/page.html" "style-src 'sha256-$(perl -0777 -ne 'print $1 if m{<style>(.*)</style>}s' "$dir/page.html" | sha256sum |
		cut -c 1-64 | tr a-f A-F | basenc --base16 -d | base64)'"
}
ok 'its policy has the hash of its style' hashed
well_formed() {
	sed -E -e 's/<(meta|link)([^>]*)>/<\1\2\/>/' -e '/<style>/,/<\/style>/d' "$dir/page.html" >"$dir/page.xml" && xmllint --noout "$dir/page.xml"
}
if command -v xmllint >/dev/null; then
	ok 'its elements are closed and nested' well_formed
else
	skip 'its elements are closed and nested' 'no xmllint; run `make setup`'
fi

if ! (cd tests && "$python" -c 'import browser; exit(browser.find() is None)') 2>/dev/null; then
	skip 'in a browser' 'no Chromium; tools/setup --browser installs one'
	finish
fi
in_browser() { "$python" tests/cover.py "$dir/page.html" "$suite/rom-src/ways.asm"; }
ok 'in a browser: it loads nothing, complains of nothing, fits, and shows what was executed' in_browser
finish
