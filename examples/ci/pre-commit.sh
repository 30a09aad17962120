#!/usr/bin/env bash
# Plans a directory (the first argument, else the working directory) with terraform or tofu, and judges
# the plan. What follows the directory is handed to `driftlock-gate check`.
set -euo pipefail

directory=${1:-.}
if [ $# -gt 0 ]; then shift; fi
client=terraform
if ! command -v terraform > /dev/null; then client=tofu; fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$client" -chdir="$directory" init -input=false -backend=false -no-color > "$work/log" || {
  cat "$work/log" >&2
  exit 2
}
"$client" -chdir="$directory" plan -input=false -lock=false -no-color -out="$work/plan.bin" > "$work/log" || {
  cat "$work/log" >&2
  exit 2
}
driftlock-gate check "$work/plan.bin" --source "$directory" "$@"
