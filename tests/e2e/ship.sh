#!/usr/bin/env bash
# make install: what is installed works from where it is, wherever that is, and make uninstall takes all of it away.
. "$(dirname "$0")/lib.bash"

unset MAKEFLAGS MAKELEVEL MFLAGS
mode=$(basename "$ROMKIT_BUILD")
box=${ROMKIT_BOX:-${XDG_CACHE_HOME:-$HOME/.cache}/romkit/box}
# install_make TARGET VARIABLE=VALUE...: the program is built already, and nothing is built here.
install_make() { run 0 make --no-print-directory "MODE=$mode" -o "build/$mode/romkit" "$@"; }
# away COMMAND...: with nothing in the environment that leads to the source tree or to a setting of the user.
away() { (cd / && env -i HOME="$dir/home" PATH=/usr/bin:/bin ROMKIT_BOX="$box" "$@"); }
mkdir "$dir/home"
prefix="$dir/a prefix"
bin="$prefix/bin/romkit"

installs() { install_make install "PREFIX=$prefix" && [ -x "$bin" ] && [ -f "$prefix/share/romkit/romkit.mk" ]; }
ok 'make install, with a space in PREFIX' installs
modes() {
	is "$(find "$prefix" -type f -perm /111 -printf '%P\n' | sort)" 'bin/romkit
share/romkit/templates/init/ci/install-romkit
share/romkit/templates/slurm/romkit.sbatch
share/romkit/tools/box-image
share/romkit/tools/setup' && [ -z "$(find "$prefix" ! -perm -444)" ]
}
ok 'programs can be run, the rest read' modes
version() { is "$(away "$bin" --version)" "romkit $(cat VERSION)"; }
ok 'its version is that of the file VERSION' version
print_mk() { is "$(away "$bin" --print-mk)" "$(sed 's/ /\\ /g' <<<"$prefix/share/romkit/romkit.mk")"; }
ok 'romkit --print-mk says where romkit.mk is, for make' print_mk

starts() {
	run 0 away "$bin" init "$dir/repo" && run 0 away make --no-print-directory -C "$dir/repo" && has "$dir/out" 'PASS   hello' &&
		is "$(tail -n 1 "$dir/out")" '1 passed, 0 failed'
}
ok 'romkit init and make, in a cleaned environment' starts
library() {
	printf '%%include "console.inc"\n        hlt\n' >"$dir/repo/rom-src/library.asm" && printf 'stop: halt\n' >"$dir/repo/cases/library.expect" &&
		run 0 away make --no-print-directory -C "$dir/repo" && is "$(tail -n 1 "$dir/out")" '2 passed, 0 failed'
}
ok "a ROM that includes romkit's own files" library
nothing_again() { run 0 away make --no-print-directory -C "$dir/repo" roms && hasnt "$dir/out" NASM; }
ok 'make again assembles nothing' nothing_again
newer() {
	touch "$prefix/share/romkit/rom-src/include/console.inc" && run 0 away make --no-print-directory -C "$dir/repo" roms && has "$dir/out" NASM
}
ok "where romkit's own files change it does" newer
doctor() { run 0 away "$bin" doctor && has "$dir/out" 'a ROM (HLT)'; }
ok 'romkit doctor' doctor
no_box() {
	run 2 away env "ROMKIT_BOX=$dir/none" "$bin" box true && has "$dir/err" 'run `romkit setup`'
}
ok 'without the box: the command that builds it' no_box
# Where everything is installed, setup changes nothing. The box of the installed files is that of the source tree.
setup() { run 0 away "$bin" setup && ! grep -q 'building\|installing' "$dir/out" && has "$dir/out" 'setup: everything is installed'; }
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
	ok 'romkit setup' setup
else
	skip 'romkit setup' 'not root, or no apt-get'
fi
setup_options() { run 2 "$bin" setup now && has "$dir/err" 'romkit: setup takes no names'; }
ok 'romkit setup takes no names' setup_options

moved() {
	mv "$prefix" "$dir/moved" && sed -i "s|$prefix|$dir/moved|" "$dir/repo/local.mk" && run 0 away make --no-print-directory -C "$dir/repo" &&
		mv "$dir/moved" "$prefix"
}
ok 'an installed tree may be moved' moved
linked() { ln -s "$bin" "$dir/link" && is "$(away "$dir/link" --print-mk)" "$(away "$bin" --print-mk)"; }
ok 'and run by a link' linked
incomplete() {
	cp "$bin" "$dir/home/romkit" && run 2 "$dir/home/romkit" --print-mk && has "$dir/err" 'this romkit is not installed as a whole' &&
		run 2 "$dir/home/romkit" init "$dir/home/x" && run 2 "$dir/home/romkit" setup
}
ok 'a program alone says that its files are missing' incomplete
odd_prefix() {
	mkdir "$dir/a#b" && cp -r "$prefix/." "$dir/a#b" && run 2 "$dir/a#b/bin/romkit" --print-mk &&
		is "$(cat "$dir/err")" "romkit: make cannot work with a character in the path $dir/a#b/share/romkit/romkit.mk"
}
ok 'a path that make cannot include' odd_prefix
dir_mk() {
	install_make install "PREFIX=$dir/plain" && mkdir "$dir/three" && cp -r "$dir/repo/rom-src" "$dir/repo/cases" "$dir/three" &&
		printf 'ROMKIT_DIR := %s\nall: check\ninclude $(ROMKIT_DIR)/romkit.mk\n' "$dir/plain/share/romkit" >"$dir/three/Makefile" &&
		run 0 away make --no-print-directory -C "$dir/three" && is "$(tail -n 1 "$dir/out")" '2 passed, 0 failed'
}
ok 'ROMKIT_DIR may be the installed folder' dir_mk

staged() {
	install_make install "DESTDIR=$dir/stage dir" prefix=/usr bindir=/usr/games mandir=/man && [ -x "$dir/stage dir/usr/games/romkit" ] &&
		is "$(away "$dir/stage dir/usr/games/romkit" --print-mk)" "$(sed 's/ /\\ /g' <<<"$dir/stage dir/usr/share/romkit/romkit.mk")" &&
		install_make uninstall "DESTDIR=$dir/stage dir" prefix=/usr bindir=/usr/games mandir=/man &&
		is "$(find "$dir/stage dir" ! -type d)" ''
}
ok 'DESTDIR and the variables of GNU' staged
far_data() {
	run 2 make --no-print-directory "MODE=$mode" -o "build/$mode/romkit" install "PREFIX=$dir/far" "datadir=$dir/data" &&
		has "$dir/err" 'romkit looks for its files in ../share beside its program' && [ ! -e "$dir/far" ]
}
ok 'a datadir where the program would not look is refused' far_data
others() {
	local file
	for file in man/man1/romkit.1 man/man5/romkit-expect.5 bash-completion/completions/romkit zsh/site-functions/_romkit doc/romkit/README.md \
		doc/romkit/LICENSE doc/romkit/doc/case-format.md; do
		[ -s "$prefix/share/$file" ] || { echo "no $file"; return 1; }
	done
}
ok 'manual pages, completion, documentation' others
uninstalls() {
	install_make uninstall "PREFIX=$prefix" && is "$(find "$prefix" ! -type d)" '' && is "$(find "$prefix" -name '*romkit*')" ''
}
ok 'make uninstall leaves nothing' uninstalls

finish
