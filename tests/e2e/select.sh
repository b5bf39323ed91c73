#!/usr/bin/env bash
# Which cases run: --changed, --failed, --shard, --skip, --list, and all of them together.
. "$(dirname "$0")/lib.bash"

unset MAKEFLAGS MAKELEVEL MFLAGS
unset "${!GIT_@}"
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_CEILING_DIRECTORIES=$dir
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b

# A suite that lies below the top of its repository. Its macros come from a romkit in the same repository.
repo="$dir/repo with space"
s="$repo/fw"
mkdir -p "$s"/{rom-src/include,rom-src/deep,cases/deep,images} "$repo/romkit/rom-src/include" "$repo/romkit/runner"
cp romkit.mk "$repo/romkit"
echo "%define PORT 0xe9" >"$repo/romkit/rom-src/include/console.inc"
touch "$repo/romkit/runner/main.c"
printf 'ROMKIT_DIR := ../romkit\nROMKIT := romkit\nROMKIT_INC := ../romkit/rom-src/include\ninclude $(ROMKIT_DIR)/romkit.mk\n' >"$s/Makefile"
rom() { printf '%s\n' "${@:2}" '        bits 16' '        hlt' >"$s/rom-src/$1.asm"; }
expect() { printf '%s\n' "${@:2}" 'stop: halt' >"$s/cases/$1.expect"; }
rom plain
rom one '%include "one.inc"'
rom two '%include "two.inc"'
rom deep/console '%include "console.inc"'
rom bytes
echo 'incbin "../images/bytes.raw"' >>"$s/rom-src/bytes.asm"
echo '%define ONE 1' >"$s/rom-src/include/one.inc"
echo '%include "inner.inc"' >"$s/rom-src/include/two.inc"
echo '%define INNER 1' >"$s/rom-src/include/inner.inc"
echo bytes >"$s/images/bytes.raw"
printf '\364' >"$s/images/made.bin"
head -c 512 /dev/zero >"$s/images/disk.img"
for name in plain one two deep/console bytes; do expect $name; done
expect made 'rom: images/made.bin' 'tags: [fast, odd]'
expect disk 'rom: plain' 'machine: {disk: images/disk.img}' 'tags: [fast]'
expect built-disk 'rom: plain' 'machine: {disk: one}' 'tags: [odd]'
expect needs 'rom: plain' 'needs: images/bytes.raw'
expect 'mit Leer-ü' 'rom: plain'
printf 'build/\n' >"$repo/.gitignore"
echo hello >"$repo/README.md"
build() { make -s --no-print-directory -C "$s" roms >"$dir/made" 2>&1 || { cat "$dir/made"; return 1; }; }
git_() { git -C "$repo" -c core.autocrlf=false "$@"; }
build || exit 2
git_ init -q -b main && git_ add -A && git_ commit -qm first

list() { "$ROMKIT" check --list -C "$s" "$@"; }
# lists NAMES OPTION...: exactly these would run; nothing is on standard error but what `said` has.
said=''
lists() {
	local want=$1
	run 0 list "${@:2}" && is "$(paste -sd, "$dir/out")" "$want" && is "$(cat "$dir/err")" "$said"
}
all='built-disk,bytes,deep/console,disk,made,mit Leer-ü,needs,one,plain,two'
none='romkit: --changed: no case is touched'
# touches NAMES: after what changed since HEAD and make; then all is as it was.
touches() {
	local ret
	build && said=${2:-} lists "$1" --changed HEAD
	ret=$?
	git_ reset -q --hard && git_ clean -qfd && build
	return $ret
}
append() { echo "${2:-; x}" >>"$1"; }

# ---- what a file touches

nothing() { said=$none lists '' --changed HEAD; }
ok 'nothing has changed' nothing
readme() { append "$repo/README.md" && append "$s/notes.txt" && touches '' "$none"; }
ok 'a file that no case knows touches nothing' readme
expectation() { append "$s/cases/one.expect" '# x' && touches one; }
ok 'a case by its .expect file' expectation
source_() { append "$s/rom-src/one.asm" && touches built-disk,one; }
ok 'by the source of its ROM, or of its disk' source_
include() { append "$s/rom-src/include/inner.inc" && touches two; }
ok 'by an include of an include' include
library() { append "$repo/romkit/rom-src/include/console.inc" && touches deep/console; }
ok 'by an include of romkit' library
incbin() { append "$s/images/bytes.raw" && touches bytes,needs; }
ok 'by an incbin; by a file that it needs' incbin
image() { append "$s/images/made.bin" && append "$s/images/disk.img" && touches disk,made; }
ok 'by an image and by a disk' image
makefile() { append "$s/Makefile" '# x' && touches "$all" "romkit: --changed: all are touched by $s/Makefile"; }
ok 'the Makefile touches all' makefile
romkit_itself() {
	append "$repo/romkit/runner/main.c" && touches "$all" "romkit: --changed: all are touched by $repo/romkit/runner/main.c"
}
ok 'romkit itself touches all' romkit_itself
odd_name() { append "$s/cases/mit Leer-ü.expect" '# x' && touches 'mit Leer-ü'; }
ok 'a name with a space and an umlaut' odd_name
newline() {
	expect $'new\nline' 'rom: plain' && run 0 list --changed HEAD && is "$(cat "$dir/out")" 'new\nline'
	local ret=$?
	git_ clean -qfd
	return $ret
}
ok 'a name with a newline' newline
new() { rom new && expect new && touches new; }
ok 'a new case, not yet added' new
added() { rom new && expect new && git_ add -A && touches new; }
ok 'and once it is' added
committed() {
	append "$s/rom-src/two.asm" && git_ commit -qam second && append "$s/cases/one.expect" '# x' && build || return
	lists 'one,two' --changed HEAD~ && lists one --changed HEAD
	local ret=$?
	git_ reset -q --hard HEAD~ && build
	return $ret
}
ok 'what was committed and what was not' committed

# ---- deleted and renamed

gone() {
	rm "$s/rom-src/include/one.inc" && rom one && touches built-disk,one
}
ok 'a deleted include and who stops to include it' gone
hidden() {
	cp "$s/rom-src/include/one.inc" "$s/rom-src/include/console.inc" && git_ add -A && git_ commit -qm hides && build &&
		rm "$s/rom-src/include/console.inc" && build && lists deep/console --changed HEAD
	local ret=$?
	git_ reset -q --hard HEAD~ && build
	return $ret
}
ok 'a deleted include that hid one of romkit' hidden
unbuilt() {
	rm "$s/rom-src/include/one.inc"
	said='romkit: --changed: what one is built from is not known, so it counts as touched: run make roms first' \
		lists built-disk,one --changed HEAD
	local ret=$?
	git_ reset -q --hard && build
	return $ret
}
ok 'what cannot be known runs, and it says so' unbuilt
never_built() {
	rm "$s/build/rom/two.d" && append "$repo/README.md"
	said='romkit: --changed: what two is built from is not known, so it counts as touched: run make roms first' \
		lists two --changed HEAD
	local ret=$?
	git_ reset -q --hard && build
	return $ret
}
ok 'a ROM without a .d file, too' never_built
renamed() {
	git_ mv fw/cases/one.expect fw/cases/uno.expect && sed -i '1i rom: one' "$s/cases/uno.expect" && touches uno
}
ok 'a renamed case' renamed
renamed_include() {
	git_ mv fw/rom-src/include/one.inc fw/rom-src/include/uno.inc && rom one '%include "uno.inc"' && touches built-disk,one
}
ok 'a renamed include' renamed_include
linked() {
	mkdir "$repo/shared" && mv "$s/rom-src/include" "$repo/shared" && ln -s ../../shared/include "$s/rom-src/include" &&
		git_ add -A && git_ commit -qm link && build && append "$repo/shared/include/one.inc" && build &&
		lists built-disk,one --changed HEAD
	local ret=$?
	git_ reset -q --hard HEAD~ && git_ clean -qfd && build
	return $ret
}
ok 'an include behind a link' linked

# ---- revisions

# Somebody else's commits on main are none of mine.
branch() {
	git_ checkout -qb mine && append "$s/cases/one.expect" '# x' && git_ commit -qam mine && git_ checkout -q main &&
		append "$s/cases/two.expect" '# x' && git_ commit -qam theirs && git_ checkout -q mine && build &&
		lists one --changed main
	local ret=$?
	git_ checkout -q main && git_ reset -q --hard HEAD~ && build
	return $ret
}
ok 'since the branch left main' branch
complains() {
	local text=$1
	run 2 "${@:2}" && is "$(cat "$dir/err")" "$text" && empty "$dir/out"
}
ok 'an unknown revision: what git says' complains "romkit: --changed nope: git: fatal: bad revision 'nope'" list --changed nope
ok 'a revision that looks like an option' complains "romkit: --changed --output=x: git: fatal: bad revision '--output=x'" \
	list --changed=--output=x
no_repository() {
	mkdir -p "$dir/none/cases" && echo 'stop: halt' >"$dir/none/cases/x.expect"
	run 2 list -C "$dir/none" --changed HEAD && has "$dir/err" 'romkit: --changed HEAD: git: fatal: not a git repository'
}
ok 'no repository: what git says' no_repository
no_git() {
	mkdir -p "$dir/bin"
	complains 'romkit: --changed HEAD: cannot run git: No such file or directory' env "PATH=$dir/bin" "$ROMKIT" check \
		--list -C "$s" --changed HEAD
}
ok 'no git' no_git
settings() {
	git_ config diff.relative true && git_ config diff.renames copies && git_ config diff.noprefix true &&
		git_ config status.showUntrackedFiles no && renamed
	local ret=$?
	git_ config --unset diff.relative
	return $ret
}
ok 'whatever the settings of git are' settings
# git's end could not be waited for.
child_ignored() { (cd "$s" && run 0 env --ignore-signal=CHLD "$ROMKIT" check --list --changed HEAD && empty "$dir/out"); }
ok 'where SIGCHLD is ignored' child_ignored
from_inside() {
	append "$s/cases/one.expect" '# x'
	(cd "$s/cases" && run 0 "$ROMKIT" check --list -C .. --changed HEAD && is "$(cat "$dir/out")" one) &&
		(cd "$s" && run 0 "$ROMKIT" check --list --changed HEAD && is "$(cat "$dir/out")" one)
	local ret=$?
	git_ reset -q --hard
	return $ret
}
ok 'from another folder' from_inside

# ---- words, --skip, --shard, tags

ok 'tag:fast or tag:odd' lists built-disk,disk,made tag:fast tag:odd
ok 'tag:fast+odd: both' lists made tag:fast+odd
ok 'a glob of tags' lists built-disk,disk,made 'tag:*'
ok '--skip' lists bytes,needs,one,plain,two --skip 'tag:*' --skip deep --skip 'm*'
malformed_tag() {
	local ret=0
	printf 'tags: [fast]\nstop: hallt\n' >"$s/cases/torn.expect"
	run 2 "$ROMKIT" check "$kvm" -C "$s" tag:odd && has "$dir/out" "ERROR  torn" || ret=1
	run 2 "$ROMKIT" list -C "$s" --names --skip "tag:*" && has "$dir/out" torn || ret=1
	rm "$s/cases/torn.expect" "$s/build/romkit.last"
	return $ret
}
ok 'a malformed case is in every tag, and shows' malformed_tag
ok '--skip of what is not there' complains 'romkit: --skip: no case matches "plein" (did you mean "plain"?)' list --skip plein
skip_all() { said='romkit: --skip leaves no case' lists '' one --skip one; }
ok '--skip of all that was chosen' skip_all
shards() {
	local k
	for k in 1 2 3; do list --shard $k/3; done | sort >"$dir/parts"
	is "$(paste -sd, "$dir/parts")" "$all" && [ "$(list --shard 1/3)" != "$(list --shard 2/3)" ]
}
ok 'three shards are the whole' shards
stays() {
	local before
	before=$(list --shard 2/3) && expect aaa 'rom: plain' && expect zzz 'rom: plain'
	is "$(list --shard 2/3 --skip aaa --skip zzz)" "$before"
	local ret=$?
	git_ clean -qfd
	return $ret
}
ok 'a shard keeps its cases when others come' stays
empty_shard() { said='romkit: --shard: there is no case in this part' lists '' one --shard 1/1000; }
ok 'a shard without cases is no error' empty_shard
ok 'a bad shard' complains 'romkit: --shard "4/3" is no shard: K/N is meant, with K from 1 to N, such as 1/4' list --shard 4/3
together() {
	append "$s/rom-src/plain.asm" && build && lists disk 'tag:*' --changed HEAD --skip 'tag:odd'
	local ret=$?
	git_ reset -q --hard && build
	return $ret
}
ok 'all of them together are what all of them choose' together
list_too() { run 0 "$ROMKIT" list -C "$s" --names --skip 'tag:*' 'o*' && is "$(cat "$dir/out")" one; }
ok 'romkit list takes them, too' list_too

# ---- --failed

check() { "$ROMKIT" check "$kvm" -q -C "$s" "$@"; }
ok '--failed before the first run' complains \
	"romkit: --failed: no earlier run is known, as there is no $s/build/romkit.last: run the cases once without it" list --failed
fails() {
	echo 'registers: {ax: 1}' >>"$s/cases/one.expect" && echo 'stpo: halt' >>"$s/cases/two.expect"
	run 2 check && is "$(tail -n 1 "$dir/out")" '8 passed, 1 failed' && lists one,two --failed
}
ok '--failed: what failed and what could not be run' fails
keeps() { run 0 check plain disk && lists one,two --failed; }
ok 'cases that did not run keep what they had' keeps
skips() {
	echo 'needs: not-there' >>"$s/cases/one.expect" && run 0 check one && lists two --failed
	local ret=$?
	git_ checkout -q fw/cases/one.expect && echo 'registers: {ax: 1}' >>"$s/cases/one.expect" && run 1 check one
	return $ret
}
ok 'nor has what is skipped now' skips
mends() { git_ checkout -q fw/cases/one.expect && run 2 check --failed && lists two --failed; }
ok 'what passes now has not failed' mends
deleted() {
	rm "$s/cases/two.expect" && run 0 check plain && git_ checkout -q fw/cases
	said='romkit: --failed: none of the cases failed when it ran last' lists '' --failed
}
ok 'a deleted case is dropped' deleted
killed() {
	echo 'registers: {ax: 1}' >>"$s/cases/one.expect" && run 1 check one || return
	git_ checkout -q fw/cases && printf 'start: jmp start\n' >"$s/rom-src/plain.asm" && build || return
	printf 'budget: {time: 60s, cycles: 100_000_000_000}\nstop: halt\n' >"$s/cases/plain.expect"
	"$ROMKIT" check "$kvm" -C "$s" one plain >/dev/null 2>&1 &
	sleep 1 && kill -9 $! && wait $! 2>/dev/null
	git_ checkout -q . && build
	lists one --failed
}
ok 'a run that was killed changes nothing' killed
nothing_left() {
	run 0 check && run 0 check --failed && is "$(cat "$dir/out")" '0 passed, 0 failed' &&
		is "$(cat "$dir/err")" 'romkit: --failed: none of the cases failed when it ran last'
}
ok 'where nothing failed the status is 0' nothing_left
at_once() {
	local name
	for name in one two plain bytes; do echo 'registers: {ax: 1}' >>"$s/cases/$name.expect"; done
	for name in one two plain bytes; do check $name >/dev/null 2>&1 & done
	wait
	lists bytes,one,plain,two --failed
	local ret=$?
	git_ checkout -q .
	return $ret
}
ok 'four at once: none is lost' at_once
read_only() {
	chmod a-w "$s/build" && run 0 check made && empty "$dir/err"
	local ret=$?
	chmod u+w "$s/build"
	return $ret
}
if [ "$(id -u)" -eq 0 ]; then
	skip 'a folder that cannot be written to is no error' 'root writes everywhere'
else
	ok 'a folder that cannot be written to is no error' read_only
fi
no_folder() {
	mkdir -p "$dir/file/cases" && cp "$s/images/made.bin" "$dir/file" && touch "$dir/file/build" &&
		printf 'rom: made.bin\nstop: halt\n' >"$dir/file/cases/x.expect"
	run 0 "$ROMKIT" check --kvm=auto -C "$dir/file" && run 0 "$ROMKIT" check "$kvm" -v -C "$dir/file" &&
		has "$dir/err" 'romkit: which cases failed is not kept for --failed:'
}
ok 'nor one that there cannot be; -v says so' no_folder

finish
