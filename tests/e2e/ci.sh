#!/usr/bin/env bash
# The CI files that romkit init writes: their form, and their commands, which are run here as GitHub and GitLab would:
# each job in a folder of its own, with what the jobs before it have stored.
. "$(dirname "$0")/lib.bash"

unset MAKEFLAGS MAKELEVEL MFLAGS
if ! command -v yamllint >/dev/null || ! /usr/bin/python3 -c 'import yaml' 2>/dev/null; then
	skip 'the CI files of romkit init' 'no yamllint; run `make setup`'
	finish
fi
box=$(readlink -f "${ROMKIT_BOX:-${XDG_CACHE_HOME:-$HOME/.cache}/romkit/box}")
unset ROMKIT_BOX
export -n ROMKIT
repo=$dir/repo
"$ROMKIT" init "$repo" >/dev/null
for name in one two three four five; do
	"$ROMKIT" new -C "$repo" "$name" >/dev/null
done
rm -f "$repo/local.mk"
github=$repo/.github/workflows/romkit.yml
gitlab=$repo/.gitlab-ci.yml

yaml() {
	yamllint -s -d '{extends: default, rules: {line-length: {max: 120}, document-start: disable, truthy: {check-keys: false}}}' "$github" "$gitlab"
}
ok 'yamllint has nothing to say' yaml
actions() { actionlint "$github"; }
if command -v actionlint >/dev/null; then
	ok 'actionlint has nothing to say' actions
else
	skip 'actionlint has nothing to say' 'no actionlint'
fi
jobs() { is "$(tests/ci-steps "$1")" "$(printf 'check 4\nmerge 1')"; }
ok 'GitHub: four shards, then a merge' jobs "$github"
ok 'GitLab: four shards, then a merge' jobs "$gitlab"
all_shards() { tests/ci-steps "$1" merge >"$dir/script" && has "$dir/script" '--shards 4'; }
ok 'GitHub: merge waits for as many shards' all_shards "$github"
ok 'GitLab: merge waits for as many shards' all_shards "$gitlab"

if [ "$(basename "$ROMKIT_BUILD")" != release ]; then
	skip 'what CI runs' 'it builds a romkit of its own'
	finish
fi

# The source of romkit, with the tag that CI takes; installed below $dir instead of /usr/local.
export PREFIX=$dir/prefix
source_repository() {
	mkdir "$dir/source" && git ls-files -z --cached --others --exclude-standard | tar -c --null --files-from=- --ignore-failed-read |
		tar -x -C "$dir/source" && cd "$dir/source" && git init -q . && git add -A &&
		git -c user.name=test -c user.email=test@localhost commit -q -m source && git tag "v$(cat VERSION)"
}
unset_url() { run 2 env -u ROMKIT_URL ROMKIT_REF=v0 sh "$repo/ci/install-romkit" && has "$dir/err" 'set the CI variable ROMKIT_URL'; }
ok 'without ROMKIT_URL installing says what to set' unset_url
bad_ref() { run 128 env "ROMKIT_URL=file://$dir/source" ROMKIT_REF=v99 sh "$repo/ci/install-romkit" && has "$dir/err" v99; }
installs() {
	run 0 env CFLAGS=-O0 "ROMKIT_URL=file://$dir/source" "ROMKIT_REF=v$(cat VERSION)" sh "$repo/ci/install-romkit" && [ -x "$PREFIX/bin/romkit" ]
}
(source_repository) >/dev/null || exit 2
ok 'a tag that there is not' bad_ref
ok 'ci/install-romkit builds and installs the tag' installs
PATH=$PREFIX/bin:$PATH

# job STATUS FILE NAME [INDEX]: run a job; its folder is $dir/job, its output in $dir/out. romkit is installed already.
job() {
	local status=$1
	shift
	rm -rf "$dir/job" && cp -r "$repo" "$dir/job" && ln -s "$box" "$dir/job/.romkit-box" && tests/ci-steps "$@" >"$dir/script" &&
		grep -qx 'sh ci/install-romkit' "$dir/script" && sed -i '/^sh ci.install-romkit$/d' "$dir/script" || return
	[ "$2" != merge ] || cp "$dir"/stored/* "$dir/job" || return
	cd "$dir/job" || return
	run "$status" env GITHUB_OUTPUT="$dir/github-output" bash "$dir/script"
	local ret=$?
	cd "$root" || return
	return $ret
}
# shards FILE STATUS...: all of them; what they store is in $dir/stored.
shards() {
	local file=$1 index=0 status
	shift
	rm -rf "$dir/stored" && mkdir "$dir/stored"
	for status; do
		index=$((index + 1))
		job "$status" "$file" check "$index" && [ -s "$dir/job/junit-$index.xml" ] && cp "$dir/job/results-$index.jsonl" "$dir/stored" || return
	done
}
merged() { job "$1" "$2" merge && [ -s "$dir/job/report.html" ] && is "$(tail -n 1 "$dir/out")" "$3"; }
lost() { rm "$dir/stored/results-3.jsonl" && job 2 "$1" merge && grep -q '3/4' "$dir/out" "$dir/err"; }

all_pass() { shards "$1" 0 0 0 0 && merged 0 "$1" '6 passed, 0 failed'; }
ok 'GitHub: all shards pass, and merge has all cases' all_pass "$github"
keyed() { grep -qE "^key=romkit-box-v$(cat VERSION)-[0-9]" "$dir/github-output"; }
ok 'GitHub: the box is kept by its romkit and its QEMU' keyed
ok 'GitHub: a shard that is lost fails the merge' lost "$github"
ok 'GitLab: all shards pass, and merge has all cases' all_pass "$gitlab"
ok 'GitLab: a shard that is lost fails the merge' lost "$gitlab"

# The shard that has the case `two`.
failing() {
	local index statuses=()
	sed -i 's/Hello from two/Hello from too/' "$repo/cases/two.expect"
	for index in 1 2 3 4; do
		if "$ROMKIT" check -C "$repo" --shard "$index/4" --list | grep -qx two; then
			statuses+=(2)
		else
			statuses+=(0)
		fi
	done
	shards "$1" "${statuses[@]}" && merged 1 "$1" '5 passed, 1 failed'
}
ok 'a case that fails fails its shard, and the merge' failing "$gitlab"

finish
