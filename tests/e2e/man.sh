#!/usr/bin/env bash
# The manual pages: mandoc has nothing to say of them, and they name what the program and the case format have.
. "$(dirname "$0")/lib.bash"

page=doc/man/romkit.1
format=doc/man/romkit-expect.5

# Whether a manual of another package is installed is no fault of the page.
lint() { ! mandoc -Tlint "$1" 2>/dev/null | grep -v 'referenced manual not found'; }
for file in "$page" "$format"; do
	if command -v mandoc >/dev/null; then
		ok "mandoc -Tlint $file" lint "$file"
	else
		skip "mandoc -Tlint $file" 'no mandoc; run `make setup`'
	fi
done

# section PAGE TITLE: the lines from `.Ss TITLE` or `.Sh TITLE` to the next.
section() { awk -v title="$2" '/^\.S[sh] / { in_it = substr($0, 5) == title; next } in_it' "$1"; }
same() { diff -u --label 'the program' --label 'the page' <(sort -u <<<"$1") <(sort -u <<<"$2"); }

commands=$("$ROMKIT" --help | sed -nE 's/^  ([a-z]+) .*/\1/p')
all_commands() { same "$commands" "$(awk '/^\.Sh DESCRIPTION/,/^\.Sh ENV/' "$page" | sed -n 's/^\.Ss //p')"; }
ok 'romkit(1) has each command' all_commands
options() {
	same "$("$ROMKIT" "$1" --help | sed -nE 's/^ {2,6}(-[a-zA-Z], )?(--[a-z-]+).*/\1\2/p')" \
		"$(section "$page" "$1" | sed -nE '/^\.It Fl/ { s/^\.It Fl //; s/ (Ar|Ns) .*//; s/ , Fl -/, --/; s/^-/--/; s/^([a-zA-Z],)/-\1/; p }')"
}
for command in $commands; do
	ok "romkit(1) has each option of $command" options "$command"
done
environment() {
	local name
	for name in $(grep -rhoE '(getenv|env_text)\("[A-Z_]+"' runner | sed 's/.*"\(.*\)"/\1/' | sort -u); do
		case $name in PATH | HOME | XDG_CACHE_HOME | TERM) continue ;; esac
		grep -qE "^.It Ev (.*, )?$name(,| |$)" "$page" || { echo "$name is not in $page"; return 1; }
	done
}
ok 'romkit(1) has each variable that is read' environment

# keys TABLE: those of a table in case/parse.c.
keys() { awk -v start="struct key $1[]" 'index($0, start) { in_it = 1 } in_it; /^};/ { in_it = 0 }' runner/case/parse.c | sed -nE 's/^\t\{"([a-z-]+)".*/\1/p'; }
key_items() { section "$format" "$1" | sed -nE 's/^\.It Ic ([a-z-]+) .*/\1/p'; }
machine_keys() { same "$(keys machine_keys; echo after; echo prompt; echo screen)" "$(key_items 'The machine')"; }
ok 'romkit-expect(5) has each key of machine' machine_keys
budget_keys() { same "$(keys budget_keys)" "$(key_items 'The budget')"; }
ok 'romkit-expect(5) has each key of budget' budget_keys
top_keys() {
	same "$(keys case_keys)" "$(printf '%s\n' machine budget; key_items 'What to run'; key_items 'What must be true when it stops')"
}
ok 'romkit-expect(5) has each other key' top_keys
table_keys() {
	same "$(keys machine_keys | sed 's/^/machine: /'; keys budget_keys | sed 's/^/budget: /'; keys case_keys | grep -vx 'machine\|budget')" \
		"$(sed -n '/^## All keys/,/^## Values/p' doc/case-format.md | grep '^| `' | cut -d '|' -f 2 | grep -o '`[^`]*`' | tr -d '`')"
}
ok 'so has the table in doc/case-format.md' table_keys
stops() {
	same "$(sed -nE '/^static const char \*const names/,/^};/ { s/\[[A-Z_]+\] = "([a-z]+)",? */\1\n/g; p }' runner/case/stop.c | grep -E '^\s*[a-z]+$' | tr -d '\t ')" \
		"$(section "$format" 'What must be true when it stops' | sed -n 's/^\.It Cm //p' | sed 's/ Ar .*//; s/ , /\n/g')"
}
ok 'romkit-expect(5) has each way to stop' stops
example() {
	mkdir -p "$dir/s/cases" "$dir/s/rom-src" && cp rom-src/hello.asm "$dir/s/rom-src/hello.asm" &&
		section "$format" EXAMPLES | grep -v '^\.' >"$dir/s/cases/greeting.expect" &&
		make -s "SUITE=$dir/s" "ROMKIT=$ROMKIT" roms && run 0 "$ROMKIT" list -C "$dir/s" && has "$dir/out" '[smoke console]'
}
ok "romkit-expect(5)'s example is a case" example

finish
