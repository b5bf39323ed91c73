#!/usr/bin/env bash
# ROMs that do their worst: each ends in its own way within its budget, and leaves nothing behind for the next.
. "$(dirname "$0")/lib.bash"

check() { "$ROMKIT" check "$kvm" "$@"; }

suite hostile

# Behind each hostile case the same worker runs a plain one, on a machine of the same kind: what an earlier run left
# behind would show in what it prints.
mkdir -p "$dir/s" && ln -s "$root/$suite/build" "$root/$suite/rom-src" "$dir/s"
names=$(cd $suite/cases && ls | sed 's/\.expect$//' | grep -v '^plain$')
for name in $names; do
	mkdir -p "$dir/s/cases/$name"
	cp "$suite/cases/$name.expect" "$dir/s/cases/$name/1-hostile.expect"
	machine='memory: 1M'
	grep -qE 'start: (protected|long)' "$suite/cases/$name.expect" && machine='memory: 16M'
	! grep -q 'memory: 2M' "$suite/cases/$name.expect" || machine='memory: 2M'
	! grep -q 'cpu: v3' "$suite/cases/$name.expect" || machine="$machine, cpu: v3"
	printf 'rom: plain\nmachine: {%s}\nstop: halt\n' "$machine" >"$dir/s/cases/$name/2-plain.expect"
done

check -v -C "$dir/s" >"$dir/kept" 2>"$dir/err"
kept_status=$?
check -v --fresh -C "$dir/s" '*/2-plain' >"$dir/fresh" 2>>"$dir/err"
fresh_status=$?

# report FILE CASE: what a report says of one case, times apart.
report() { awk -v name="$2" '/^[A-Z]+ +[^ ]+/ { on = $2 == name } on' "$1" | no_times; }

ends() { grep -q "^PASS   $1/1-hostile " "$dir/kept" || { report "$dir/kept" "$1/1-hostile"; return 1; }; }
# Some print a time of their own where they are told the clock; the rest is the same to the byte.
clean() {
	report "$dir/kept" "$1/2-plain" >"$dir/after"
	report "$dir/fresh" "$1/2-plain" >"$dir/alone"
	grep -q '^PASS ' "$dir/alone" || { cat "$dir/alone"; return 1; }
	diff -u "$dir/alone" "$dir/after"
}
# in_time NAME: the time it took is within its budget and 100 ms.
in_time() {
	awk -v name="$1/1-hostile" -v budget="$(sed -nE 's/.*time: ([0-9]+)ms.*/\1/p' "$suite/cases/$1.expect")" '
		$2 == name {
			ms = $(NF - 1) * ($NF == "s" ? 1000 : $NF == "ms" ? 1 : $NF == "us" ? 0.001 : 0.000001)
			exit ms > (budget ? budget : 1000) + 100 }' "$dir/kept"
}
for name in $names; do
	ok "$name ends as it must" ends "$name"
	grep -q ms, "$suite/cases/$name.expect" || grep -q 'ms}' "$suite/cases/$name.expect" && ok "$name ends in time" in_time "$name"
	ok "$name leaves nothing behind" clean "$name"
done
ok 'all of them pass' is "$kept_status $fresh_status" '0 0'
ok 'nothing on standard error' empty "$dir/err"

finish
