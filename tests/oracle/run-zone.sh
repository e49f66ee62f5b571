#!/bin/sh
# Holds our zones, and the VTIMEZONEs made of them, against others' reading of the tz database.
# Usage: run-zone.sh [BUILD-FOLDER]; exit 0 if all agree.
tools=${1:-build}/tests/oracle
here=$(dirname "$0")
status=0

/usr/bin/python3 "$here/zone-oracle.py" "$tools/zone-dump" || status=1
/usr/bin/python3 "$here/vtimezone.py" "$tools/vtimezone-dump" || status=1
exit $status
