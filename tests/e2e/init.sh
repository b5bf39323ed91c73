#!/usr/bin/env bash
# romkit init: a repository that passes at once.
. "$(dirname "$0")/lib.bash"

unset MAKEFLAGS MAKELEVEL MFLAGS
export -n ROMKIT # make must find it by itself
init() { "$ROMKIT" init "$@"; }
# make_in DIR ARGUMENT...
make_in() { make --no-print-directory -C "$1" "ARGS=$kvm" "${@:2}"; }
passes() { is "$(tail -n 1 "$dir/out")" '1 passed, 0 failed'; }
files='.github/workflows/romkit.yml
.gitignore
.gitlab-ci.yml
Makefile
cases/hello.expect
ci/install-romkit
local.mk
rom-src/hello.asm'
files_in() { (cd "$1" && find . -path ./.git -prune -o -type f -printf '%P\n' | sort); }

fresh() { run 0 init "$dir/a/b" && is "$(files_in "$dir/a/b")" "$files" && is "$(sort "$dir/out")" "$(sed "s|^|wrote $dir/a/b/|" <<<"$files" | sort)"; }
ok 'writes everything, and the folders above' fresh
makes() { run 0 make_in "$dir/a/b" && passes && has "$dir/out" 'PASS   hello'; }
ok 'make passes at once' makes
no_marks() { ! grep -rnE '@[A-Z]+@' "$dir/a/b" --exclude-dir=build; }
ok 'no placeholder is left' no_marks
version() {
	local ref="ROMKIT_REF: v$("$ROMKIT" --version | cut -d ' ' -f 2)"
	has "$dir/a/b/.github/workflows/romkit.yml" "$ref" && has "$dir/a/b/.gitlab-ci.yml" "$ref"
}
ok 'CI takes the version of this romkit' version

repository() {
	git init -q "$dir/git" && printf '*.o\n' >"$dir/git/.gitignore" && echo mine >"$dir/git/README.md" && run 0 init "$dir/git" &&
		has "$dir/out" "kept $dir/git/.gitignore" && is "$(cat "$dir/git/.gitignore")" '*.o' && is "$(cat "$dir/git/README.md")" mine
}
ok 'in a git repository that has files; its .gitignore is kept' repository
ignored() {
	git init -q "$dir/a/b" && (cd "$dir/a/b" && touch results-1.jsonl junit.xml && mkdir .romkit-box && touch .romkit-box/x &&
		is "$(git ls-files --others --exclude-standard)" "$(grep -v local.mk <<<"$files")")
}
ok 'what is built, recorded or of this machine only is not for git' ignored
odd() {
	local name
	for name in 'with space' $'quote\'s' 'dollar$HOME' 'ünï' '-dash' 'a"b' 'x#y'; do
		(cd "$dir" && run 0 init -- "$name" && run 0 make_in "./$name" && passes) || { echo "$name"; return 1; }
	done
}
ok 'folders with odd names' odd
here() { mkdir "$dir/here" && (cd "$dir/here" && run 0 init . && is "$(files_in .)" "$files" && has "$dir/out" 'wrote Makefile'); }
ok 'the folder one is in' here

refuses() {
	local before
	before=$(cd "$dir/a/b" && find . -printf '%p %T@\n' | sort)
	run 2 init "$dir/a/b" && empty "$dir/out" && is "$(cat "$dir/err")" "romkit: $dir/a/b already has Makefile, ci/install-romkit, \
.github/workflows/romkit.yml, .gitlab-ci.yml, rom-src/hello.asm, cases/hello.expect, local.mk; nothing was written" &&
		is "$(cd "$dir/a/b" && find . -printf '%p %T@\n' | sort)" "$before"
}
ok 'never overwrites: names what is there, writes nothing' refuses
one() {
	mkdir -p "$dir/one/cases" && touch "$dir/one/cases/hello.expect" && run 2 init "$dir/one" &&
		is "$(cat "$dir/err")" "romkit: $dir/one already has cases/hello.expect; nothing was written" && is "$(files_in "$dir/one")" cases/hello.expect
}
ok 'one file is enough' one
dangling() {
	mkdir "$dir/link" && ln -s nowhere "$dir/link/Makefile" && run 2 init "$dir/link" &&
		is "$(cat "$dir/err")" "romkit: $dir/link already has Makefile; nothing was written" && [ -L "$dir/link/Makefile" ]
}
ok 'a link to nowhere is a file, too' dangling
is_file() { touch "$dir/file" && run 2 init "$dir/file" && is "$(cat "$dir/err")" "romkit: $dir/file is not a folder"; }
ok 'a file in the place of the folder' is_file
unwritable() { run 2 init "$dir/file/x" && has "$dir/err" "romkit: $dir/file" ': Not a directory'; }
ok 'a folder that cannot be made' unwritable
takes_one() { run 2 init && has "$dir/err" 'romkit: init takes one folder' && run 2 init a b && run 2 init '' && [ -s "$dir/err" ]; }
ok 'takes one folder' takes_one

# The romkit of the Makefile: local.mk, ROMKIT, the one on PATH.
on_path() {
	mkdir "$dir/bin" && ln -s "$ROMKIT" "$dir/bin/romkit" && PATH=$dir/bin:$PATH run 0 init "$dir/p" && [ ! -e "$dir/p/local.mk" ] &&
		PATH=$dir/bin:$PATH run 0 make_in "$dir/p" && passes
}
ok 'where romkit is on PATH there is no local.mk' on_path
none() { run 2 make --no-print-directory -C "$dir/p" && has "$dir/err" 'no romkit: install it, or say where it is with ROMKIT='; }
if command -v romkit >/dev/null; then
	skip 'without romkit make says what to do' 'romkit is on PATH'
else
	ok 'without romkit make says what to do' none
fi
named() { run 0 make_in "$dir/p" "ROMKIT=$ROMKIT" && passes; }
ok 'make ROMKIT=' named

finish
