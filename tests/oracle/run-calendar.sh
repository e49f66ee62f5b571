#!/bin/sh
# Holds what jobsearchd-calendar publishes against others' readers: every zone's VTIMEZONE against
# libical, python3-dateutil and python3-icalendar; random publications' instants against the latter
# two. Usage: run-calendar.sh [BUILD-FOLDER]; exit 0 if all agree.
build=${1:-build}
here=$(dirname "$0")
dump=$build/tests/oracle/vtimezone-dump
driver=$build/tests/e2e/publish-driver
helper=$build/libexec/jobsearchd/jobsearchd-calendar
status=0

for program in "$dump" "$driver" "$helper"; do
    if [ ! -x "$program" ]; then
        echo "run-calendar: no $program; run \`make all tools\` first" >&2
        exit 1
    fi
done
if ! /usr/bin/python3 -c 'import dateutil, icalendar, zoneinfo' 2>/dev/null; then
    echo "run-calendar: needs Debian's python3-dateutil and python3-icalendar" >&2
    exit 1
fi

/usr/bin/python3 "$here/vtimezone.py" "$dump" || status=1
/usr/bin/python3 "$here/publish-random.py" "$driver" "$helper" 100 || status=1
exit $status
