#!/bin/sh
# Holds placements of random weeks against the rules, and against GLPK's optimum.
# Usage: run-place.sh [BUILD-FOLDER [HARSH REAL PROPERTIES]]; how many weeks of each. Exit 0 if every
# rule is kept, every claim of an optimum is true, and no sum is below 97 % of it.
#
# By hand, for all weeks of docs/placement.md:
#   LIMIT    seconds that GLPK has for a question and a way of solving it, 2
#   HIGHS    seconds that HiGHS, of Debian's python3-scipy, has for what GLPK does not decide, 0
#   CACHE    a file that remembers what was decided, so that a later run asks only what is new
tools=${1:-build}/tests/oracle
harsh=${2:-10} real=${3:-40} properties=${4:-200}
here=$(dirname "$0")
status=0

for program in "$tools/place-dump" "$tools/place-properties"; do
    if [ ! -x "$program" ]; then
        echo "run-place: no $program; run \`make tools\` first" >&2
        exit 1
    fi
done
if ! command -v glpsol >/dev/null; then
    echo "run-place: needs glpsol of Debian's glpk-utils" >&2
    exit 1
fi

# judge KIND COUNT
judge() {
    dump=$(mktemp) || exit 1
    "$tools/place-dump" "$1" 1 "$2" >"$dump" || status=1
    echo "$1:"
    /usr/bin/python3 "$here/place-reference.py" --limit "${LIMIT:-2}" --highs "${HIGHS:-0}" \
        ${CACHE:+--cache "$CACHE"} <"$dump" || status=1
    rm -f "$dump"
}

"$tools/place-properties" 1 "$properties" || status=1
judge real "$real"
judge harsh "$harsh"
exit $status
