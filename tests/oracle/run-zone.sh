#!/bin/sh
# Holds our zones against others' reading of the tz database.
# Usage: run-zone.sh [BUILD-FOLDER]; exit 0 if all agree.
exec /usr/bin/python3 "$(dirname "$0")/zone-oracle.py" "${1:-build}/tests/oracle/zone-dump"
