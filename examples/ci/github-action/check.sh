#!/usr/bin/env bash
# Judges $PLAN: annotations on standard output, Markdown in the job's summary, SARIF in a file.
set -euo pipefail

arguments=(check "$PLAN" --source "$SOURCE" --format github --output "sarif=$SARIF")
if [ -n "${FRAMEWORK:-}" ]; then arguments+=(--framework "$FRAMEWORK"); fi
if [ -n "${SEVERITY:-}" ]; then arguments+=(--severity "$SEVERITY"); fi
if [ -n "${WAIVERS:-}" ]; then arguments+=(--waivers "$WAIVERS"); fi
if [ "${SOFT_FAIL:-false}" = true ]; then arguments+=(--soft-fail); fi

summary=$(mktemp)
code=0
driftlock-gate "${arguments[@]}" --output "markdown=$summary" || code=$?
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then cat "$summary" >> "$GITHUB_STEP_SUMMARY"; fi
rm -f "$summary"
exit "$code"
