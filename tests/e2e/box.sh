#!/bin/bash
# End-to-end tests of the box: `romkit box` on a host whose box `make setup` has built. TAP on standard output.
# ROMKIT names the program.
set -u
export LC_ALL=C
romkit=$(readlink -f "${ROMKIT:-build/release/romkit}")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
count=0
failed=0

# ok NAME COMMAND...: one test; the command's exit status decides.
ok() {
	local name=$1
	shift
	count=$((count + 1))
	if "$@"; then
		echo "ok $count - $name"
	else
		echo "not ok $count - $name"
		failed=$((failed + 1))
	fi
}

is() {
	[ "$1" = "$2" ] || { printf '# got: %s\n# expected: %s\n' "$1" "$2"; return 1; }
}

box() { "$romkit" box "$@"; }

# status COMMAND...: its exit status on standard output, its own output nowhere.
status() {
	"$@" >/dev/null 2>&1
	echo $?
}

# wait_for COMMAND...: until it succeeds, ten seconds at most.
wait_for() {
	local tries
	for ((tries = 0; tries < 100; tries++)); do
		"$@" && return
		sleep 0.1
	done
	return 1
}

# qemu_of PID: the process id of that romkit's QEMU.
qemu_of() { pgrep -P "$1" -x qemu-system-x86; }
gone() { ! kill -0 "$1" 2>/dev/null; }

"$romkit" box --check || exit 2
cd "$dir" || exit 2

# ---- bytes

for ((i = 0; i < 256; i++)); do printf "\\x$(printf %02x $i)"; done >all
head -c 5000000 /dev/urandom >large

pass_all() { box cat <all | cmp - all; }
ok 'all byte values pass both ways' pass_all
pass_large() { box cat <large | cmp - large; }
ok 'five megabytes pass both ways' pass_large
out_only() { box cat "$dir/large" | cmp - large; }
ok 'five megabytes come out' out_only
slow_reader() { box cat "$dir/large" | (sleep 2; cat) | cmp - large; }
ok 'a slow reader gets everything' slow_reader
separate() {
	box sh -c 'echo out; echo err >&2' >o 2>e && is "$(cat o)" out && is "$(cat e)" err
}
ok 'standard output and error stay apart' separate
reopen() { is "$(box sh -c 'echo twice >/dev/stdout; echo two >/dev/stderr' 2>&1 | sort | xargs)" 'twice two'; }
ok '/dev/stdout and /dev/stderr can be opened' reopen
both_full() {
	box sh -c 'cat "$1" & cat "$1" >&2; wait' - "$dir/large" >o 2>e && cmp o large && cmp e large
}
ok 'two large streams at once' both_full
input_end() { is "$(printf abc | box wc -c | tr -d ' ')" 3; }
ok 'the end of standard input is seen' input_end
no_input() { is "$(box cat </dev/null)" '' && is "$(box wc -c <&-)" 0; }
ok 'empty and closed standard input' no_input
unread_input() { is "$(head -c 3000000 /dev/zero | box echo over)" over; }
ok 'a command that reads no input ends' unread_input
broken_pipe() { [ "$(timeout 20 "$romkit" box yes | head -n 1)" = y ]; }
ok 'a closed reader ends the command' broken_pipe
left_behind() { is "$(box sh -c 'sleep 1000 & echo over')" over; }
ok 'a background process does not keep the box' left_behind

# ---- how it ends

ok 'exit status 0' is "$(status box true)" 0
ok 'exit status 7' is "$(status box sh -c 'exit 7')" 7
ok 'death by a signal' is "$(status box sh -c 'kill -9 $$')" 137
ok 'a command that is not there' is "$(status box ./nonesuch)" 127
ok 'a command that cannot be run' is "$(status box /etc/passwd)" 126
not_there() { is "$(box ./nonesuch 2>&1)" 'romkit: ./nonesuch: No such file or directory'; }
ok 'its message' not_there
ok 'no command' is "$(status box)" 2

# ---- what it sees

cwd() { is "$(box pwd)" "$dir"; }
ok 'the working folder' cwd
environment() {
	is "$(WITH_SPACE='a  b
c' box sh -c 'echo "$WITH_SPACE $ROMKIT_IN_BOX"')" 'a  b
c 1'
}
ok 'the environment' environment
arguments() { is "$(box printf '<%s>' '' 'a b' '$x' -n)" '<><a b><$x><-n>'; }
ok 'arguments' arguments
umask_kept() { is "$(umask 077; box sh -c umask)" 0077; }
ok 'the umask' umask_kept
date_close() { local d=$(($(box date +%s) - $(date +%s))); [ ${d#-} -le 5 ]; }
ok 'the date' date_close
read_only() {
	[ "$(status box touch "$dir/new")" != 0 ] && [ ! -e new ] &&
		[ "$(status box rm "$dir/all")" != 0 ] && [ -e all ]
}
ok 'the system is read-only' read_only
temporary() {
	is "$(box sh -c 'f=$(mktemp) && echo x >"$f" && cat "$f"; echo y >/run/y && cat /run/y' | xargs)" 'x y'
}
ok 'temporary files' temporary
writable() {
	mkdir -p 'w, x/y' &&
		box --writable 'w, x' sh -c 'cd "w, x" && echo 1 >y/f && mv y/f g && mkdir d' &&
		is "$(cat 'w, x/g')" 1 && [ -d 'w, x/d' ] && [ "$(status box --writable 'w, x' touch n)" != 0 ]
}
ok 'a writable folder, and only that one' writable
writable_large() { mkdir -p w2 && box -w w2 cp large w2/copy && cmp large w2/copy; }
ok 'a large file written' writable_large
ok 'a writable folder that is not there' is "$(status box --writable nonesuch true)" 2
ok 'five writable folders are too many' is "$(status box -w . -w . -w . -w . -w . true)" 2

cat >api.c <<'END'
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdio.h>
#include <sys/ioctl.h>

int main(void)
{
	int kvm = open("/dev/kvm", O_RDWR);
	int vm = ioctl(kvm, KVM_CREATE_VM, 0);

	printf("%d %d\n", ioctl(kvm, KVM_GET_API_VERSION, 0), vm >= 0 && ioctl(vm, KVM_CREATE_VCPU, 0) >= 0);
	return 0;
}
END
real_kvm() { "${CC:-gcc}" -o api api.c && is "$(box ./api)" '12 1'; }
ok '/dev/kvm makes a VM with a vCPU' real_kvm
dev_mem() { box sh -c 'test -c /dev/mem && test -c /dev/null && grep -q "iomem=relaxed tsc=reliable" /proc/cmdline'; }
ok '/dev/mem, and the kernel options that the runner needs' dev_mem
no_skip() { is "$(box sh -c 'timeout 5 cat large >/dev/null; echo $?')" 0; }
ok 'waiting for files does not use up a time-out' no_skip
start_state() { box sh -c 'echo $$; cut -d. -f1 /proc/uptime'; }
same_start() { is "$(start_state)" "$(start_state)"; }
ok 'every box starts from the same state' same_start

# ---- trouble

# begin COMMAND...: in the background, until it has said "on". Its process id is in $pid, its QEMU's in $qemu.
begin() {
	: >log
	# With job control, or the shell would have it ignore SIGINT.
	set -m
	"$romkit" box "$@" >log 2>errors &
	pid=$!
	set +m
	qemu=
	wait_for grep -q on log || echo '# it did not start'
	qemu=$(qemu_of $pid)
}

# finish: wait for it; its exit status is in $end, the seconds that took in $took.
finish() {
	local start=$SECONDS
	wait $pid 2>/dev/null
	end=$?
	took=$((SECONDS - start))
}

interrupted() {
	begin sh -c 'echo on; sleep 1000'
	kill -"$1" $pid
	finish
	is $end "$2" && [ $took -le 5 ] && wait_for gone "$qemu"
}
ok 'SIGINT ends it with 130' interrupted INT 130
ok 'SIGTERM ends it with 143' interrupted TERM 143
ok 'SIGHUP ends it with 129' interrupted HUP 129

handled() {
	begin sh -c 'trap "echo caught; exit 5" TERM; echo on; while :; do sleep 0.1; done'
	kill -TERM $pid
	finish
	is $end 5 && grep -q caught log
}
ok 'the command may handle a signal' handled
stubborn() {
	begin sh -c 'trap "" INT; echo on; while :; do sleep 1; done'
	kill -INT $pid
	finish
	is $end 130 && [ $took -le 5 ] && wait_for gone "$qemu" && grep -q 'ended by signal 2' errors
}
ok 'a command that ignores SIGINT is ended' stubborn
nohup_kept() {
	begin sh -c 'echo on; sleep 1000'
	kill -KILL $pid
	finish
	(trap '' HUP; exec "$romkit" box sh -c 'echo on; sleep 3; echo end' >log 2>errors) &
	pid=$!
	wait_for grep -q on log
	kill -HUP $pid
	finish
	is $end 0 && grep -q end log
}
ok 'an ignored SIGHUP stays ignored' nohup_kept
killed_qemu() {
	begin sh -c 'echo on; sleep 1000'
	kill -KILL "$qemu"
	finish
	is $end 2 && [ $took -le 3 ] && grep -q 'romkit: the box is gone: its QEMU was killed by signal 9' errors
}
ok 'a killed QEMU is an error' killed_qemu
killed_self() {
	begin sh -c 'echo on; sleep 1000'
	kill -KILL $pid
	finish
	is $end 137 && wait_for gone "$qemu"
}
ok 'a killed romkit takes its QEMU along' killed_self
panic() {
	[ "$(status timeout 20 "$romkit" box sh -c 'echo c >/proc/sysrq-trigger')" = 2 ] &&
		box sh -c 'echo c >/proc/sysrq-trigger' 2>&1 | grep -q 'Kernel panic'
}
ok 'a panic of the kernel is an error that shows its last words' panic
missing() {
	is "$(ROMKIT_BOX="$dir/none" "$romkit" box true 2>&1)" "romkit: no box in $dir/none; run \`romkit setup\`" &&
		is "$(ROMKIT_BOX="$dir/none" status "$romkit" box true)" 2
}
ok 'a missing image is an error that tells what to do' missing
changed() {
	local image
	image=$(readlink -f "${ROMKIT_BOX:-${XDG_CACHE_HOME:-$HOME/.cache}/romkit/box}/image")
	mkdir -p other
	cp -r --sparse=always "$image" other/image
	sed -i 's/^qemu [0-9]*/qemu 1/' other/image/stamp
	ROMKIT_BOX=$dir/other "$romkit" box true 2>&1 |
		grep -q 'has changed since the box was made; run `romkit setup`' &&
		sed 's/^format .*/format 0/' "$image/stamp" >other/image/stamp &&
		ROMKIT_BOX=$dir/other "$romkit" box true 2>&1 | grep -q 'another version of romkit' &&
		cp "$image/stamp" other/image/stamp && truncate -s 1000 other/image/state &&
		is "$(ROMKIT_BOX=$dir/other status timeout 20 "$romkit" box true)" 2
	local ret=$?
	rm -rf other
	return $ret
}
ok 'a changed QEMU, another format and a damaged image are errors' changed
two() {
	box sh -c 'sleep 1; echo one' >o1 &
	box sh -c 'sleep 1; echo two' >o2
	wait $!
	is "$(cat o1 o2 | xargs)" 'one two'
}
ok 'two boxes at once' two
nothing_left() {
	mkdir tmp
	TMPDIR=$dir/tmp begin sh -c 'echo on; sleep 1'
	finish
	is $end 0 && [ -n "$qemu" ] && gone "$qemu" && [ -z "$(ls -A tmp)" ]
}
ok 'nothing is left behind' nothing_left

echo "1..$count"
[ $failed = 0 ]
