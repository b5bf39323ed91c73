#!/usr/bin/env bash
# romkit merge: shards of a run as one report; what is lost is never a pass.
. "$(dirname "$0")/lib.bash"

suite report
report=$suite
merge() { "$ROMKIT" merge "$@"; }
# Statuses in the order of the report, from any output of check or merge.
verdicts() { sed -nE 's/^(PASS|FAIL|XFAIL|XPASS|ERROR|SKIP) +([^ ]+).*/\1 \2/p' "$1"; }

for k in 1 2 3; do
	"$ROMKIT" check "$kvm" -C $report --shard $k/3 --jsonl "$dir/$k.jsonl" >/dev/null 2>&1
done
"$ROMKIT" check "$kvm" -C $report --jsonl "$dir/all.jsonl" >"$dir/check.out" 2>&1
cd "$dir" || exit 2

same() {
	run 2 merge [123].jsonl && diff -u <(no_cycles <check.out) <(no_cycles <out) &&
		run 2 merge -q all.jsonl && is "$(tail -n 1 out)" '2 passed, 3 failed, 1 skipped'
}
ok 'three shards give what one run gives, in the same words' same
again() { run 2 merge -q [123].jsonl --jsonl one.jsonl --junit one.xml --tap=one.tap && run 2 merge one.jsonl && diff -u <(no_cycles <check.out) <(no_cycles <out); }
ok 'what merge wrote can be merged' again
all_reports() {
	is "$(grep -c '<testcase' one.xml) $(grep -c '^ok\|^not ok' one.tap) $(wc -l <one.jsonl)" '7 7 9'
}
ok 'all reports of a merge have all cases' all_reports
streams() { run 2 merge -q <(cat 1.jsonl) 2.jsonl <(cat 3.jsonl) && is "$(tail -n 1 out)" '2 passed, 3 failed, 1 skipped'; }
ok 'files may be pipes' streams

# By its name as well, and however fast its writer is.
named_pipes() {
	local i
	mkfifo pipe
	for ((i = 0; i < 30; i++)); do
		cat 2.jsonl >pipe &
		run 2 timeout 10 "$ROMKIT" merge -q 1.jsonl pipe 3.jsonl && is "$(tail -n 1 out)" '2 passed, 3 failed, 1 skipped' || { kill $!; return 1; }
	done
}
ok 'files may be named pipes' named_pipes

# ---- from here on of cases that all pass, so that only a loss can change the status

# record FILE K N NAME...: a whole file of a shard.
record() {
	local file=$1 k=$2 n=$3 name plan
	shift 3
	plan=$(printf ',"%s"' "$@")
	{
		printf '{"type":"run","format":1,"romkit":"0.1","suite":".","started":"2026-01-0%sT00:00:00Z","shard":{"k":%s,"n":%s},"workers":1,"box":false,"plan":[%s]}\n' "$k" "$k" "$n" "${plan#,}"
		for name; do
			printf '{"type":"case","name":"%s","status":"pass","path":"cases/%s.expect","stop":"halt","cycles":1,"cycles_exact":true,"wall_ns":1000,"guest_ns":1}\n' "$name" "$name"
		done
		printf '{"type":"end","cases":%s,"passed":%s,"failed":0,"errors":0,"skipped":0,"not_run":0,"xfailed":0,"warnings":0,"interrupted":false,"wall_ns":%s000}\n' $# $# "$k"
	} >"$file"
}
record a 1 3 x/one two
record b 2 3 three
record c 3 3 four five
passes() { run 0 merge a b c && empty err && is "$(verdicts out | xargs)" 'PASS five PASS four PASS three PASS two PASS x/one' && is "$(tail -n 1 out)" '5 passed, 0 failed'; }
ok 'all there: a pass' passes

# lost STATUS-LINES COMMAND...: exit status 2 and these errors, in the terminal, TAP, JUnit XML and JSON alike.
lost() {
	local want=$1
	run 2 merge "${@:2}" --jsonl l.jsonl --junit l.xml --tap=l.tap && is "$(verdicts out | grep '^ERROR' | cut -d ' ' -f 2-)" "$want" &&
		is "$(sed -nE 's/.*"name":"([^"]*)","status":"error".*/\1/p' l.jsonl | cut -d ' ' -f 1)" "$want" &&
		is "$(sed -nE 's/^not ok [0-9]+ - ([^ ]*).*/\1/p' l.tap)" "$want" &&
		is "$(grep -c '<error' l.xml)" "$(wc -l <<<"$want")"
}
names_shard() { lost shard a c && has out 'ERROR  shard 2/3' 'no file has results of it' && is "$(tail -n 1 out)" '4 passed, 0 failed'; }
ok 'a shard that no file has' names_shard
mkdir -p suite/cases/x && touch suite/cases/{two,three,four,five}.expect suite/cases/x/one.expect
names_cases() {
	local in_second
	in_second=$("$ROMKIT" check -C suite --shard 2/3 --list)
	lost "$(printf '%s\n' $in_second 'shard')" a c -C suite && has out 'no result: no file has shard 2/3'
}
ok '--suite names the cases of that shard, too' names_cases
absent() { lost $'nowhere\nshard' a c nowhere && has out 'cannot read it: No such file or directory'; }
ok 'a file that is not there' absent
: >nothing
nothing() { lost $'nothing\nshard' a nothing c && has out 'empty: it has no results'; }
ok 'an empty file' nothing
head -c 50 b >early
early() { lost $'early\nshard' a early c && has out 'cut off: it has no results'; }
ok 'a file that is cut off in its first line' early
nobody() { lost $'early\nshard\nshard' early --shards 2 && has out 'ERROR  shard 1/2' 'ERROR  shard 2/2'; }
ok '--shards where nothing is left' nobody
sed '$d' c >cut
cut_off() { lost cut a b cut && has out 'cut off: shard 3/3 has not come to its end' && is "$(tail -n 1 out)" '5 passed, 0 failed'; }
ok 'a file without its end, though all cases are there' cut_off
for bytes in 0 1 7 100 200; do # behind the first line of c
	head -c $(($(head -n 1 c | wc -c) + bytes)) c >cut.$bytes
done
anywhere() {
	local file
	for file in cut.*; do
		run 2 merge a b $file && has out 'ERROR ' && ! grep -q '^5 passed' out || { echo $file; return 1; }
	done
}
ok 'a file that is cut off anywhere' anywhere
case_lost() { lost $'cut.200\nfive' a b cut.200 && has l.jsonl '"path":"cases/five.expect"' && has out 'no result: cut.200, which planned it, is cut off'; }
ok 'the case that a cut off file has not come to' case_lost
sed '/"name":"four"/d' c >skipping
unreported() { lost four a b skipping && has out 'no result: skipping planned it, but does not report it'; }
ok 'a case that a whole file does not report' unreported

# ---- shards that ran twice

twice() {
	cp b b2 && run 0 merge a b b2 c && has out 'warning: b2: 1 of its results are in another file, too: counted once' &&
		is "$(tail -n 1 out)" '5 passed, 0 failed'
}
ok 'a shard that ran twice with the same result counts once' twice
requeued() { run 0 merge a b cut.200 c && has out 'warning: cut.200 is cut off; another file has all of its cases' && is "$(tail -n 1 out)" '5 passed, 0 failed'; }
ok 'a shard that was cut off and ran again' requeued
sed 's/"status":"pass"/"status":"fail"/' b >otherwise
conflict() { lost three a b otherwise c && has out 'b says pass, otherwise says fail'; }
ok 'a shard that ran twice with another result' conflict
sed -e 's/"status":"pass".*\(,"path":"[^"]*"\).*/"status":"not-run"\1,"reason":"signal 15"}/' -e 's/"interrupted":false/"interrupted":true/' b >stopped
not_run() { run 0 merge a stopped b c && is "$(tail -n 1 out)" '5 passed, 0 failed'; }
ok 'a case that one of them did not come to' not_run
interrupted() { lost three a stopped c && has out 'no result: stopped did not run it: signal 15'; }
ok 'a case that nobody came to is no pass' interrupted
sed -e 's/"plan":\["four"/&,"more"/' -e '/"name":"five"/s/"pass"/"fail"/' \
	-e '2{p;s/"name":"four"/"name":"more"/;s/"status":"pass".*\(,"path":"[^"]*"\).*/"status":"not-run"\1}/}' c >fail-fast
fail_fast() { run 1 merge a b fail-fast && has out '1 case was not run' && is "$(tail -n 1 out)" '4 passed, 1 failed'; }
ok 'a run that stopped at its first failure' fail_fast
sed 's/"interrupted":false/"interrupted":true/' fail-fast >failed-before
failed_before() { run 2 merge a b failed-before && has out 'ERROR  more' 'no result: failed-before did not run it' 'FAIL   five'; }
ok 'a run that was interrupted behind its first failure' failed_before
sed 's/"interrupted":false,//' fail-fast >unsaid
unsaid() { run 2 merge a b unsaid && has out 'ERROR  more' 'no result: unsaid did not run it'; }
ok 'a run that does not say how it ended' unsaid
sed 's/"status":"pass"/"status":"skip"/' b >skipped
skip_and_error() { run 2 merge a skipped given-up c && run 2 merge a given-up skipped c && has out 'ERROR  three'; }
sed 's/"status":"pass".*\(,"path":"[^"]*"\).*/"status":"error","reason":"given up"\1}/' b >given-up
given_up() {
	run 0 merge a given-up b c && has out 'warning: three: given-up could not run it, b says pass: that counts' &&
		run 0 merge a b given-up c && has out 'three: given-up could not' && run 2 merge a given-up c
}
ok 'a case that one run gave up has the verdict of the other' given_up
ok 'a case that one run gave up and the other skipped' skip_and_error
skip_and_pass() { run 0 merge a skipped b c && is "$(tail -n 1 out)" '5 passed, 0 failed'; }
ok 'a case that one run skipped has the verdict of the other' skip_and_pass

# ---- what is refused

refused() { run 2 merge "${@:2}" && is "$(cat err)" "romkit: $1" && empty out; }
sed 's/"romkit":"0.1"/"romkit":"9.9"/' b >newer
ok 'another version' refused 'a is of romkit 0.1, newer of romkit 9.9' a newer
sed 's/"suite":"."/"suite":"roms"/' b >elsewhere
ok 'another suite' refused 'a is of the suite ., elsewhere of roms' a elsewhere
record four 2 4 three
ok 'another number of shards' refused 'a is one of 3 shards, four one of 4 (0: not divided)' a four
ok 'another number than --shards' refused '--shards: the files are of 3' --shards 4 a b c
ok '--shards of a run that was not divided' refused '--shards: the run of the files was not divided' --shards 4 all.jsonl
mkfifo another
ok 'a pipe twice' refused 'another: named twice, and can be read only once' another a another
sed 's/"format":1/"format":2/' b >later
ok 'another format' refused 'later:1: format 2, which another version of romkit wrote; this one reads 1' a later
sed '2s/^{/{{/' b >broken
ok 'a line that is no JSON' refused "broken:2: column 2: string or '}' expected near '{'" a broken
sed '2s/"three"/"other"/' b >unplanned
ok 'a case that was not planned' refused 'unplanned:2: "other" is not in the plan' unplanned
sed '2p' b >again
ok 'a case that is there twice' refused 'again:3: "three" was reported before' again
sed '2s/"cycles":1/"cycles":"1"/' b >typed
ok 'a value of another type' refused 'typed:2: Expected integer, got string' typed
sed '2s/"pass"/"passed"/' b >status
ok 'a status that is none' refused 'status:2: unknown status "passed"' status
cat a b >both
sed '1s/"n":3/"n":2000000000/' b >shards
ok 'more shards than --shard takes' refused 'shards:1: shard: 2/2000000000 is none: K from 1 to N, and N up to 1000000 are meant' shards
printf '\0\0\n' >zeros
ok 'bytes that are no text' refused "zeros:1: column 1: '[' or '{' expected near end of file" zeros
sed '2s/,"path"/,"reason":"\\u001b[2J","ending":"  \\u001b[2J\\n"&/;2s/"pass"/"fail"/' b >escapes
escapes() { run 1 merge a escapes c --tap=e.tap && has out '\e[2J' && ! grep -q $'\e' out e.tap; }
ok 'what a terminal would obey' escapes
ok 'two files in one' refused 'both:5: the run has ended above' both
sed 1d b >headless
ok 'a file without its beginning' refused 'headless:1: a file of results begins with a line of type "run"' headless
# No report of an earlier merge stands for one that was refused.
outdated() {
	run 0 merge -q a b c --junit r.xml --html r.html --tap=r.tap --jsonl r.jsonl || return
	refused "$@" --junit r.xml --html r.html --tap=r.tap --jsonl r.jsonl && has r.xml '<error' "$1" && has r.html "$1" &&
		has r.tap "Bail out! $1" && hasnt r.tap '^ok' && empty r.jsonl
}
ok 'no older report stays: a line that is as it should not be' outdated 'typed:2: Expected integer, got string' a typed c
ok 'no older report stays: files of two runs' outdated 'a is of the suite ., elsewhere of roms' a elsewhere
ok 'no older report stays: another number of shards' outdated '--shards: the files are of 3' --shards 4 a b c
ok 'no older report stays: a suite that is not there' outdated 'no cases in nowhere/cases: there is no such folder' -C nowhere a b c
annotates() { run 2 merge a status c --github && has out '::error title=romkit::status:2: unknown status "passed"'; }
ok 'GitHub is told, too' annotates

# A report in the place of an input: refused before anything is written.
spares() {
	local option name
	cp a kept && ln -f kept link && ln -sf kept symlink
	for option in --jsonl --junit --html --tap; do
		for name in kept link symlink ./kept; do
			refused "$option $name is the file kept, which is to be merged: name another" kept b "$option=$name" && cmp a kept || return
		done
	done
}
ok 'a report in the place of an input' spares
spares_summary() { GITHUB_STEP_SUMMARY=kept refused 'GITHUB_STEP_SUMMARY kept is the file kept, which is to be merged: name another' --github kept b && cmp a kept; }
ok 'the summary in the place of an input' spares_summary
appends() {
	! "$ROMKIT" merge "$@" kept b >>kept 2>err && is "$(cat err)" 'romkit: standard output is the file kept, which is to be merged: name another' && cmp a kept
}
ok 'standard output that is an input' appends
ok 'a report on standard output that is an input' appends --jsonl -
devices() { run 2 merge /dev/null --jsonl /dev/null --junit /dev/null && empty err && has out 'empty: it has no results'; }
ok 'a device is no file to lose' devices
ok 'no file' refused $'merge: which FILE?\nTry `romkit merge --help`.' -q
ok 'no number of shards' refused '--shards: 0 is not between 1 and 1000000' --shards 0 a

finish
