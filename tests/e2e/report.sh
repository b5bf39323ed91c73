#!/usr/bin/env bash
# What romkit reports to programs: TAP, JUnit XML, JSON lines, GitHub's commands. Each as a golden file of the suite
# `report`, which has a case of each verdict and a guest that prints what means something to those who read reports; and
# read by tools that nobody here wrote.
. "$(dirname "$0")/lib.bash"

check() { "$ROMKIT" check "$kvm" "$@"; }
python=/usr/bin/python3 # Debian's, which has Debian's modules

suite report
report=$suite

# ---- golden files

# What differs from run to run, in any of the formats.
steady() {
	no_times | sed -E -e 's/ time="[0-9.]+"/ time="T"/g' -e 's/ timestamp="[^"]*"/ timestamp="T"/' \
		-e 's/duration_ms: .*/duration_ms: T/' -e 's/("(wall_ns|guest_ns|cycles)":)[0-9]+/\1N/g' \
		-e 's/"started":"[^"]*"/"started":"T"/' -e 's/("(box|cycles_exact)":)(true|false)/\1B/g' \
		-e 's/("workers":)[0-9]+/\1N/' -e 's/"digest":"[0-9a-f]{16}"/"digest":"D"/' -e "s|$ROMKIT|romkit|g" -e 's/\b[0-9a-f]{32}\b/TOKEN/'
}

# JSON lines have the cases as they end.
by_name() { sed '1d;$d' "$1" | LC_ALL=C sort | cat <(head -n 1 "$1") - <(tail -n 1 "$1"); }

run_all() {
	GITHUB_STEP_SUMMARY=$dir/summary GITHUB_WORKSPACE=$root/tests run 2 check --autopsies 0 -C $report --tap="$dir/raw.tap" \
		--junit "$dir/raw.xml" --jsonl "$dir/raw.jsonl" --github && mv "$dir/out" "$dir/raw.term" && empty "$dir/err"
}
ok 'all reports at once' run_all
by_name "$dir/raw.jsonl" >"$dir/sorted.jsonl" && mv "$dir/sorted.jsonl" "$dir/raw.jsonl"
sed -n '/^::stop-commands::/p; /^::[0-9a-f]*::$/p; /^::error/p; /^::warning/p' "$dir/raw.term" >"$dir/raw.github"
for kind in tap xml jsonl github; do
	steady <"$dir/raw.$kind" >"$dir/$kind"
	ok "$kind: all of it" golden "$dir/$kind" $report/expected.$kind
done
ok 'the summary of GitHub' golden "$dir/summary" $report/expected.summary

closing() { is "$(tail -n 1 "$dir/raw.term")" '2 passed, 3 failed, 1 skipped'; }
ok 'the closing line stays the last' closing
tap_only() { run 2 check --autopsies 0 -C $report --tap && steady <"$dir/out" | diff -u $report/expected.tap - && empty "$dir/err"; }
ok '--tap on standard output is all there is' tap_only
json_only() {
	run 2 check --autopsies 0 -C $report --jsonl - && by_name "$dir/out" | steady | diff -u $report/expected.jsonl - &&
		is "$(tail -n 1 "$dir/err")" '2 passed, 3 failed, 1 skipped'
}
ok '--jsonl - leaves standard error to people' json_only
guarded() { # between the two lines that switch commands off and on stands all that a guest can say
	awk '/^::stop-commands::/ { off = 1 } /^::[0-9a-f]{32}::$/ { off = 0 } /##\[error\]/ && !off { bad = 1 } END { exit bad }' \
		<(sed '/^::error/d' "$dir/raw.term") && grep -q '##\[error\]from the guest' "$dir/raw.term"
}
ok 'no guest speaks to GitHub' guarded
by_itself() {
	GITHUB_ACTIONS=true run 2 check -C $report malformed && has "$dir/out" \
		"::error file=$report/cases/malformed.expect,line=2,title=malformed%3A unknown key \"stopp\""
}
ok 'GITHUB_ACTIONS=true is --github' by_itself

below_the_top() { # the working folder is not the top of the repository
	(cd $report && GITHUB_WORKSPACE=$root run 2 check malformed --github) &&
		has "$dir/out" "::error file=$report/cases/malformed.expect,line=2,"
}
ok 'annotations are relative to the top of the repository' below_the_top

# ---- read by others

# The verdict of Debian 12's prove, which knows TAP up to version 13 only.
by13() {
	sed '1s/14/13/' "$1" >"$dir/13.tap"
	prove -e cat "$dir/13.tap" 2>&1
}
by_prove() {
	by13 "$dir/raw.tap" >"$dir/prove"
	has "$dir/prove" 'Tests: 7 Failed: 4' 'Failed tests:  1-2, 5, 7' && hasnt "$dir/prove" 'Parse errors'
}
ok 'TAP read by prove' by_prove
yaml_of_tap() {
	perl -MTAP::Parser -e '
		my $p = TAP::Parser->new({source => [map { chomp; s/^TAP version 14/TAP version 13/; $_ } <>]});
		while (my $r = $p->next) { print join("|", @{$r->data}{qw(severity file line)}), "\n" if $r->is_yaml }
		print "errors: ", scalar $p->parse_errors, "\n"' "$dir/raw.tap" >"$dir/yaml"
	is "$(cat "$dir/yaml")" "fail|$report/cases/hostile.expect|3
error|$report/cases/malformed.expect|2
fail|$report/cases/sub/with#hash.expect|3
fail|$report/cases/xpass.expect|
errors: 0"
}
ok 'its YAML read by TAP::Parser' yaml_of_tap
bails() {
	ROMKIT_BOX=$dir/nowhere run 2 "$ROMKIT" check --kvm box -C $report --tap && has "$dir/out" 'TAP version 14' 'Bail out! ' &&
		is "$(wc -l <"$dir/out")" 2
}
ok 'where romkit cannot go on TAP says so' bails

# reads MODULE NAME COMMAND...: a test that needs a module of Debian's python3.
reads() {
	if "$python" -c "import $1" 2>/dev/null; then
		ok "$2" "${@:3}"
	else
		skip "$2" "no python3-$1; run \`make setup\`"
	fi
}
by_schema() { xmllint --noout --schema tests/junit.xsd "$dir/raw.xml"; }
if command -v xmllint >/dev/null; then
	ok 'JUnit XML is as its schema says' by_schema
else
	skip 'JUnit XML is as its schema says' 'no xmllint; run `make setup`'
fi
by_junitparser() {
	"$python" - "$dir/raw.xml" <<-'END' >"$dir/told.junit"
		import sys, junitparser
		for suite in junitparser.JUnitXml.fromfile(sys.argv[1]):
		    print(suite.tests, suite.failures, suite.errors, suite.skipped)
		    for case in suite:
		        print(case.name, type(case.result[0]).__name__ if case.result else '-')
	END
	is "$(cat "$dir/told.junit")" '7 3 1 2
hostile Failure
malformed Error
quiet -
skip Skipped
sub/with#hash Failure
xfail Skipped
xpass Failure'
}
reads junitparser 'JUnit XML read by junitparser' by_junitparser
# validate FILE: each line by the JSON Schema.
validate() {
	"$python" - doc/results.schema.json "$1" <<-'END'
		import json, sys, jsonschema
		schema = json.load(open(sys.argv[1]))
		jsonschema.Draft7Validator.check_schema(schema)
		for line in open(sys.argv[2]):
		    jsonschema.Draft7Validator(schema).validate(json.loads(line))
	END
}
reads jsonschema 'JSON lines are as their schema says' validate "$dir/raw.jsonl"
refuses() { sed 's/"status":"pass"/"status":"passed"/' "$dir/raw.jsonl" >"$dir/bad.jsonl" && ! validate "$dir/bad.jsonl" 2>/dev/null; }
reads jsonschema 'and the schema says no to others' refuses
by_jq() {
	is "$(jq -r 'select(.type == "case") | "\(.name) \(.status) \(.mismatches // [] | length)"' "$dir/raw.jsonl")" \
		'hostile fail 2
malformed error 0
quiet pass 0
skip skip 0
sub/with#hash fail 2
xfail xfail 1
xpass xpass 0'
}
if command -v jq >/dev/null; then
	ok 'JSON lines read by jq' by_jq
else
	skip 'JSON lines read by jq' 'no jq; run `make setup`'
fi

# ---- many kinds of failure

suite fail
fails() { run 1 check -C $suite --tap="$dir/fail.tap" --junit "$dir/fail.xml" --jsonl "$dir/fail.jsonl" -q; }
ok 'the suite fail in all reports' fails
fail_xml() { xmllint --noout --schema tests/junit.xsd "$dir/fail.xml"; }
command -v xmllint >/dev/null && ok 'its JUnit XML is as the schema says' fail_xml
reads jsonschema 'its JSON lines are as their schema says' validate "$dir/fail.jsonl"
fail_tap() {
	local count
	count=$(ls $suite/cases/*.expect | wc -l)
	by13 "$dir/fail.tap" >"$dir/prove"
	has "$dir/prove" "Tests: $count Failed: $count" && hasnt "$dir/prove" 'Parse errors'
}
ok 'its TAP is read by prove' fail_tap
suite pass
verbose_json() {
	run 0 check -C $suite -v --jsonl "$dir/v.jsonl" hello && has "$dir/v.jsonl" '"ending":"  stopped:   halt' '"console":"Hello\n"' &&
		run 0 check -C $suite --jsonl "$dir/v.jsonl" hello && hasnt "$dir/v.jsonl" '"ending"'
}
ok '-v has how passing cases ended in the JSON lines' verbose_json

# After a kill every line but the last is whole, the run is known to be cut off, and merge names what is missing.
killed() {
	local pid lines
	cp "$dir/fail.xml" "$dir/killed.xml"
	"$ROMKIT" check "$kvm" -C tests/suites/fail --jsonl "$dir/killed.jsonl" --junit "$dir/killed.xml" --html "$dir/killed.html" \
		>/dev/null 2>&1 &
	pid=$!
	for _ in $(seq 300); do
		lines=$(wc -l <"$dir/killed.jsonl" 2>/dev/null || echo 0)
		[ "$lines" -ge 3 ] && break
		sleep 0.02
	done
	kill -9 $pid
	wait $pid 2>/dev/null
	head -n "$(wc -l <"$dir/killed.jsonl")" "$dir/killed.jsonl" | jq -e . >/dev/null && hasnt "$dir/killed.jsonl" '"type":"end"' &&
		run 2 "$ROMKIT" merge -q "$dir/killed.jsonl" && has "$dir/out" 'cut off: its run has not come to its end' \
			'no result: '
}
ok 'killed in the middle, the file has whole lines and merge says what is missing' killed
unfinished() {
	has "$dir/killed.xml" '<testsuite name="romkit" tests="1" failures="0" errors="1"' '<error type="error" message="this run is not over: ' &&
		has "$dir/killed.html" '<h1 class="bad">0 passed, 0 failed, 1 error</h1>' 'this run is not over: '
}
ok 'nor does an older JUnit XML or page stand for it' unfinished
unfinished_xml() { xmllint --noout --schema tests/junit.xsd "$dir/killed.xml"; }
command -v xmllint >/dev/null && ok 'which is JUnit XML all the same' unfinished_xml

# ---- names and texts that a terminal would obey, or that would be lines of a report

mkdir -p "$dir/evil/cases"
name=$'a\e[2J\nok 2 - b\n::error::c\rd'
echo 'stop: halt' >"$dir/evil/cases/$name.expect"
printf 'summary: "x\\e[2J"\nxfail: "y\\e[2J"\nstop: halt\n' >"$dir/evil/cases/text.expect"
shown='a\e[2J\nok 2 - b\n::error::c\rd'
# plain FILE...: no line of it is of the name's making, and no byte is obeyed.
plain() { ! grep -nE $'[\x01-\x08\x0b-\x1f\x7f]|^ok 2 - b|^ *::error::c' "$@"; }
evil_check() {
	run 2 check -C "$dir/evil" --tap="$dir/evil.tap" --junit "$dir/evil.xml" --jsonl "$dir/evil.jsonl" --github &&
		has "$dir/out" "ERROR  $shown" "$shown.expect: the file's name has a control character: rename it" \
			'"summary" has a control character, which a terminal would obey: take it out of "x\e[2J"' &&
		plain "$dir/out" "$dir/err" "$dir/evil.tap" "$dir/evil.xml" "$dir/evil.jsonl"
}
ok 'of no case in any report' evil_check
evil_list() { run 2 "$ROMKIT" list -C "$dir/evil" "$@" && has "$dir/out" "$shown" && plain "$dir/out" "$dir/err" && is "$(wc -l <"$dir/out")" 2; }
ok 'nor in the list' evil_list
ok 'nor in the list of names' evil_list --names
evil_merge() {
	run 2 "$ROMKIT" merge "$dir/evil.jsonl" --tap="$dir/evil.tap" && has "$dir/out" "$shown" && plain "$dir/out" "$dir/err" "$dir/evil.tap"
}
ok 'nor where results are joined' evil_merge

# ---- where reports go

pass=$suite
stopped() {
	run 2 env ROMKIT_BOX="$dir/none" "$ROMKIT" check --kvm=box -C $pass hello --junit "$dir/stopped.xml" --html "$dir/stopped.html" &&
		why=$(sed -n 's/^romkit: //p' "$dir/err" | tail -n 1 | cut -c 1-40) && [ "$why" ] &&
		has "$dir/stopped.xml" " message=\"$why" && has "$dir/stopped.html" "$why"
}
ok 'why romkit could not go on is in JUnit XML and page' stopped
# What cannot be chosen is no reason for an older, green report to stay.
not_chosen() {
	run 0 check -C $pass hello --junit "$dir/chosen.xml" --html "$dir/chosen.html" --github &&
		run 2 check -C $pass helo --junit "$dir/chosen.xml" --html "$dir/chosen.html" --github || return
	has "$dir/chosen.xml" 'message="no case matches' && has "$dir/chosen.html" 'no case matches' &&
		has "$dir/out" '::error title=romkit::no case matches' && has "$dir/err" 'romkit: no case matches "helo" (did you mean'
}
ok 'nor does an older report stay where the cases cannot be chosen' not_chosen
# says TEXT COMMAND...: refused with that text, before anything runs.
says() {
	local text=$1
	run 2 "${@:2}" && is "$(grep -v 'running in the box' "$dir/err")" "$text" && empty "$dir/out"
}
makes_folders() { run 0 check -C $pass hello --junit "$dir/a/b/c.xml" --jsonl "$dir/d/e.jsonl" --tap="$dir/f/g" && [ -s "$dir/a/b/c.xml" ]; }
ok 'missing folders are made' makes_folders
mkdir "$dir/folder"
: >"$dir/file"
for kind in junit jsonl tap; do
	ok "--$kind on a folder" says "romkit: --$kind: $dir/folder: cannot write: Is a directory" check -C $pass --$kind="$dir/folder"
	ok "--$kind below a file" says "romkit: --$kind: $dir/file/x: cannot make the folder: Not a directory" check -C $pass --$kind="$dir/file/x/y"
done
ok 'two reports on standard output' says 'romkit: --jsonl and --junit cannot both go to standard output' check -C $pass --junit - --jsonl -
full() {
	run 2 check -C $pass hello "--$1=/dev/full" && is "$(tail -n 1 "$dir/out")" '1 passed, 0 failed' &&
		has "$dir/err" "romkit: --$1: " 'No space left on device'
}
for kind in junit jsonl tap; do
	ok "--$kind on a full disk: the verdict stands, the status is 2" full $kind
done
piped() { check -C $pass hello --junit >(cat >"$dir/piped.xml") >/dev/null 2>&1 && sleep 0.2 && xmllint --noout "$dir/piped.xml"; }
command -v xmllint >/dev/null && ok 'into a pipe by name' piped
replaced() {
	echo old >"$dir/old.xml" && ln -f "$dir/old.xml" "$dir/kept.xml" && run 0 check -C $pass hello --junit "$dir/old.xml" &&
		is "$(cat "$dir/kept.xml")" old && is "$(ls "$dir" | grep -c old.xml)" 1
}
ok 'JUnit XML replaces its file' replaced

finish
