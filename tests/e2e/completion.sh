#!/usr/bin/env bash
# Completion in bash and zsh.
. "$(dirname "$0")/lib.bash"

mkdir "$dir/bin" && ln -s "$ROMKIT" "$dir/bin/romkit"
. packaging/completion/romkit.bash
# bash_gives LINE: what completion offers for the end of the line, one a line.
bash_gives() {
	local COMP_LINE=$1 COMP_POINT=${#1} COMP_WORDBREAKS=$' \t\n"\'><=;|&(:' COMPREPLY=()
	_romkit "$dir/bin/romkit" 2>"$dir/err"
	empty "$dir/err"
	printf '%s\n' "${COMPREPLY[@]}"
}
gives() { is "$(bash_gives "$1" | LC_ALL=C sort | xargs)" "$2"; }
offers() { bash_gives "$1" | grep -qxF -- "$2" || { echo "\"$1\" does not offer $2:"; bash_gives "$1"; return 1; }; }

commands=$("$ROMKIT" --help | sed -nE 's/^  ([a-z]+) .*/\1/p')
ok 'bash: commands' gives 'romkit ' "$(LC_ALL=C sort <<<"$commands" | xargs)"
ok 'bash: the beginning of a command' gives 'romkit doc' doctor
ok 'bash: options in the place of a command' gives 'romkit -' '--help --print-mk --version'
options() {
	local known
	known=$("$ROMKIT" "$1" --help | grep -oE '^ {2,6}(-[a-zA-Z], )?--[a-z-]+' | grep -o -- '--.*' | LC_ALL=C sort | xargs)
	[ -n "$known" ] && gives "romkit $1 -" "$known"
}
for command in $commands; do
	ok "bash: each option of $command" options "$command"
done
ok 'bash: the words of an option' gives 'romkit check --kvm ' 'auto box host'
ok 'bash: behind =' gives 'romkit check --kvm=b' box
ok 'bash: a short option' gives 'romkit run -s r' 'real reset'
ok 'bash: an option that takes a number offers nothing' gives 'romkit run --cycles ' ''
ok 'bash: an option that takes nothing' gives 'romkit run --pci LIC' LICENSE
ok 'bash: folders' gives 'romkit check --suite tests/su' tests/suites
ok 'bash: files' gives 'romkit run READ' README.md
ok 'bash: cases' gives 'romkit check -C tests/suites/pass hel' hello
ok 'bash: cases of the suite in --suite=' gives 'romkit bless --suite=tests/suites/pass hel' hello
ok 'bash: tags, behind the colon' gives 'romkit list tag:smok' smoke
ok 'bash: a file in cases/' gives 'romkit check cases/tim' cases/timer
ok 'bash: commands of the box' offers 'romkit box l' ls
ok 'bash: a command that there is not' gives 'romkit nonsense x' ''
# What the words of an option are is what the program takes.
words() {
	local option=$1 got
	shift
	got=$("$ROMKIT" "$@" "$option" no-such-word 2>&1 | sed -n 's/.*is none of //p' | tr -d ',' | tr ' ' '\n' | LC_ALL=C sort | xargs)
	[ -n "$got" ] && gives "romkit $1 $option " "$got"
}
for option in --kvm --color; do
	ok "bash: the words of check $option" words $option check
done
for option in --start --cpu --irqchip; do
	ok "bash: the words of run $option" words $option run image
done

# zsh's own line editor, in a pseudo-terminal. Behind Tab, ^X shows the line.
zsh_lines() {
	ROOT=$root BIN=$dir/bin LINES=40 COLUMNS=200 timeout 60 zsh -f -s -- "$@" <<-'EOF'
		zmodload zsh/zpty
		zpty shell "PS1='> ' zsh -f -i"
		# Read until the text comes.
		await() {
			local part all=
			integer tries
			for ((tries = 0; tries < 400; tries++)); do
				if zpty -r -t shell part; then
					all+=$part
					[[ $all != *$1* ]] || break
				else
					sleep 0.05
				fi
			done
			print -rn -- $all
		}
		zpty -w shell "cd $ROOT; PATH=$BIN:\$PATH; fpath=($ROOT/packaging/completion \$fpath); autoload -Uz compinit; compinit -D -u"
		zpty -w shell "show() { zle -I; print -r -- \"<<\$BUFFER>>\"; BUFFER=; }; zle -N show; bindkey '^X' show; setopt no_auto_menu; echo rea''dy"
		await ready >/dev/null
		for line; do
			zpty -w -n shell "$line"$'\t\x18'
			await '>>' | tr -d '\r' | grep -o '<<.*>>'
		done
	EOF
}
zsh_gives() { is "$(grep -c . "$dir/zsh")" 10 && has "$dir/zsh" "<<$1>>"; }
if command -v zsh >/dev/null; then
	zsh_lines 'romkit doc' 'romkit check --fres' 'romkit check -C tests/suites/pass hel' 'romkit check --kvm b' 'romkit check --kvm=b' \
		'romkit run -s prot' 'romkit list tag:smok' 'romkit run READM' 'romkit init templ' 'romkit box --wri' >"$dir/zsh" 2>&1
	ok 'zsh: a command' zsh_gives 'romkit doctor '
	ok 'zsh: an option' zsh_gives 'romkit check --fresh '
	ok 'zsh: a case of the suite that is named' zsh_gives 'romkit check -C tests/suites/pass hello '
	ok 'zsh: the words of an option' zsh_gives 'romkit check --kvm box '
	ok 'zsh: behind =' zsh_gives 'romkit check --kvm=box '
	ok 'zsh: a short option' zsh_gives 'romkit run -s protected '
	ok 'zsh: a tag' zsh_gives 'romkit list tag:smoke '
	ok 'zsh: a file' zsh_gives 'romkit run README.md '
	ok 'zsh: a folder' zsh_gives 'romkit init templates/'
	ok 'zsh: an option of the box' zsh_gives 'romkit box --writable '
else
	skip 'zsh' 'no zsh; run `make setup`'
fi

finish
