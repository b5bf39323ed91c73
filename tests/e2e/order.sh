#!/usr/bin/env bash
# The order in which cases run, and whether their VMs are new, changes no result: the suite in cases/ in several orders.
# Left out are games/, which spend minutes polling the clock; `make check` runs them. seabios/ runs in order and --fresh
# only: its VMs are new in any case, so nothing can be left in them, and they take as long as all others together.
. "$(dirname "$0")/lib.bash"

if [[ $ROMKIT_BUILD == */asan ]]; then
	skip 'any order gives the same results' 'the suite, five times, takes more than two minutes there'
	finish
fi

# run_in NAME OPTION...: results in $dir/NAME, and what was said in $dir/NAME.said.
run_in() { "$ROMKIT" check "$kvm" -j 2 --skip 'games/*' --jsonl "$dir/$1" "${@:2}" >"$dir/$1.said" 2>&1; }
run_way() {
	case $1 in
	reversed) run_in "$1" --skip 'seabios/*' --reverse ;;
	seed-*) run_in "$1" --skip 'seabios/*' --shuffle="${1#seed-}" ;;
	fresh) run_in "$1" --fresh ;;
	esac
}
# By name: the lines of cases stand as they ended.
cases() { jq -r 'select(.type == "case") | '"$2" "$dir/$1" | LC_ALL=C sort; }
verdicts() { cases "$1" '"\(.name) \(.status)"'; }
# Of runs whose count is exact alone: the others tell no count, but what they do may depend on it. With `irqchip:
# kernel` none is exact, as time is the host's: where an interrupt meets running code varies.
digests() { cases "$1" 'select(.cycles_exact) | "\(.name) \(.digest)"'; }
# differs WHAT NAME: what is not as it was in order, of the cases that both have: a run that the box disturbed time and
# again is not exact, and is not compared.
differs() {
	diff -u --label in-order --label "$2" \
		<(LC_ALL=C join -o 1.1,1.2 <("$1" in-order) <("$1" "$2")) <(LC_ALL=C join -o 2.1,2.2 <("$1" in-order) <("$1" "$2"))
}
# Which are exact is a matter of the ROM, but for those.
all_compared() {
	local name had
	for name; do
		had=$(LC_ALL=C join <(digests in-order) <(cases $name .name) | wc -l)
		[ "$(LC_ALL=C join <(digests in-order) <(digests $name) | wc -l)" -ge $((had * 99 / 100)) ] || { echo $name; return 1; }
	done
}

run_in in-order
passed() { grep -qE '^[1-9][0-9]* passed, 0 failed' <<<"$(tail -n 1 "$dir/in-order.said")" || { cat "$dir/in-order.said"; return 1; }; }
ok 'in order: all pass' passed
ways='reversed seed-1 seed-2 fresh'
for way in $ways; do
	run_way $way
	ok "$way: the same verdicts" differs verdicts $way
	if [ "$kvm" = --kvm=box ]; then
		ok "$way: exact runs do the same to the last register" differs digests $way
	else
		skip "$way: exact runs do the same to the last register" 'only the box is exact to the cycle'
	fi
done
[ "$kvm" != --kvm=box ] || ok 'nearly all of the exact runs were compared' all_compared $ways

finish
