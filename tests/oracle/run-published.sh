#!/bin/sh
# The daemon's blocks and the published calendar are the same set of times: thousands of plans, zones
# and years are published as the daemon would and read back by python3-icalendar and
# python3-dateutil. Usage: run-published.sh [BUILD-FOLDER]; exit 0 if all agree.
build=${1:-build}
here=$(dirname "$0")
program=$build/tests/oracle/publish-plans

if [ ! -x "$program" ]; then
    echo "run-published: no $program; run \`make all tools\` first" >&2
    exit 1
fi
if ! /usr/bin/python3 -c 'import dateutil, icalendar, zoneinfo' 2>/dev/null; then
    echo "run-published: needs Debian's python3-dateutil and python3-icalendar" >&2
    exit 1
fi

# Every file is synced to disk: in memory that costs nothing.
folder=$(mktemp -d -p /dev/shm 2>/dev/null || mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
/usr/bin/python3 "$here/expand-dateutil.py" --cases >"$folder/cases" &&
    mkdir "$folder/published" &&
    "$program" "$folder/published" <"$folder/cases" >"$folder/list" &&
    [ "$(wc -l <"$folder/list")" -ge 2000 ] &&
    /usr/bin/python3 "$here/published.py" <"$folder/list"
