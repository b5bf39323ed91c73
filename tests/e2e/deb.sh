#!/usr/bin/env bash
# The Debian packages: built from this tree, without a fault that lintian knows, and what is in them works.
. "$(dirname "$0")/lib.bash"

# The libraries that tools/setup installs are those that the package is built with.
build_depends() {
	local name
	for name in $(grep -o 'lib[a-z0-9]*-dev' <<<"$(grep ^program_packages= tools/setup)"); do
		case $name in libc6-dev) continue ;; esac
		grep -A 3 '^Build-Depends:' packaging/debian/control | grep -qw -- "$name" || { echo "no Build-Depends on $name"; return 1; }
	done
}
ok 'the package is built with the libraries that tools/setup knows' build_depends
if [ "$(basename "$ROMKIT_BUILD")" != release ]; then
	skip 'Debian packages' 'they are built with flags of their own'
	finish
elif ! command -v dh >/dev/null || ! command -v lintian >/dev/null; then
	skip 'Debian packages' 'no debhelper or lintian; run `tools/setup --packaging`'
	finish
fi
unset MAKEFLAGS MAKELEVEL MFLAGS

builds() { run 0 env DEB_BUILD_OPTIONS=nocheck packaging/deb "$dir/deb" && [ -f "$dir/deb/romkit_$(cat VERSION)-1.dsc" ] && [ -f "$deb" ]; }
deb=$dir/deb/romkit_$(cat VERSION)-1_$(dpkg --print-architecture).deb
ok 'dpkg-buildpackage makes the source package and the binary package' builds
lint() { run 0 lintian --fail-on error,warning "$dir/deb/romkit_$(cat VERSION)-1_$(dpkg --print-architecture).changes" && empty "$dir/out"; }
ok 'lintian finds no error and no warning' lint

files() {
	run 0 dpkg -x "$deb" "$dir/root" && is "$(find "$dir/root" -type f -printf '%P\n' | grep -v '^usr/share/\(romkit\|doc\)/' | sort)" \
		'usr/bin/romkit
usr/share/bash-completion/completions/romkit
usr/share/lintian/overrides/romkit
usr/share/man/man1/romkit.1.gz
usr/share/man/man5/romkit-expect.5.gz
usr/share/zsh/vendor-completions/_romkit'
}
ok 'what is in it' files
depends() { run 0 dpkg -I "$deb" && has "$dir/out" ' libfyaml0 (' 'nasm' "Version: $(cat VERSION)-1"; }
ok 'what it depends on' depends
works() {
	local romkit=$dir/root/usr/bin/romkit
	is "$("$romkit" --version)" "romkit $(cat VERSION)" && run 0 "$romkit" init "$dir/roms" &&
		run 0 env -u ROMKIT make --no-print-directory -C "$dir/roms" && is "$(tail -n 1 "$dir/out")" '1 passed, 0 failed'
}
ok 'it starts a repository whose ROM passes' works

finish
