#!/usr/bin/env bash
# What a worker can still do once it serves requests: tests/sandbox/probe.c tries it from inside.
. "$(dirname "$0")/lib.bash"

probe=$ROMKIT_BUILD/probe
[ -x "$probe" ] || { echo "no $probe; run \`make test\`"; exit 2; }
in_box() { "$ROMKIT" box -- "$@" </dev/null; }
wanted="$("$probe" free </dev/null | tail -n 1)"

# all_right WHAT [in_box]
all_right() { "${@:2}" "$probe" "$1" </dev/null; }

ok 'there are calls to try' grep -qE '^[1-9][0-9]+ calls, 0 wrong$' <<<"$wanted"
ok 'outside of the sandbox each call goes through' all_right free
ok 'inside each ends as it must' all_right calls
ok 'without the filter: no file, no capability, limits' all_right rights
if [ "$kvm" = --kvm=box ]; then
	ok 'in the box, where it is root: outside' all_right free in_box
	ok 'in the box: inside' all_right calls in_box
	ok 'in the box: without the filter' all_right rights in_box
fi

# ---- a worker that waits for its first request

# What /proc tells of it, with two descriptors that it inherits.
cat >"$dir/look" <<'END'
mkfifo /dev/shm/requests /dev/shm/messages
exec 7</dev/null 8>/dev/null
"$1" worker </dev/shm/requests >/dev/shm/messages &
pid=$!
exec 5>/dev/shm/requests 6</dev/shm/messages
head -c 16 <&6 | cut -c 1-3
grep -E '^(Cap|NoNewPrivs|Seccomp|Threads)' /proc/$pid/status
for fd in /proc/$pid/fd/*; do echo "${fd##*/} $(readlink $fd)"; done
grep -E '^Max (file size|core|open|address)' /proc/$pid/limits
exec 5>&-
wait $pid
echo "ended with $?"
END
look() { tr -s '\t ' ' ' <"$dir/worker" | tr -d '\0' | grep -aE "$1"; }
descriptors() { is "$(look '^[0-9]+ ' | sed 's/ $//')" "$(printf '%s\n' '0 /dev/shm/requests' '1 /dev/shm/messages' "2 $1" '3 /dev/kvm')"; }

if [ "$kvm" = --kvm=box ]; then
	in_box bash "$dir/look" "$ROMKIT" >"$dir/worker" 2>"$dir/err" </dev/null
	ok 'a worker says hello' look '^RMK'
	ok 'its system calls are filtered' look '^Seccomp: 2'
	ok 'it can gain nothing' look '^NoNewPrivs: 1'
	ok 'it has no capability, nor can it have any' is "$(look '^Cap' | cut -d ' ' -f 2 | uniq)" 0000000000000000
	ok 'it has its own descriptors only' descriptors "$(look '^2 ' | cut -d ' ' -f 2)"
	ok 'its limits' is "$(look '^Max' | sed 's/ [a-z]* *$//')" "$(printf '%s\n' \
		'Max file size 0 0' 'Max core file size 0 0' 'Max open files 64 64' \
		"$([ "$(basename "$ROMKIT_BUILD")" = asan ] && echo 'Max address space unlimited unlimited' ||
			echo "Max address space $((4 << 30)) $((4 << 30))")")"
	ok 'it ends when its input does' look '^ended with 0$'
	ok 'and says nothing' empty "$dir/err"
else
	for what in 'a worker from outside' 'its limits'; do skip "$what" 'no box here, and no root'; done
fi

# ---- the table of requests

# Each request that vm/ makes is in vm/requests.c, and no other.
requests() {
	diff -u --label 'calls in runner/vm' --label runner/vm/requests.c \
		<(cat runner/vm/*.c | tr '\n' ' ' | grep -oE 'ioctl\([^;,]*, *KVM_[A-Z0-9_]+' | grep -oE 'KVM_[A-Z0-9_]+' | sort -u) \
		<(grep -oE 'KVM_[A-Z0-9_]+' runner/vm/requests.c | sort)
}
ok 'the sandbox knows each request that is made of KVM, and no other' requests
# One that is not made in one of those ways would be missing in both.
literal() { ! grep -nE 'ioctl\([^;,]*,[^K]*$' runner/vm/*.c runner/run/*.c | grep -vE 'ioctl\([^,]*, *(KVM|PERF_EVENT_IOC)_'; }
ok 'and each is written out where it is made' literal

finish
