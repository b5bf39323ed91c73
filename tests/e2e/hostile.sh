#!/usr/bin/env bash
# ROMs that do their worst: each ends in its own way within its budget, and leaves nothing behind for the next.
. "$(dirname "$0")/lib.bash"

check() { "$ROMKIT" check "$kvm" "$@"; }

suite hostile

# What a plain ROM, which prints all that it can see of its machine, prints in a VM of its own.
images=$suite/build/rom
run 0 "$ROMKIT" run "$kvm" --raw $images/plain.bin && cp "$dir/out" "$dir/baseline" || exit 2
run 0 "$ROMKIT" run "$kvm" --raw --cpu v3 $images/plain.bin && cp "$dir/out" "$dir/v3" || exit 2

# Behind each hostile case the same worker runs the plain ROM, on a machine of the same kind, and it must print the same.
mkdir -p "$dir/s" && ln -s "$root/$suite/build" "$root/$suite/rom-src" "$dir/s"
names=$(cd $suite/cases && ls | sed 's/\.expect$//' | grep -v '^plain$')
for name in $names; do
	case=$suite/cases/$name.expect
	mkdir -p "$dir/s/cases/$name"
	cp "$case" "$dir/s/cases/$name/1-hostile.expect"
	memory=1M cpu=baseline
	grep -qE 'start: (protected|long)' "$case" && memory=16M
	grep -q 'memory: 2M' "$case" && memory=2M
	grep -q 'cpu: v3' "$case" && cpu=v3
	{
		printf 'rom: plain\nmachine: {memory: %s, cpu: %s}\nstop: halt\nconsole: |\n' $memory $cpu
		sed 's/^/  /' "$dir/$cpu"
	} >"$dir/s/cases/$name/2-plain.expect"
done

check -C "$dir/s" >"$dir/kept" 2>"$dir/err"
kept_status=$?

# passes CASE: that it passed; else what the report says of it.
passes() {
	grep -q "^PASS   $1 " "$dir/kept" && return
	awk -v name="$1" '/^[A-Z]+ +[^ ]+/ { on = $2 == name } on' "$dir/kept"
	return 1
}
# in_time NAME: the time it took is within its budget and 100 ms.
in_time() {
	awk -v name="$1/1-hostile" -v budget="$(grep -oE 'time: [0-9]+m?s' "$suite/cases/$1.expect")" '
		function ms(n, unit) { return n * (unit == "s" ? 1000 : unit == "ms" ? 1 : unit == "us" ? 1e-3 : 1e-6) }
		$2 == name && $1 == "PASS" {
			split(budget, word, " ")
			late = ms($(NF - 1), $NF) > ms(word[2] + 0, word[2] ~ /ms/ ? "ms" : "s") + 100
			found = 1
		}
		END { exit late || !found }' "$dir/kept"
}
for name in $names; do
	ok "$name ends as it must" passes "$name/1-hostile"
	! grep -q 'time: ' "$suite/cases/$name.expect" || ok "$name ends in time" in_time "$name"
	ok "$name leaves nothing behind" passes "$name/2-plain"
done
ok 'all of them pass' is "$kept_status" 0
ok 'nothing on standard error' empty "$dir/err"

finish
