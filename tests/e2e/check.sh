#!/usr/bin/env bash
# romkit check: what passes, what fails and why, what is refused, and what it prints where.
. "$(dirname "$0")/lib.bash"

check() { "$ROMKIT" check "$kvm" "$@"; }

# ---- a suite that passes

suite pass
pass=$suite

passes() {
	run 0 check -C $pass && empty "$dir/err" &&
		is "$(no_cycles <"$dir/out" | sed -E 's/( N cycles)? +/ /g')" 'PASS again TIME
PASS deep/er/exit-3 TIME
PASS deep/exit TIME
PASS hello TIME
XFAIL xfail TIME
1 of the passed failed as its xfail says
5 passed, 0 failed'
}
ok 'a suite that passes' passes
quiet() { run 0 check -q -C $pass && is "$(cat "$dir/out")" '5 passed, 0 failed'; }
ok '-q shows only the closing line' quiet
verbose() {
	run 0 check -v -C $pass hello && has "$dir/out" 'stopped:   halt' '| Hello' 'eip 0x' 'rerun:' &&
		is "$(tail -n 1 "$dir/out")" '1 passed, 0 failed'
}
ok '-v shows what a passing case did' verbose
rerun_as_told() {
	local odd="$dir/it's odd"
	cp -a $pass "$odd" && cp "$odd/cases/again.expect" "$odd/cases/a \$(b)'s.expect" &&
		run 0 check -v -C "$odd" "a \$(b)'s" &&
		sh -c "$(sed -n 's/^ *rerun: *//p' "$dir/out") $kvm -q" >"$dir/rerun" &&
		is "$(cat "$dir/rerun")" '1 passed, 0 failed'
}
ok 'a shell reads the rerun line as it stands' rerun_as_told
selected() {
	run 0 check -C $pass "$@" && is "$(grep -oE '^X?(PASS|FAIL) +[^ ]+' "$dir/out" | awk '{print $2}' | xargs)" "$want"
}
want='deep/er/exit-3 deep/exit' ok 'a folder chooses its cases' selected cases/deep
want='again hello' ok 'a tag chooses its cases' selected tag:console
want='deep/exit hello' ok 'a glob and a file choose theirs, each once' selected 'h*' hello "$pass/cases/deep/exit.expect"
auto() {
	run 0 "$ROMKIT" check -C $pass hello &&
		is "$(cat "$dir/err")" "romkit: $no_kvm: running in the box (a real KVM in an emulated CPU)"
}
if [ -z "$no_kvm" ]; then
	skip 'where KVM is missing it says in one line that it runs in the box' 'this host has KVM'
else
	ok 'where KVM is missing it says in one line that it runs in the box' auto
fi

# ---- a suite in which each case fails in its own way: the whole output is in expected.txt

suite fail
fail=$suite

# Cut a report into one file a case, DIR/NAME, and the closing part, DIR/end.
cut_up() {
	mkdir -p "$2"
	awk -v dir="$2" '/^(PASS|FAIL|XPASS|ERROR) / { name = $3 ~ "/cases/" ? "end" : $2 }
		/^[0-9]+ (errors?|passed|warning)/ { name = "end" }
		name { print > (dir "/" name) }' "$1"
}

# Which cases an autopsy is made of depends on which end first; see autopsy.sh.
check -C $fail --autopsies 0 >"$dir/raw" 2>"$dir/err"
fail_status=$?
no_cycles <"$dir/raw" >"$dir/fail"
[ -z "${BLESS:-}" ] || cp "$dir/fail" $fail/expected.txt
cut_up "$dir/fail" "$dir/got"
cut_up $fail/expected.txt "$dir/want"
for file in $fail/cases/*.expect; do
	name=$(basename "$file" .expect)
	ok "fails as it must: $name" diff -u "$dir/want/$name" "$dir/got/$name"
done
ok 'fails as it must: the closing lines' diff -u "$dir/want/end" "$dir/got/end"
ok 'a failing suite: all of it' diff -u $fail/expected.txt "$dir/fail"
ok 'a failing suite: nothing on standard error' empty "$dir/err"
ok 'a failing suite ends with status 1' is $fail_status 1
all_fail() { is "$(tail -n 1 "$dir/fail")" "0 passed, $(ls $fail/cases/*.expect | wc -l) failed"; }
ok 'every one of its cases fails' all_fail

# ---- the same result whatever ran before: times apart, the same bytes, cycles included

again() { run 1 check -C $fail --autopsies 0 "$@" && diff -u <(exact <"$dir/raw") <(exact <"$dir/out"); }
# Only the box counts cycles exactly.
if [ "$kvm" = --kvm=box ]; then
	ok 'a second run gives the same bytes' again
	ok '--fresh gives the same bytes' again --fresh
else
	skip 'a second run gives the same bytes' 'only the box is exact to the cycle'
	skip '--fresh gives the same bytes' 'only the box is exact to the cycle'
fi
# The same cases under names that sort the other way round.
reversed() {
	local n=99 file name
	mkdir -p "$dir/rev/cases" && ln -s "$root/$fail/build" "$root/$fail/rom-src" "$dir/rev"
	for file in $fail/cases/*.expect; do
		name=$(basename "$file")
		ln -s "$root/$file" "$dir/rev/cases/$n-$name"
		n=$((n - 1))
	done
	run 1 check --autopsies 0 -C "$dir/rev"
	sed -E -e "s|$dir/rev|$fail|g" -e 's|(cases/)[0-9]{2}-|\1|; s|^(FAIL  \|XPASS \|ERROR )( +)[0-9]{2}-([^ ]+)|\1\2\3   |' \
		-e "s|^(  rerun: .* )[0-9]{2}-([^ ]+)$|\1\2|" "$dir/out" | exact >"$dir/reversed"
	cut_up "$dir/reversed" "$dir/rev-got" && rm "$dir/rev-got/end"
	exact <"$dir/raw" >"$dir/forward"
	cut_up "$dir/forward" "$dir/rev-want" && rm "$dir/rev-want/end"
	diff -ru "$dir/rev-want" "$dir/rev-got"
}
ok 'the reversed order gives the same results' reversed
two_at_once() {
	check -C $fail --autopsies 0 >"$dir/one" 2>&1 &
	check -C $fail --autopsies 0 >"$dir/two" 2>&1
	wait $!
	diff -u <(no_cycles <"$dir/one") "$dir/fail" && diff -u <(no_cycles <"$dir/two") "$dir/fail"
}
ok 'two at once give the same results' two_at_once

# ---- what is refused

suite refused
refused=$suite

check -C $refused >"$dir/raw-refused" 2>"$dir/err"
refused_status=$?
no_cycles <"$dir/raw-refused" >"$dir/refused"
ok 'malformed files: all of the output' golden "$dir/refused" $refused/expected.txt
ok 'malformed files: nothing on standard error' empty "$dir/err"
ok 'malformed files end with status 2' is $refused_status 2
ok 'the good case between them runs' grep -q '^PASS   good ' "$dir/refused"
one_good() { is "$(tail -n 1 "$dir/refused")" '1 passed, 0 failed'; }
ok 'errors are no failures and no passes' one_good
all_refused() {
	local file
	for file in $refused/cases/*.expect; do
		case $file in */good.expect) continue ;; esac
		grep -q "^ERROR  $(basename "$file" .expect)\$" "$dir/refused" || { echo "$file"; return 1; }
	done
}
ok 'each malformed file is refused' all_refused
ok 'a ROM without a case is reported' has "$dir/refused" \
	'warning: rom-src/forgotten.asm has no case (romkit new forgotten writes one)'
passes_beside() { run 0 check -C $refused good && hasnt "$dir/out" warning; }
ok 'they do not hurt a case that is named' passes_beside

# ---- what cannot be run here is skipped

mkdir -p "$dir/skip/cases"
ln -s "$root/$pass/build" "$root/$pass/rom-src" "$dir/skip"
printf 'stop: halt\n' >"$dir/skip/cases/hello.expect"
printf 'needs: [cases/hello.expect, /nowhere/bios.bin]\nrom: /nowhere/bios.bin\nstop: halt\n' >"$dir/skip/cases/bios.expect"
printf 'needs: cases\nrom: hello\nstop: halt\n' >"$dir/skip/cases/needs.expect"
skipped() {
	run 0 check -C "$dir/skip" bios hello needs && empty "$dir/err" &&
		is "$(no_cycles <"$dir/out" | sed -E 's/( N cycles)? +/ /g')" 'SKIP bios needs /nowhere/bios.bin, which is not there
PASS hello TIME
PASS needs TIME
2 passed, 0 failed, 1 skipped'
}
ok 'a case whose file is not there is skipped, with the reason' skipped
only_skipped() { run 0 check -q -C "$dir/skip" bios && is "$(cat "$dir/out")" '0 passed, 0 failed, 1 skipped'; }
ok 'where all are skipped the status is 0' only_skipped

# complains STATUS TEXT COMMAND...: what is said on standard error, all of it.
complains() {
	local text=$2
	run "$1" "${@:3}" && is "$(cat "$dir/err")" "$text"
}
ok 'a name that matches nothing' complains 2 "romkit: no case matches \"helo\" (did you mean \"hello\"?)" check -C $pass helo
ok 'a glob that matches nothing' complains 2 "romkit: no case matches \"x*z\"" check -C $pass 'x*z'
ok 'a tag that nobody has' complains 2 "romkit: no case matches \"tag:smok\" (did you mean \"tag:smoke\"?)" check -C $pass tag:smok
mkdir -p "$dir/none" "$dir/empty/cases"
ok 'a folder without cases/' complains 2 "romkit: no cases in $dir/none/cases: there is no such folder" check -C "$dir/none"
ok 'an empty cases/' complains 2 "romkit: no cases in $dir/empty/cases: there is no .expect file in it" check -C "$dir/empty"
ok 'a folder that is not there' complains 2 "romkit: no cases in $dir/nowhere/cases: there is no such folder" check -C "$dir/nowhere"
unbuilt() {
	mkdir -p "$dir/unbuilt/cases" "$dir/unbuilt/rom-src"
	echo 'hlt' >"$dir/unbuilt/rom-src/x.asm"
	printf 'stop: halt\n' >"$dir/unbuilt/cases/x.expect"
	ln -s /nonexistent "$dir/unbuilt/cases/dangling.expect"
	run 2 check -C "$dir/unbuilt" && has "$dir/out" \
		"the ROM image $dir/unbuilt/build/rom/x.bin is not built yet: run make roms" 'dangling.expect: No such file or directory' &&
		is "$(tail -n 2 "$dir/out")" '2 errors: romkit could not run them
0 passed, 0 failed'
}
ok 'an image that is not built, a dangling link' unbuilt
unreadable() {
	mkdir -p "$dir/unreadable/cases"
	printf 'stop: halt\n' >"$dir/unreadable/cases/x.expect"
	chmod 0 "$dir/unreadable/cases/x.expect"
	run 2 check -C "$dir/unreadable" && has "$dir/out" 'x.expect: Permission denied'
}
if [ "$(id -u)" -eq 0 ]; then
	skip 'a file that cannot be read' 'root reads everything'
else
	ok 'a file that cannot be read' unreadable
fi

# ---- options

ok 'an unknown option' complains 2 "romkit: check: unrecognized option '--no-such'
Try \`romkit check --help\`." check --no-such
ok 'an unknown word of --color' complains 2 'romkit: --color: "blue" is none of auto, always, never' check --color blue
ok 'an unknown word of --kvm' complains 2 'romkit: --kvm: "qemu" is none of auto, host, box' check --kvm qemu
host_only() {
	run 2 "$ROMKIT" check --kvm=host -C $pass &&
		has "$dir/err" 'romkit: cannot open /dev/kvm: No such file or directory; --kvm=host does not fall back to the box'
}
if [ -e /dev/kvm ]; then
	skip '--kvm=host where there is no KVM' 'this host has a /dev/kvm'
else
	ok '--kvm=host where there is no KVM' host_only
fi

# ---- colour and the terminal

escapes() { grep -q $'\033' "$dir/out" || { echo 'no escape'; return 1; }; }
plain() { ! grep -q $'\033' "$dir/out" || { cat -v "$dir/out"; return 1; }; }
always() { run 1 check --color always -C $fail console register && escapes; }
ok '--color always paints, also into a pipe' always
piped() { run 1 check -C $fail console && plain; }
ok 'no colour in a pipe' piped
forced() { CLICOLOR_FORCE=1 run 1 check -C $fail console && escapes; }
ok 'CLICOLOR_FORCE paints into a pipe' forced
# on_tty VARIABLES: the same on a terminal.
on_tty() {
	TERM=xterm env "$@" script -qefc "'$ROMKIT' check $kvm -C $fail console" /dev/null </dev/null >"$dir/out" 2>"$dir/err"
}
tty_paints() { on_tty A=1; escapes; }
tty_no_color() { on_tty NO_COLOR=1; plain; }
tty_ci() { on_tty CI=true; plain; }
tty_dumb() { on_tty TERM=dumb; plain; }
tty_progress() { # a line that is written over, not wider than the terminal
	TERM=xterm script -qefc "stty cols 30; '$ROMKIT' check $kvm -C $pass" /dev/null </dev/null >"$dir/out" 2>&1
	grep -q $'\r\033\\[K0/5' "$dir/out" && tr '\r' '\n' <"$dir/out" | grep -a $'^\033\\[K' | sed $'s/^\033\\[K//' |
		awk '/^[0-9]/ && !/passed/ && length > 29 { bad = 1; print } END { exit bad }' &&
		tail -n 1 "$dir/out" | grep -q '5 passed, 0 failed'
}
quiet_tty() { on_tty A=1 CI=1; ! grep -q $'\r\033\\[K' "$dir/out"; }
slowest() {
	run 0 check -C $pass -q --slowest 2 && is "$(no_times <"$dir/out" | cut -c 1-8,20- | wc -l)" 3 &&
		has "$dir/out" 'slowest:  ' && run 0 check -C $pass --slowest 0 && hasnt "$dir/out" slowest
}
ok '--slowest lists the slowest cases' slowest
ok '--slowest takes a number' complains 2 'romkit: --slowest: "x" is not a number: write 0x1f, 0b101 or 31, with _ between digits' check --slowest x
if command -v script >/dev/null; then
	ok 'colour on a terminal' tty_paints
	ok 'a progress line on a terminal' tty_progress
	ok 'none in CI' quiet_tty
	ok 'NO_COLOR on a terminal: no colour, no progress line' tty_no_color
	ok 'CI on a terminal: no colour, no progress line' tty_ci
	ok 'a dumb terminal' tty_dumb
else
	skip 'colour on a terminal' 'no script(1)'
fi

# ---- standard output that takes nothing

full() { check -C $pass hello >/dev/full 2>"$dir/err"; is $? 2 && has "$dir/err" 'romkit: standard output: No space left on device'; }
ok 'a full standard output is an error' full
closed() { check -C $pass hello >&- 2>"$dir/err"; is $? 2 && has "$dir/err" 'romkit: standard output: Bad file descriptor'; }
ok 'a closed standard output is an error' closed
gone() { check -C $pass 2>"$dir/err" | true; [ "${PIPESTATUS[0]}" -ne 0 ]; }
ok 'a reader that goes away is no pass' gone
input() { run 0 check -C $pass hello <&- && run 0 check -C $pass hello </dev/full; }
ok 'standard input does not matter' input

finish
