#!/usr/bin/env bash
# The HTML report: one file that needs nothing else, in which no guest can do anything; looked at in a browser.
. "$(dirname "$0")/lib.bash"

python=/usr/bin/python3
suite report
written() {
	run 2 "$ROMKIT" check "$kvm" -q -C $suite --html "$dir/report.html" --jsonl "$dir/report.jsonl" &&
		is "$(tail -n 1 "$dir/out")" '2 passed, 3 failed, 1 skipped'
}
ok 'a report is written' written
merged() { run 2 "$ROMKIT" merge -q "$dir/report.jsonl" --html "$dir/merged.html" && cmp "$dir/report.html" "$dir/merged.html"; }
ok 'merge writes the same page' merged
well_formed() { # as XML, but for what HTML leaves open
	sed -E -e 's/<(meta|link|input)([^>]*)>/<\1\2\/>/' -e 's/ (open|hidden)>/>/' -e 's|<style>.*|<style>|; s|<script>.*|<script>|' \
		-e '/<style>/,/<\/style>/{/<\/\?style>/!d}' -e '/<script>/,/<\/script>/{/<\/\?script>/!d}' "$dir/report.html" >"$dir/page.xml"
	xmllint --noout "$dir/page.xml"
}
if command -v xmllint >/dev/null; then
	ok 'its elements are closed and nested' well_formed
else
	skip 'its elements are closed and nested' 'no xmllint; run `make setup`'
fi
alone() { ! grep -nE '(src|href|action)="?(https?:|//|file:)|@import|url\(' "$dir/report.html"; }
ok 'it refers to nothing else' alone
hashed() { # the policy lets in just what is there
	local element hash
	for element in style script; do
		hash=$(perl -0777 -ne "print \$1 if m{<$element>(.*)</$element>}s" "$dir/report.html" | sha256sum | cut -c 1-64 | tr a-f A-F |
			basenc --base16 -d | base64)
		has "$dir/report.html" "$element-src 'sha256-$hash'" || return
	done
}
ok 'its policy has the hashes of its style and script' hashed
escaped() { hasnt "$dir/report.html" '<img' && hasnt "$dir/report.html" '<b>marks' && has "$dir/report.html" '&lt;img src=x onerror='; }
ok 'what a guest printed is text' escaped
to_stdout() { run 2 "$ROMKIT" merge "$dir/report.jsonl" --html - && cmp "$dir/out" "$dir/report.html" && has "$dir/err" '2 passed, 3 failed, 1 skipped'; }
ok '--html - is all there is on standard output' to_stdout
ok '--html on a folder' run 2 "$ROMKIT" merge "$dir/report.jsonl" --html "$dir"

# 10,000 cases of which each 50th failed, made from the ones above.
jq -c -n --slurpfile lines "$dir/report.jsonl" '
	($lines | map(select(.status == "fail")) | .[0]) as $bad | ($lines | map(select(.status == "pass")) | .[0]) as $good |
	[range(10000) | "group\(. / 100 | floor)/case\(.)"] as $names |
	($lines[0] | .plan = $names),
	(range(10000) | . as $i | (if $i % 50 == 7 then $bad else $good end) |
		.name = $names[$i] | .path = "cases/\(.name).expect" | .cycles = ($i * 7919 % 10007) | .wall_ns = $i),
	$lines[-1]' >"$dir/many.jsonl"
many() {
	run 1 "$ROMKIT" merge -q "$dir/many.jsonl" --html "$dir/many.html" &&
		[ "$(stat -c %s "$dir/many.html")" -lt 10000000 ] || { stat -c '%s bytes' "$dir/many.html"; return 1; }
}
ok '10,000 cases stay below 10 MB' many

if ! (cd tests && "$python" -c 'import browser; exit(browser.find() is None)') 2>/dev/null; then
	skip 'in a browser' 'no Chromium; tools/setup --browser installs one'
	finish
fi
# The tests in it print lines as TAP has them, without numbers.
"$python" tests/html.py "$dir/report.html" "$dir/many.html" >"$dir/browser" 2>&1 || echo "not ok - tests/html.py ended with status $?" >>"$dir/browser"
fails() { cat "$dir/browser"; return 1; }
while IFS= read -r line; do
	case $line in
	'ok - '*) ok "${line#ok - }" true ;;
	'not ok - '*) ok "${line#not ok - }" fails ;;
	esac
done <"$dir/browser"
finish
