# bash completion for romkit. Commands, options and what they take come from romkit's own --help, cases and tags from
# romkit list: nothing here names an option.

# _romkit_value KIND WORD COMMAND...: what can stand for a word such as DIR in a usage text; COMMAND lists cases.
_romkit_value() {
	local kind=$1 word=$2 list=("${@:3}")
	case $kind in
	DIR) mapfile -t COMPREPLY < <(compgen -d -- "$word") && compopt -o filenames 2>/dev/null ;;
	FILE | F | IMAGE) mapfile -t COMPREPLY < <(compgen -f -- "$word") && compopt -o filenames 2>/dev/null ;;
	CMD) mapfile -t COMPREPLY < <(compgen -c -- "$word") ;;
	MODE) mapfile -t COMPREPLY < <(compgen -W 'auto host box' -- "$word") ;;
	WHEN) mapfile -t COMPREPLY < <(compgen -W 'auto always never' -- "$word") ;;
	STATE) mapfile -t COMPREPLY < <(compgen -W 'real boot reset protected long' -- "$word") ;;
	MODEL) mapfile -t COMPREPLY < <(compgen -W 'baseline v3 host' -- "$word") ;;
	CHIP) mapfile -t COMPREPLY < <(compgen -W 'romkit kernel' -- "$word") ;;
	REV) mapfile -t COMPREPLY < <(compgen -W "HEAD $(git for-each-ref --format='%(refname:short)' 2>/dev/null)" -- "$word") ;;
	COMMAND) mapfile -t COMPREPLY < <(compgen -W "$("${list[0]}" --help 2>/dev/null | sed -nE 's/^  ([a-z]+) .*/\1/p')" -- "$word") ;;
	CASE)
		mapfile -t COMPREPLY < <(
			compgen -W "$("${list[@]}" --names 2>/dev/null)" -- "$word"
			compgen -W "$("${list[@]}" --tags 2>/dev/null | sed -E 's/^ *[0-9]+  /tag:/')" -- "$word"
			[[ $word != */* || ! -e ${word%/*} ]] || compgen -f -- "$word"
		)
		;;
	esac
}

_romkit() {
	local romkit=$1 line=${COMP_LINE:0:COMP_POINT} words=() cur command= option= help kind i list
	# COMP_WORDS is split at = and : too; here a word is what the shell takes for one.
	read -ra words <<<"$line"
	[[ $line != *[[:space:]] ]] || words+=('')
	cur=${words[${#words[@]} - 1]}
	COMPREPLY=()
	[[ $romkit != \~* ]] || romkit=$HOME${romkit#\~}

	if [[ ${#words[@]} -le 2 ]]; then
		if [[ $cur == -* ]]; then
			mapfile -t COMPREPLY < <(compgen -W "$("$romkit" --help | grep -oE -- '--[a-z-]+')" -- "$cur")
		else
			_romkit_value COMMAND "$cur" "$romkit"
		fi
		return
	fi
	command=${words[1]}
	list=("$romkit" list)
	for ((i = 2; i < ${#words[@]} - 1; i++)); do
		case ${words[i]} in
		-C | --suite) [[ $i -eq $((${#words[@]} - 2)) ]] || list+=(-C "${words[i + 1]}") ;;
		--suite=*) list+=(-C "${words[i]#*=}") ;;
		esac
	done
	help=$("$romkit" "$command" --help 2>/dev/null) || return

	# The value of an option: in this word behind =, or in the one behind the option.
	option=${words[${#words[@]} - 2]}
	[[ $cur != --*=* ]] || option=${cur%%=*} cur=${cur#*=}
	if [[ $option == -* && $option != *=* ]]; then
		kind=$(sed -nE 's/^ {2,6}(-[a-zA-Z], )?(--[a-z-]+) ([A-Z]+).*/ \1\2 \3/; T; s/,//; p' <<<"$help" | sed -n "/ $option /s/.* //p")
		if [[ -n $kind ]]; then
			_romkit_value "$kind" "$cur" "${list[@]}"
			_romkit_cut
			return
		fi
	fi
	if [[ $cur == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$(sed -nE 's/^ {2,6}(-[a-zA-Z], )?(--[a-z-]+).*/\2/p' <<<"$help")" -- "$cur")
		return
	fi
	kind=$(sed -nE '1s/^usage: romkit [a-z]+ (\[OPTION\]\.\.\.|\[--[^]]*\]\.*|\[--\])?( \[--\])? ?\[?([A-Z]+).*/\3/p' <<<"$help")
	_romkit_value "$kind" "$cur" "${list[@]}"
	_romkit_cut
}

# readline replaces only what is behind the last = or : of the word.
_romkit_cut() {
	local word=${COMP_LINE:0:COMP_POINT} i
	word=${word##*[[:space:]]}
	[[ $word == *[=:]* && $COMP_WORDBREAKS == *[=:]* ]] || return 0
	word=${word%"${word##*[=:]}"}
	[[ $word != --*= ]] || return 0
	for i in "${!COMPREPLY[@]}"; do
		COMPREPLY[i]=${COMPREPLY[i]#"$word"}
	done
}

complete -F _romkit romkit
