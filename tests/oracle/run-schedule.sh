#!/bin/sh
# Holds the expansion of plans against others' calendars: python3-dateutil for instants, libical's
# iterator for local times. Usage: run-schedule.sh [BUILD-FOLDER]; exit 0 if all agree.
tools=${1:-build}/tests/oracle
here=$(dirname "$0")
status=0

for program in "$tools/expand-dump" "$tools/expand-libical"; do
    if [ ! -x "$program" ]; then
        echo "run-schedule: no $program; run \`make tools\` first" >&2
        exit 1
    fi
done
if ! /usr/bin/python3 -c 'import dateutil, zoneinfo' 2>/dev/null; then
    echo "run-schedule: needs Debian's python3-dateutil" >&2
    exit 1
fi

/usr/bin/python3 "$here/expand-dateutil.py" "$tools/expand-dump" || status=1
"$tools/expand-libical" || status=1
exit $status
