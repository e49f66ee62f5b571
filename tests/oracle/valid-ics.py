#!/usr/bin/python3
"""Checks .ics files against RFC 5545 and the vdir format, with python3-icalendar's parser.

    valid-ics.py FILE...

Lines of at most 75 octets that end in CRLF, no control characters, what a VCALENDAR, a VEVENT
and a VJOURNAL must have and may have once, one UID a file unless NAME says that it is a subscription, a VTIMEZONE
for every TZID, and the same text when it is parsed and written again."""

import datetime
import json
import sys

from icalendar import Calendar
from urllib.parse import unquote

ONCE = ["UID", "DTSTAMP", "DTSTART", "DTEND", "DURATION", "SUMMARY", "STATUS", "TRANSP", "PRIORITY",
        "SEQUENCE", "LAST-MODIFIED", "RRULE", "RECURRENCE-ID", "X-JOBSEARCHD-OUTCOME", "DESCRIPTION", "X-JOBSEARCHD-SHARE"]
ALWAYS = ["UID", "DTSTAMP", "DTSTART", "SUMMARY", "STATUS", "TRANSP", "PRIORITY", "SEQUENCE",
          "LAST-MODIFIED", "CATEGORIES"]
IN_JOURNAL = ["UID", "DTSTAMP", "DTSTART", "SUMMARY", "DESCRIPTION", "SEQUENCE", "LAST-MODIFIED",
              "X-JOBSEARCHD-SHARE"]


def check_bytes(data):
    lines = data.split(b"\r\n")
    if lines.pop() != b"":
        yield "does not end in CRLF"
    for line in lines:
        if len(line) > 75:
            yield f"a line of {len(line)} octets"
        if any(c < 32 and c != 9 or c == 127 for c in line):
            yield f"a control character: {line!r}"
        line.decode()  # folds must not part a character


def check_event(event, tzids):
    name = event.get("UID")
    for key in ALWAYS:
        if key not in event:
            yield f"{name}: no {key}"
    for key in ONCE:
        if isinstance(event.get(key), list):
            yield f"{name}: {key} twice"
    if ("DTEND" in event) == ("DURATION" in event):
        yield f"{name}: an end must be given once"
    if event.errors:
        yield f"{name}: {event.errors}"
    for key in ("DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE"):
        values = event.get(key, [])
        for value in values if isinstance(values, list) else [values]:
            tzid = value.params.get("TZID")
            if tzid and tzid not in tzids:
                yield f"{name}: no VTIMEZONE {tzid}"


def check_journal(journal):
    name = journal.get("UID")
    for key in IN_JOURNAL:
        if key not in journal or isinstance(journal[key], list):
            yield f"{name}: not one {key}"
    if journal.errors:
        yield f"{name}: {journal.errors}"
    start = journal["DTSTART"].dt
    if isinstance(start, datetime.datetime):
        yield f"{name}: DTSTART is no date"
    if json.loads(unquote(journal["X-JOBSEARCHD-SHARE"]))["from"] != start.isoformat():
        yield f"{name}: DTSTART is another day"


def check(path):
    with open(path, "rb") as file:
        data = file.read()
    yield from check_bytes(data)
    calendar = Calendar.from_ical(data)
    if calendar.get("VERSION") != "2.0" or "PRODID" not in calendar or "METHOD" in calendar:
        yield "VERSION, PRODID or METHOD"
    zones = calendar.walk("VTIMEZONE")
    tzids = {str(z["TZID"]) for z in zones}
    if len(tzids) != len(zones):
        yield "a zone twice"
    events = calendar.walk("VEVENT")
    for event in events:
        yield from check_event(event, tzids)
    journals = calendar.walk("VJOURNAL")
    for journal in journals:
        yield from check_journal(journal)
    ids = [(str(e["UID"]), str(e.get("RECURRENCE-ID") and e["RECURRENCE-ID"].dt)) for e in events + journals]
    if len(set(ids)) != len(ids):
        yield "an occurrence twice"
    uids = {uid for uid, _ in ids}
    if len(uids) != 1 and "NAME" not in calendar:
        yield f"{len(uids)} UIDs"
    again = Calendar.from_ical(calendar.to_ical())
    if again.to_ical() != calendar.to_ical():
        yield "changes when it is written again"


def main(paths):
    n = 0
    for path in paths:
        for problem in check(path):
            n += 1
            print(f"{path}: {problem}")
    print(f"valid-ics: {len(paths)} files, {n} problems")
    return 1 if n or not paths else 0


sys.exit(main(sys.argv[1:]))
