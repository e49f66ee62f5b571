#!/usr/bin/python3
"""The same appointments as different programs keep them.

    events.py FOLDER COUNT MONDAY       prints how many lie in the week of MONDAY (2026-11-30)

Writes FOLDER/vdir/ (a file an event), FOLDER/all.ics and FOLDER/all.rem. The appointments come
every seven hours, three quarters of an hour long, COUNT of them around that Monday; local times
without a zone, for neither calcurse nor remind knows zones."""

import os
import sys
from datetime import datetime, timedelta

EVERY, LENGTH = timedelta(hours=7), timedelta(minutes=45)


def event(n, start):
    return ("BEGIN:VEVENT\r\n"
            f"UID:{n}@example.org\r\n"
            "DTSTAMP:20260101T000000Z\r\n"
            f"DTSTART:{start:%Y%m%dT%H%M%S}\r\n"
            f"DTEND:{start + LENGTH:%Y%m%dT%H%M%S}\r\n"
            f"SUMMARY:Appointment {n}\r\n"
            "END:VEVENT\r\n")


def calendar(events):
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//bench\r\n{events}END:VCALENDAR\r\n"


def reminder(n, start):
    return f"REM {start:%b %d %Y} AT {start:%H:%M} DURATION 0:45 MSG Appointment {n}\n"


def write(path, text):
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)


def main(folder, count, monday):
    monday = datetime.fromisoformat(monday)
    first = monday - count // 2 * EVERY
    starts = [first + n * EVERY for n in range(count)]
    os.makedirs(f"{folder}/vdir")
    for n, start in enumerate(starts):
        write(f"{folder}/vdir/{n}.ics", calendar(event(n, start)))
    write(f"{folder}/all.ics", calendar("".join(map(event, range(count), starts))))
    write(f"{folder}/all.rem", "".join(map(reminder, range(count), starts)))
    print(sum(monday <= start < monday + timedelta(days=7) for start in starts))


main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
