# What the end-to-end tests share. A script sources it, calls `ok` for each test, and `finish` at its end.
#
#   ROMKIT   the program under test, an absolute path
#   dir      a folder of the script's own, removed at its end; `out` and `err` in it hold what `run` caught
#   no_kvm   why this host's own KVM runs no ROM; empty where it does
#   kvm      the option that keeps romkit in the box where there is one: there a run is exact to the cycle
#
# The working folder is the repository's root. BLESS=1 writes golden files instead of comparing with them.
set -u
export LC_ALL=C
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 2
root=$PWD
ROMKIT_BUILD=${ROMKIT_BUILD:-$root/build/release}
ROMKIT=$(readlink -f "${ROMKIT:-build/release/romkit}")
unset CI GITHUB_ACTIONS GITHUB_WORKSPACE GITHUB_STEP_SUMMARY NO_COLOR CLICOLOR_FORCE TERM BLESSED
dir=$(mktemp -d "${TMPDIR:-/tmp}/romkit-test.XXXXXX") || exit 2
trap 'rm -rf "$dir"' EXIT
count=0
failed=0
no_kvm=$("$ROMKIT" doctor --kvm host | sed -n 's|^/dev/kvm  *||p' | sed 's/^usable$//')
kvm=--kvm=auto
"$ROMKIT" box --check 2>/dev/null && kvm=--kvm=box

# ok NAME COMMAND...: one test, which passes where the command succeeds; its output shows only where it does not.
ok() {
	local name=$1
	shift
	count=$((count + 1))
	if "$@" >"$dir/told" 2>&1; then
		echo "ok $count - $name"
	else
		echo "not ok $count - $name"
		head -n 40 "$dir/told" | sed 's/^/# /'
		failed=$((failed + 1))
	fi
}

skip() {
	count=$((count + 1))
	echo "ok $count - $1 # SKIP $2"
}

finish() {
	echo "1..$count"
	[ "$failed" -eq 0 ]
	exit
}

# is GOT EXPECTED
is() { diff -u --label expected --label got <(printf '%s\n' "$2") <(printf '%s\n' "$1"); }

# golden FILE GOLDEN
golden() {
	[ -z "${BLESS:-}" ] || cp "$1" "$2"
	diff -u "$2" "$1"
}

# run STATUS COMMAND...: its output goes to $dir/out and $dir/err; fails where it ends with another status.
run() {
	local want=$1 got
	shift
	"$@" >"$dir/out" 2>"$dir/err"
	got=$?
	[ "$got" -eq "$want" ] && return
	echo "exit status $got instead of $want: $*"
	head -n 30 "$dir/out" "$dir/err"
	return 1
}

# has FILE TEXT...: each text is in the file, in one line.
has() {
	local file=$1 text
	[ $# -gt 1 ] || { echo "has: no text"; return 1; }
	shift
	for text; do
		grep -qF -- "$text" "$file" || { echo "not in $file: $text"; head -n 30 "$file"; return 1; }
	done
}

hasnt() { [ $# -gt 1 ] && ! has "$@" >/dev/null || { echo "in $1: $2"; return 1; }; }
empty() { [ ! -s "$1" ] || { echo "$1 is not empty:"; head -n 30 "$1"; return 1; }; }

# What differs from run to run and from host to host: the program's path and times; the cycles that a failure tells;
# and the cycles that stand on a case's line where they are exact.
no_times() {
	sed -E -e "s|$ROMKIT|romkit|" -e 's/ +[0-9.]+ (ns|us|ms|s)$/ TIME/' -e 's/[0-9.]+ (ns|us|ms|s) used/TIME used/'
}
exact() {
	no_times | sed -E -e 's/^(    \+ )(about )?[0-9,]+ cycles$/\1N cycles/' -e 's/allowed, ([0-9,]+|all) used/allowed, N used/' \
		-e '/^      ([0-9,]+ too (many|few)|this count varies)/d'
}
no_cycles() { exact | sed -E 's/^([A-Z]+ +[^ ]+) +[0-9,]+ cycles/\1/'; }

# The processes below a process.
descendants() {
	local child
	for child in $(pgrep -P "$1"); do
		echo "$child"
		descendants "$child"
	done
}

# alive PIDS: which of them, with spaces between, are. One that has ended and only waits for its parent to notice is not.
alive() {
	[ -n "$1" ] && ps -o pid=,stat=,args= -p "${1// /,}" | awk '$2 !~ /^Z/ { print; found = 1 } END { exit !found }'
}

# suite NAME: the ROMs of tests/suites/NAME; its folder is in $suite.
suite() {
	suite=tests/suites/$1
	make -s "SUITE=$suite" "ROMKIT=$ROMKIT" roms >"$dir/make" 2>&1 || { cat "$dir/make"; exit 2; }
}
