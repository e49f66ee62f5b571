#!/bin/sh
# Holds what jobsearchd-calendar reads of random calendars against python3-icalendar and
# python3-dateutil, and has it read calendars of the shapes that real programs write. Usage:
# run-read.sh [BUILD-FOLDER] [EVENTS]; exit 0 if all agree.
build=${1:-build}
events=${2:-4000}
here=$(dirname "$0")
dump=$build/tests/oracle/read-dump
helper=$build/libexec/jobsearchd/jobsearchd-calendar

for program in "$dump" "$helper"; do
    if [ ! -x "$program" ]; then
        echo "run-read: no $program; run \`make all tools\` first" >&2
        exit 1
    fi
done
if ! /usr/bin/python3 -c 'import dateutil, icalendar, zoneinfo' 2>/dev/null; then
    echo "run-read: needs Debian's python3-dateutil and python3-icalendar" >&2
    exit 1
fi

/usr/bin/python3 "$here/read-random.py" "$dump" "$helper" "$events"
