#!/usr/bin/python3
"""Plays a calendar program that edits one .ics file, with python3-icalendar: it reads all of it,
changes something and writes all of it anew in its own way.

    edit-ics.py FILE CODE

CODE is Python; it has `cal`, `events`, `master` (the first event) and the functions below."""

import datetime
import os
import sys

import pytz
from icalendar import Calendar, Event

path, code = sys.argv[1:]
with open(path, "rb") as f:
    cal = Calendar.from_ical(f.read())
events = cal.walk("VEVENT")
master = events[0]


def at(text, zone="Europe/Berlin"):
    """A time in a zone, in UTC ("UTC"), on any clock (None)."""
    time = datetime.datetime.fromisoformat(text)
    return pytz.timezone(zone).localize(time) if zone else time


def day(text):
    return datetime.date.fromisoformat(text)


def put(event, name, value, parameters=None):
    event.pop(name, None)
    event.add(name, value, parameters=parameters)


def move(event, start, end):
    event.pop("duration", None)
    put(event, "dtstart", start)
    put(event, "dtend", end)


def override(which, start=None, end=None):
    """An occurrence of the series by itself."""
    event = Event()
    for name in ("uid", "summary", "dtstamp", "sequence", "last-modified"):
        event[name] = master[name]
    event.add("recurrence-id", which)
    move(event, start or which, end or which + datetime.timedelta(minutes=90))
    cal.add_component(event)
    return event


exec(code)
with open(path + ".new", "wb") as f:
    f.write(cal.to_ical())
os.replace(path + ".new", path)
