#!/usr/bin/env bash
# Help, and what is said about commands and options that there are not.
. "$(dirname "$0")/lib.bash"

# In 110 columns, with nothing at the ends of lines.
fits() { ! grep -nE '.{111}|[[:space:]]$|	' "$dir/out"; }
top() { run 0 "$ROMKIT" --help && empty "$dir/err" && has "$dir/out" 'usage: romkit COMMAND' && fits; }
ok 'romkit --help' top
same_help() { "$ROMKIT" --help >"$dir/a" && "$ROMKIT" -h | cmp - "$dir/a" && "$ROMKIT" help | cmp - "$dir/a"; }
ok '-h and help are the same' same_help
version() { run 0 "$ROMKIT" --version && grep -qE '^romkit [0-9]+\.[0-9]+$' "$dir/out"; }
ok 'romkit --version' version
help_of() { run 0 "$ROMKIT" help new && "$ROMKIT" new --help | cmp - "$dir/out" && run 2 "$ROMKIT" help nwe && has "$dir/err" 'did you mean "new"'; }
ok 'romkit help COMMAND' help_of
nothing() { run 2 "$ROMKIT" && empty "$dir/out" && has "$dir/err" 'usage: romkit COMMAND'; }
ok 'no command' nothing

command_help() {
	run 0 "$ROMKIT" "$1" --help && empty "$dir/err" && has "$dir/out" "usage: romkit $1" '--help' && fits &&
		cp "$dir/out" "$dir/a" && run 0 "$ROMKIT" "$1" -h && cmp "$dir/out" "$dir/a"
}
unknown_option() {
	run 2 "$ROMKIT" "$1" --no-such-option && empty "$dir/out" && has "$dir/err" "romkit: $1: unrecognized option '--no-such-option'" \
		"Try \`romkit $1 --help\`."
}
missing_value() { run 2 "$ROMKIT" "$1" --suite && has "$dir/err" "option '--suite' requires an argument" 'Try `romkit'; }
commands=$("$ROMKIT" --help | sed -nE 's/^  ([a-z]+) .*/\1/p')
for command in $commands; do
	ok "romkit $command --help" command_help "$command"
	ok "romkit $command: an unknown option" unknown_option "$command"
done
for command in check bless new list; do
	ok "romkit $command: an option without its value" missing_value "$command"
done
said() { run 2 "$ROMKIT" "${@:2}" && is "$(cat "$dir/err")" "$1"; }
ok 'a misspelt command' said 'romkit: "chekc" is not a command (did you mean "check"?)' chekc
ok 'a word that is near nothing' said 'romkit: "banana" is not a command; see `romkit --help`' banana
ok 'an option in the place of a command' said 'romkit: "--frobnicate" is not a command; see `romkit --help`' --frobnicate
worker() { run 2 "$ROMKIT" worker x && has "$dir/err" 'worker is for romkit itself'; }
ok 'the worker is not for people' worker
full() { "$ROMKIT" --help >/dev/full 2>"$dir/err"; is $? 2 && "$ROMKIT" check --help >/dev/full 2>"$dir/err"; is $? 2; }
ok 'help into a full standard output is an error' full

finish
