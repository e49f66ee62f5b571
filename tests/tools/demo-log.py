#!/usr/bin/python3
"""A believable autumn of a job seeker, for screenshots and tests: no chance in it, always the same.

    demo-log.py plan              the weekly plan
    demo-log.py log FROM TO       the log of those days as `jsctl log import` takes it; TO not included
    demo-log.py tracker           applications and contacts as gdbus takes them for Tracker.PutMany

The story: Monday outreach is mostly skipped, until it is moved on the last of October. The first
days of November are ill (the week from 2 November is excused), and October has a week without any
answer.
"""
import csv
import datetime
import json
import sys
import zoneinfo

PLAN = """\
[plan]
name = Job search
timezone = Europe/Berlin
target = 2027-03-01
why = A job where I write C every day

[activity practice]
title = Practise skills
days = Mon-Fri
time = 09:00-10:30
priority = 4
goal = 6h

[activity outreach]
title = Company research and outreach
days = Mon-Fri
time = 13:00-14:30
priority = 5
goal = 10 contacts

[activity follow-ups]
title = Follow-ups and cover letters
days = Tue, Thu
time = 15:30-17:00
goal = 5 follow-ups

[activity blog]
title = Blog post
days = Fri
time = 11:00-12:30
goal = 1 post
"""

ZONE = zoneinfo.ZoneInfo("Europe/Berlin")
MOVED = datetime.date(2026, 11, 1)
ILL = datetime.date(2026, 11, 2), datetime.date(2026, 11, 9)
SILENT = datetime.date(2026, 9, 28), datetime.date(2026, 10, 5)

# activity, title, weekdays, start, minutes
BLOCKS = [
    ("practice", "Practise skills", (0, 1, 2, 3, 4), "09:00", 90),
    ("blog", "Blog post", (4,), "11:00", 90),
    ("outreach", "Company research and outreach", (0, 1, 2, 3, 4), "13:00", 90),
    ("follow-ups", "Follow-ups and cover letters", (1, 3), "15:30", 90),
]
NOTES = {
    ("practice", "2026-10-14"): "The course's exercises on sockets, twice",
    ("outreach", "2026-11-12"): "Two answers at once!",
    ("blog", "2026-11-20"): "First post is out: what fsync promises",
}

# company, role, source, note, follow-up, stage, the days of its stages (month-day)
APPLICATIONS = [
    ("Havel Instruments", "Embedded C developer", "LinkedIn", "", "", "rejected",
     {"applied": "10-05", "rejected": "10-12"}),
    ("Nordlicht Energie", "Firmware engineer", "Company page", "", "", "rejected",
     {"applied": "10-06", "screen": "10-15", "interview": "10-22", "rejected": "10-29"}),
    ("Kupferdreh GmbH", "C developer", "LinkedIn", "", "", "applied", {"applied": "10-08"}),
    ("Stadtwerke Rheinau", "Systems programmer", "Newspaper", "", "", "applied",
     {"applied": "10-13"}),
    ("Blaupunkt Labs", "Linux developer", "Meetup", "Ask for Imke, she reads the blog", "12-01",
     "interview", {"applied": "10-14", "screen": "10-21", "interview": "11-18"}),
    ("Orgelbau Seifert", "Control software", "Company page", "", "", "rejected",
     {"applied": "10-20", "rejected": "11-03"}),
    ("Mittelwerk", "Backend developer", "LinkedIn", "", "", "applied", {"applied": "10-22"}),
    ("Alster Robotics", "Robotics software engineer", "Meetup", "", "11-30", "offer",
     {"applied": "10-23", "screen": "10-28", "interview": "11-11", "offer": "11-25"}),
    ("Fjord Maritime", "Junior C developer", "LinkedIn", "", "", "withdrawn",
     {"applied": "10-27", "screen": "11-10", "withdrawn": "11-17"}),
    ("Teltow Sensorik", "Driver developer", "Company page", "", "12-02", "screen",
     {"applied": "11-10", "screen": "11-19"}),
    ("Gutenberg Druck", "Print firmware", "LinkedIn", "", "", "applied", {"applied": "11-12"}),
    ("Quellhof", "Systems engineer", "Meetup", "", "12-03", "applied", {"applied": "11-20"}),
    ("Radio Spree", "Audio software developer", "Company page", "", "12-03", "applied",
     {"applied": "11-24"}),
    ("Wattenmeer Daten", "Data acquisition", "LinkedIn", "", "12-07", "interested",
     {"interested": "11-26"}),
]
# name, company, channel, last contact, follow-up
CONTACTS = [
    ("Ada Berg", "Alster Robotics", "mail", "11-25", "11-30"),
    ("Imke Janssen", "Blaupunkt Labs", "LinkedIn", "11-18", "12-01"),
    ("Tom Richter", "Mittelwerk", "phone", "11-12", ""),
    ("Sena Yildiz", "Quellhof", "meetup", "11-19", "12-03"),
]


def outcome(activity, day, number):
    """How block `number` of its activity went: outcome, minutes of 90, count, why."""
    if ILL[0] <= day < ILL[1]:
        return "excused", 0, "", ""
    if SILENT[0] <= day < SILENT[1]:
        return "missed", 0, "", ""
    if activity == "outreach" and day.weekday() == 0 and day < MOVED and number != 6:
        return "skipped", 0, "", "avoided" if number % 3 else "tired"
    if number % 13 == 4:
        return "skipped", 0, "", ("tired", "clash", "unclear")[number % 3]
    if number % 11 == 6:
        return "partial", 40, 1 if activity != "practice" else "", "tired"
    if number % 17 == 8:
        return "missed", 0, "", ""
    count = {"practice": "", "outreach": 2 + number % 2, "follow-ups": 2 + number % 3,
             "blog": 1}[activity]
    return "done", 90, count, ""


def weekdays_of(activity, weekdays, day):
    return (1, 2, 3, 4) if activity == "outreach" and day >= MOVED else weekdays


def rows(first, last):
    numbers = dict.fromkeys((block[0] for block in BLOCKS), 0)
    day = datetime.date(2026, 8, 31)
    while day < last:
        for activity, title, weekdays, start, minutes in BLOCKS:
            if day.weekday() not in weekdays_of(activity, weekdays, day):
                continue
            numbers[activity] += 1
            if day < first:
                continue
            begin = datetime.datetime.combine(day, datetime.time.fromisoformat(start), ZONE)
            length = 115 if activity == "outreach" and day >= MOVED else minutes
            end = begin + datetime.timedelta(minutes=length)
            how, done, count, why = outcome(activity, day, numbers[activity])
            if how == "done":
                done = length
            yield [f"{activity}/{day}/1", activity, title, begin.isoformat(), end.isoformat(), how,
                   done, count, NOTES.get((activity, str(day)), "") if how == "done" else "",
                   end.isoformat(), "jsctl", why]
        day += datetime.timedelta(1)


def write_log(first, last):
    out = csv.writer(sys.stdout)
    out.writerow("id activity title start end outcome minutes count note answered_at source why"
                 .split())
    out.writerows(rows(datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)))


def variant(value):
    """As GVariant's text form has it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"'{k}': '2026-{v}'" for k, v in value.items()) + "}"
    return json.dumps(value)


def write_tracker():
    items = [{"name": company, "role": role, "source": source, "note": note,
              "follow_up": follow_up and f"2026-{follow_up}", "stage": stage, "dates": days}
             for company, role, source, note, follow_up, stage, days in APPLICATIONS]
    items += [{"kind": "contact", "name": name, "company": company, "channel": channel,
               "last_contact": f"2026-{last}", "follow_up": follow_up and f"2026-{follow_up}"}
              for name, company, channel, last, follow_up in CONTACTS]
    print("[" + ", ".join(
        "{" + ", ".join(f"'{key}': <{variant(value)}>" for key, value in item.items() if value)
        + "}" for item in items) + "]")


def main(command, *arguments):
    if command == "plan":
        print(PLAN, end="")
    elif command == "log":
        write_log(*arguments)
    elif command == "tracker":
        write_tracker()
    else:
        sys.exit(__doc__)


main(*sys.argv[1:])
