#!/usr/bin/python3
"""Another device at work on a CalDAV collection: what a phone asks and puts, by HTTP.

    phone.py COLLECTION list                  NAME <tab> ETAG of every item
    phone.py COLLECTION show ID               the item as the server has it
    phone.py COLLECTION add SUMMARY START END an appointment, in the zone TZ
    phone.py COLLECTION move ID START TO      the event, or occurrence, that starts at START
    phone.py COLLECTION delete ID [START]     the same; without START the item
    phone.py COLLECTION move-all ID BY        a whole series, by minutes
    phone.py COLLECTION rename ID SUMMARY     a whole event or series
    phone.py COLLECTION put FILE [ID]         what another program wrote; in the place of ID's item,
                                              with the rest of its UID for INSTALL-ID.jobsearchd
    phone.py COLLECTION empty                 all items

COLLECTION is its URL, ID what stands before the @ of a UID, a time as 2026-11-24T09:00, on the
clock of the zone that the item has. A changed item has the next SEQUENCE, and was modified a minute
after the one before: what the time is now does not matter."""

import base64
import copy
import os
import sys
import urllib.request
from datetime import datetime, timedelta, timezone
from urllib.parse import urljoin
from xml.etree import ElementTree

from icalendar import Calendar, Event, vDDDTypes
from icalendar.prop import vDDDLists


class Collection:
    """What lies under a URL. The server asks for a name, and believes it."""

    def __init__(self, url):
        self.url = url

    def ask(self, method, url, body=None, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        headers["Authorization"] = "Basic " + base64.b64encode(b"me:secret").decode()
        request = urllib.request.Request(url, body, headers, method=method)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.read(), answer.headers

    def items(self):
        """The URL and ETag of each."""
        text, _ = self.ask("PROPFIND", self.url, Depth="1")
        for answer in ElementTree.fromstring(text).iter("{DAV:}response"):
            url = urljoin(self.url, answer.findtext("{DAV:}href"))
            if url.endswith(".ics"):
                yield url, answer.findtext(".//{DAV:}getetag")

    def find(self, id):
        for url, etag in self.items():
            text, _ = self.ask("GET", url)
            calendar = Calendar.from_ical(text)
            if calendar.walk("VEVENT")[0]["UID"].startswith(id + "@"):
                return url, etag, calendar
        sys.exit(f"phone: {self.url} has no {id}")

    def put(self, url, calendar, **condition):
        self.ask("PUT", url, calendar.to_ical(), Content_Type="text/calendar", **condition)


def read_time(text):
    return datetime.strptime(text, "%Y-%m-%dT%H:%M")


def like(value, local):
    """That time as the property `value` writes it: in its zone, with its TZID."""
    time = vDDDTypes(local)
    time.params = copy.copy(value.params)
    return time


def local(value):
    return value.dt.replace(tzinfo=None)


def revise(event):
    event["SEQUENCE"] = int(event.get("SEQUENCE", 0)) + 1
    for name in ("LAST-MODIFIED", "DTSTAMP"):
        modified = event[name].dt + timedelta(minutes=1)
        del event[name]
        event.add(name, modified)


def occurrence(calendar, start):
    """The event of its own that the occurrence starting then has; made from the series if it has
    none yet."""
    events = calendar.walk("VEVENT")
    for event in events:
        if local(event["DTSTART"]) == start and "RRULE" not in event:
            return event
    series = next((e for e in events if "RRULE" in e), None)
    if series is None:
        sys.exit(f"phone: nothing starts at {start}")
    event = Event()
    for name, value in series.property_items(recursive=False):
        if name not in ("BEGIN", "END", "RRULE", "EXDATE", "DTSTART", "DTEND"):
            event.add(name, copy.copy(value), encode=False)
    length = local(series["DTEND"]) - local(series["DTSTART"])
    event["RECURRENCE-ID"] = like(series["DTSTART"], start)
    event["DTSTART"] = like(series["DTSTART"], start)
    event["DTEND"] = like(series["DTSTART"], start + length)
    calendar.add_component(event)
    return event


def add(collection, summary, start, end):
    name = f"appointment-{start}".replace(":", "")
    zone = os.environ["TZ"]
    calendar, event = Calendar(), Event()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", "-//example.org//phone//EN")
    event.add("UID", name + "@example.org")
    event.add("DTSTAMP", datetime(2026, 1, 1, tzinfo=timezone.utc))
    event.add("SUMMARY", summary)
    for key, time in (("DTSTART", start), ("DTEND", end)):
        event.add(key, read_time(time), parameters={"TZID": zone})
    calendar.add_component(event)
    collection.put(urljoin(collection.url, name + ".ics"), calendar, If_None_Match="*")


def move(collection, id, start, to):
    url, etag, calendar = collection.find(id)
    event = occurrence(calendar, read_time(start))
    by = read_time(to) - read_time(start)
    for key in ("DTSTART", "DTEND"):
        event[key] = like(event[key], local(event[key]) + by)
    revise(event)
    collection.put(url, calendar, If_Match=etag)


def delete(collection, id, start=None):
    url, etag, calendar = collection.find(id)
    series = next((e for e in calendar.walk("VEVENT") if "RRULE" in e), None)
    if start is None or series is None:
        collection.ask("DELETE", url, If_Match=etag)
        return
    dates = vDDDLists([read_time(start)])
    dates.params = copy.copy(series["DTSTART"].params)
    series.add("EXDATE", dates, encode=False)
    revise(series)
    collection.put(url, calendar, If_Match=etag)


def move_all(collection, id, by):
    url, etag, calendar = collection.find(id)
    for event in calendar.walk("VEVENT"):
        for key in ("DTSTART", "DTEND"):
            event[key] = like(event[key], local(event[key]) + timedelta(minutes=int(by)))
        revise(event)
    collection.put(url, calendar, If_Match=etag)


def rename(collection, id, summary):
    url, etag, calendar = collection.find(id)
    for event in calendar.walk("VEVENT"):
        event["SUMMARY"] = summary
        revise(event)
    collection.put(url, calendar, If_Match=etag)


def put(collection, path, id=None):
    with open(path, "rb") as file:
        data = file.read()
    url = urljoin(collection.url, os.path.basename(path))
    if id is not None:
        url, _, calendar = collection.find(id)
        domain = calendar.walk("VEVENT")[0]["UID"].partition("@")[2]
        data = data.replace(b"INSTALL-ID.jobsearchd", domain.encode())
    collection.ask("PUT", url, data, Content_Type="text/calendar")


def empty(collection):
    for url, _ in collection.items():
        collection.ask("DELETE", url)


def show(collection, id):
    sys.stdout.write(collection.find(id)[2].to_ical().decode())


def list_items(collection):
    for url, etag in sorted(collection.items()):
        print(os.path.basename(url), etag, sep="\t")


VERBS = {"list": list_items, "show": show, "add": add, "move": move, "delete": delete,
         "move-all": move_all, "rename": rename, "put": put, "empty": empty}

if __name__ == "__main__":
    VERBS[sys.argv[2]](Collection(sys.argv[1]), *sys.argv[3:])
