#!/usr/bin/python3
"""Random calendars, and those in calendars/, read by jobsearchd-calendar and by python3-icalendar and
python3-dateutil.

    read-random.py READ-DUMP HELPER EVENTS

Zones (named, custom, floating, UTC, dates), rules, RDATE, EXDATE, overrides, lengths, in stretches of
twelve weeks around changes of clock. Both must give the same times for each event; the others' are
worked out in read_expected.py, which gets the same text."""

import os
import random
import subprocess
import sys
import tempfile
from collections import defaultdict
from datetime import date, datetime, timedelta, timezone

from read_expected import Reader, bodies, expected, instant, rule_starts

UTC = timezone.utc
WEEK = timedelta(days=7)
ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/St_Johns",
         "Africa/Casablanca", "Asia/Kolkata", "Pacific/Apia", "Europe/London", "America/Sao_Paulo"]
ASKED = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]
STRETCHES = [date(2026, 2, 16), date(2026, 9, 7), date(2027, 2, 22), date(2026, 11, 23)]
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


def observance(kind, start, rule, before, after):
    return (f"BEGIN:{kind}\r\nDTSTART:{start}\r\nRRULE:FREQ=YEARLY;{rule}\r\n"
            f"TZOFFSETFROM:{before}\r\nTZOFFSETTO:{after}\r\nEND:{kind}\r\n")


# By other names, as other programs write them: whose zone each is, and its observances.
CUSTOM = {
    "W. Europe Standard Time": ("Europe/Berlin",
        observance("STANDARD", "16010101T030000", "BYDAY=-1SU;BYMONTH=10", "+0200", "+0100") +
        observance("DAYLIGHT", "16010101T020000", "BYDAY=-1SU;BYMONTH=3", "+0100", "+0200")),
    "Customized Time Zone": ("America/New_York",
        observance("DAYLIGHT", "20070311T020000", "BYDAY=2SU;BYMONTH=3", "-0500", "-0400") +
        observance("STANDARD", "20071104T020000", "BYDAY=1SU;BYMONTH=11", "-0400", "-0500")),
    "/example.org/20200101_1/Down": ("Australia/Lord_Howe",
        observance("STANDARD", "20080406T020000", "BYMONTH=4;BYDAY=1SU", "+1100", "+1030") +
        observance("DAYLIGHT", "20081005T020000", "BYMONTH=10;BYDAY=1SU", "+1030", "+1100")),
    "EST": ("America/New_York",  # the system's EST has no summer: the calendar says what is meant
        observance("DAYLIGHT", "19700308T020000", "BYMONTH=3;BYDAY=SU;BYMONTHDAY=8,9,10,11,12,13,14",
                   "-0500", "-0400") +
        observance("STANDARD", "19701101T020000", "BYMONTH=11;BYDAY=SU;BYMONTHDAY=1,2,3,4,5,6,7",
                   "-0400", "-0500")),
    "India": ("Asia/Kolkata",
        "BEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0530\r\nTZOFFSETTO:+0530\r\n"
        "END:STANDARD\r\n"),
}
# Without a VTIMEZONE.
ALIASES = {"/mozilla.org/20050126_1/Europe/Berlin": "Europe/Berlin",
           "/freeassociation.sourceforge.net/America/New_York": "America/New_York",
           "Tokyo Standard Time": "Asia/Tokyo", "Eastern Standard Time": "America/New_York"}
ZONE_NAMES = ALIASES | {name: zone for name, (zone, _) in CUSTOM.items()}


# ---- Writing ----

class Writer:
    """One event's times: all in one zone, all-day or not."""

    def __init__(self, random_):
        self.random = random_
        self.kind = random_.choices(["zone", "custom", "alias", "float", "utc", "date"],
                                    [8, 5, 1, 2, 2, 3])[0]
        self.tzid = {"zone": lambda: random_.choice(ZONES), "custom": lambda: random_.choice(list(CUSTOM)),
                     "alias": lambda: random_.choice(list(ALIASES))}.get(self.kind, lambda: None)()

    def text(self, when):
        if self.kind == "date":
            return when.strftime("%Y%m%d")
        return when.strftime("%Y%m%dT%H%M%S") + ("Z" if self.kind == "utc" else "")

    def line(self, name, *times, parameters=""):
        if self.kind == "date":
            parameters += ";VALUE=DATE"
        elif self.tzid:
            parameters += f';TZID="{self.tzid}"' if self.random.random() < 0.3 else f";TZID={self.tzid}"
        return f"{name}{parameters}:{','.join(self.text(t) for t in times)}"


def fold(line, random_):
    width = random_.choice([75, 75, 74, 40])
    parts = [line[:width]]
    line = line[width:]
    while line:
        parts.append(line[:width - 1])
        line = line[width - 1:]
    return "\r\n ".join(parts)


def numbers(random_, low, high, most, negative=False):
    found = random_.sample(range(low, high + 1), random_.randint(1, most))
    if negative and random_.random() < 0.4:
        found = [-n for n in found]
    return ",".join(map(str, found))


def random_rule(random_, start, writer):
    freq = random_.choices(["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY"],
                           [4, 6, 8, 5, 1, 1])[0]
    is_timed = writer.kind != "date"
    if not is_timed and freq in ("HOURLY", "MINUTELY"):
        freq = "DAILY"
    parts = [f"FREQ={freq}"]
    may = lambda chance: random_.random() < chance
    if may(0.5):
        parts.append(f"INTERVAL={random_.randint(1, 4) if freq != 'MINUTELY' else random_.randint(5, 200)}")
    elif freq == "MINUTELY":
        parts.append("INTERVAL=45")
    if may(0.4):
        parts.append(f"WKST={random_.choice(DAYS)}")
    if freq == "WEEKLY":
        if may(0.8):
            parts.append("BYDAY=" + ",".join(random_.sample(DAYS, random_.randint(1, 4))))
        if may(0.1):
            parts.append("BYMONTH=" + numbers(random_, 1, 12, 6))
    elif freq == "MONTHLY":
        shape = random_.randrange(5)
        if shape in (1, 4):
            parts.append("BYMONTHDAY=" + numbers(random_, 1, 31, 4, True))
        if shape == 2:
            parts.append("BYDAY=" + ",".join(f"{random_.choice([1, 2, 3, 4, 5, -1, -2, -5])}{d}"
                                             for d in random_.sample(DAYS, random_.randint(1, 3))))
        if shape in (3, 4):
            parts.append("BYDAY=" + ",".join(random_.sample(DAYS, random_.randint(1, 5))))
        if shape == 3 and may(0.7):
            parts.append("BYSETPOS=" + numbers(random_, 1, 4, 2, True))
        if may(0.15):
            parts.append("BYMONTH=" + numbers(random_, 1, 12, 8))
    elif freq == "YEARLY":
        shape = random_.randrange(8)
        if shape in (1, 2, 3):
            parts.append("BYMONTH=" + numbers(random_, 1, 12, 6))
        if shape in (2, 7):
            parts.append("BYMONTHDAY=" + numbers(random_, 1, 31, 4, True))
        if shape == 3:
            kinds = random_.choice([[""], [1, 2, -1, 3]])  # both at once dateutil gets wrong
            parts.append("BYDAY=" + ",".join(f"{random_.choice(kinds)}{d}"
                                             for d in random_.sample(DAYS, random_.randint(1, 3))))
        if shape == 4:
            parts.append("BYDAY=" + ",".join(f"{random_.choice([10, 20, 40, 45, 50, -1, -2, -12, -43])}{d}"
                                             for d in random_.sample(DAYS, random_.randint(1, 3))))
        if shape == 5:
            parts.append("BYYEARDAY=" + numbers(random_, 1, 366, 30, True))
        if shape == 6:
            parts.append("BYWEEKNO=" + numbers(random_, 1, 53, 12, True))
            parts.append("BYDAY=" + ",".join(random_.sample(DAYS, random_.randint(1, 3))))
        if shape in (2, 3, 7) and may(0.4):
            parts.append("BYSETPOS=" + numbers(random_, 1, 3, 2, True))
    elif freq == "DAILY":
        if may(0.3):
            parts.append("BYDAY=" + ",".join(random_.sample(DAYS, random_.randint(1, 6))))
        if may(0.2):
            parts.append("BYMONTH=" + numbers(random_, 1, 12, 8))
        if may(0.2):
            parts.append("BYMONTHDAY=" + numbers(random_, 1, 31, 20, True))
    if is_timed and freq != "MINUTELY" and may(0.15):
        if freq != "HOURLY":  # an interval may miss all of them, which dateutil refuses
            parts.append("BYHOUR=" + numbers(random_, 0, 23, 3))
        if may(0.5):
            parts.append("BYMINUTE=" + numbers(random_, 0, 59, 2))
    if freq == "MINUTELY" and may(0.5):
        parts.append("BYHOUR=" + numbers(random_, 0, 23, 12))
    end = random_.random()
    if freq in ("HOURLY", "MINUTELY") or end < 0.25:
        parts.append(f"COUNT={random_.randint(1, 60)}")
    elif end < 0.5:
        until = start + timedelta(days=random_.randint(1, 700))
        if is_timed:  # an instant on the zone's clock, or right at a start
            if writer.tzid:
                until = instant(until, Reader("UTC", ZONE_NAMES).zone_of(writer.tzid))
                parts.append(f"UNTIL={until:%Y%m%dT%H%M%S}Z")
            else:
                parts.append("UNTIL=" + writer.text(until))
        else:
            parts.append(f"UNTIL={until:%Y%m%d}")
    return "RRULE:" + ";".join(parts)


def random_length(random_, writer, start):
    """DTEND, DURATION or neither."""
    if writer.kind == "date":
        days = random_.choice([1, 1, 1, 2, 3, 7])
        return random_.choice([None, writer.line("DTEND", start + timedelta(days=days)),
                               f"DURATION:P{days}D"])
    minutes = random_.choice([15, 30, 60, 60, 90, 240, 600])
    if random_.random() < 0.6:
        return writer.line("DTEND", start + timedelta(minutes=minutes * random_.choice([1, 1, 4])))
    return random_.choice([f"DURATION:PT{minutes}M", "DURATION:P1D", "DURATION:P1DT2H", "DURATION:PT26H"])


def random_start(random_, writer, monday, near):
    """In the stretch, at times right at its changes of clock; or up to two years before it."""
    back = 0 if near else random_.randint(0, 700)
    day = monday + timedelta(days=random_.randint(-3, 84) - back)
    hour, minute = random_.choice([(9, 0), (13, 30), (2, 30), (2, 0), (1, 30), (23, 45), (0, 0),
                                   (random_.randint(0, 23), random_.randint(0, 59))])
    if writer.kind == "date":
        hour = minute = 0
    return datetime(day.year, day.month, day.day, hour, minute)


def random_event(random_, n, monday):
    writer = Writer(random_)
    uid = f"event-{n}@example.org"
    recurring = random_.random() < 0.75
    start = random_start(random_, writer, monday, not recurring or random_.random() < 0.3)
    common = lambda: [f"UID:{uid}", f"SUMMARY:e{n}", "DTSTAMP:20260101T000000Z"]
    lines = ["BEGIN:VEVENT", *common(), writer.line("DTSTART", start)]
    length = random_length(random_, writer, start)
    lines += [length] if length else []
    rule = random_rule(random_, start, writer) if recurring else None
    if recurring:
        lines.append(rule)
    if random_.random() < 0.15:
        times = [random_start(random_, writer, monday, True) for _ in range(random_.randint(1, 3))]
        if writer.kind != "date" and random_.random() < 0.4:
            periods = ",".join(f"{writer.text(t)}/" + random_.choice(
                [writer.text(t + timedelta(hours=2)), "PT45M", "P1D"]) for t in times)
            lines.append(writer.line("RDATE", parameters=";VALUE=PERIOD") + periods)
        else:
            lines.append(writer.line("RDATE", *times))
        recurring = True
    naive = occurrences_naive(start, rule, monday) if recurring else []
    if naive and random_.random() < 0.4:
        for t in random_.sample(naive, min(len(naive), random_.randint(1, 4))):
            lines.append(writer.line("EXDATE", t))
    lines.append(random_.choice(["TRANSP:OPAQUE", "TRANSP:OPAQUE", "STATUS:CONFIRMED", "PRIORITY:5"] +
                                (["TRANSP:TRANSPARENT", "STATUS:CANCELLED"] if random_.random() < 0.1 else [])))
    lines.append("END:VEVENT")
    if naive and random_.random() < 0.35:
        for t in random_.sample(naive, min(len(naive), random_.randint(1, 3))):
            moved = t + random_.choice([timedelta(0), timedelta(days=1), timedelta(days=-2, hours=3)
                                        if writer.kind != "date" else timedelta(days=-2)])
            override = ["BEGIN:VEVENT", *common(), writer.line("RECURRENCE-ID", t),
                        writer.line("DTSTART", moved)]
            length = random_length(random_, writer, moved)
            override += [length] if length else []
            override += random_.choice([[], [], [], ["STATUS:CANCELLED"], ["TRANSP:TRANSPARENT"]])
            override.append("END:VEVENT")
            lines = override + lines if random_.random() < 0.5 else lines + override
    return "".join(fold(line, random_) + "\r\n" for line in lines)


def occurrences_naive(start, rule, monday):
    if not rule:
        return [start]
    until = datetime(monday.year, monday.month, monday.day) + 13 * WEEK
    return rule_starts(rule.removeprefix("RRULE:"), start, until)[-40:]


def calendar(random_, first, n, monday):
    zones = "".join(f"BEGIN:VTIMEZONE\r\nTZID:{name}\r\n{parts}END:VTIMEZONE\r\n"
                    for name, (_, parts) in CUSTOM.items())
    events = "".join(random_event(random_, first + i, monday) for i in range(n))
    body = events + zones if random_.random() < 0.3 else zones + events
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n{body}END:VCALENDAR\r\n"


# ---- Beside each other ----

def actual(dump, helper, zone, begin, end, path):
    run = subprocess.run([dump, helper, zone, str(int(begin.timestamp())), str(int(end.timestamp()))],
                         input=path + "\n", capture_output=True, text=True)
    found, problems = defaultdict(set), []
    for line in run.stdout.splitlines():
        word, _, rest = line.partition(" ")
        if word == "busy":
            start, finish, _, summary = rest.split(" ", 3)
            found[summary].add((int(start), int(finish)))
        elif word == "problem":
            problems.append(rest)
    if not run.stdout.endswith("exit 0\n"):
        problems.append(run.stdout[-200:] + run.stderr)
    return found, problems


def event_text(text, name):
    found = [body for body in bodies(text) if f"SUMMARY:{name}" in body]
    return "\n".join("\n".join(body) for body in found)


def show(times):
    return " ".join("/".join(f"{datetime.fromtimestamp(t, UTC):%Y-%m-%dT%H:%MZ}" for t in pair)
                    for pair in sorted(times)[:4])


def compare(dump, helper, asked, monday, path):
    """Returns how many times there are, and how many events or lines are wrong."""
    with open(path, newline="", encoding="utf-8") as f:
        text = f.read()
    begin = datetime(monday.year, monday.month, monday.day, 3, tzinfo=UTC)
    end = begin + 12 * WEEK
    want = expected(text, asked, ZONE_NAMES, begin, end)
    have, problems = actual(dump, helper, asked, begin, end, path)
    wrong = len(problems)
    for problem in problems:
        print("problem:", problem)
    for name in sorted(want.keys() | have.keys()):
        more = have.get(name, set()) - want.get(name, set())
        less = want.get(name, set()) - have.get(name, set())
        if more or less:
            wrong += 1
            print(f"{name} in {asked}: too many: {show(more)}; missing: {show(less)}\n"
                  f"{event_text(text, name)}")
    return sum(map(len, want.values())), wrong


def compare_random(dump, helper, n_events):
    a_file = 50
    n_times = wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "random.ics")
        for first in range(0, n_events, a_file):
            monday = STRETCHES[first // a_file % len(STRETCHES)]
            with open(path, "w", newline="") as f:
                f.write(calendar(random.Random(first), first, a_file, monday))
            n, w = compare(dump, helper, ASKED[first // a_file % len(ASKED)], monday, path)
            n_times, wrong = n_times + n, wrong + w
            if wrong > 5:
                break
    print(f"read: {n_events} random events, {n_times} times, {wrong} wrong")
    return not wrong and n_times >= n_events


def compare_programs(dump, helper):
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "calendars")
    files = sorted(f for f in os.listdir(folder) if f.endswith(".ics"))
    results = [compare(dump, helper, "Europe/Berlin", date(2026, 11, 23), os.path.join(folder, f))
               for f in files]
    wrong = sum(w for _, w in results) + sum(n == 0 for n, _ in results)
    print(f"read: {len(files)} programs' calendars, {sum(n for n, _ in results)} times, {wrong} wrong")
    return files and not wrong


def main():
    dump, helper, n_events = sys.argv[1], sys.argv[2], int(sys.argv[3])
    is_well = [compare_programs(dump, helper), compare_random(dump, helper, n_events)]
    return 0 if all(is_well) else 1


sys.exit(main())
