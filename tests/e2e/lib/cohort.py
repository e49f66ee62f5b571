"""A coach's people, made up from a seed, and who of them needs a call first: the rule of
docs/coach.md, written a second time from its text alone.

    cohort.py FOLDER    writes their shared weeks into it, as `jsctl coach` reads them
"""
import datetime
import html
import json
import pathlib
import random
import sys

TODAY = datetime.date(2026, 11, 25)  # a Wednesday
GOALS = {"outreach": (10, "contact"), "practice": (6, "hours"), "follow-ups": (5, "follow-up"),
         "blog": (1, "post")}
REASONS = ["silent", "fell", "missed", "less", "fine", "off"]
NAMES = ["Ada", "Björn", "Chi", "Dmitri", "Élodie", "Fatma", "Gül", "Hana", "Iñaki", "Jürgen", "Kofi",
         "Łukasz", "Mei", "Noor", "Ólafur", "Priya", "Quentin", "Rosa", "Søren", "Tariq"]
ODD_NAMES = ["<b>Bold</b> & Co", "=HYPERLINK(\"https://example.org\")", "Comma, \"Quote\"", "𝒜da 🦊",
             "\uffe6 Won", "constructor", "__proto__"]


# ---- People ----

def monday(age):
    return TODAY - datetime.timedelta(days=TODAY.weekday() + 7 * age)


def week_object(start, planned, done, answered, goals, excused=0):
    year, week, _ = (start + datetime.timedelta(days=3)).isocalendar()  # which has most of its days
    return {"week": f"{year}-W{week:02}", "from": start.isoformat(), "planned_minutes": planned,
            "done_minutes": done, "excused_minutes": excused, "answered": answered, "goals": goals}


def make_goals(rng, names, share):
    """Goals of one week, each reached with this probability."""
    goals = []
    for name in names:
        met, (target, unit) = rng.random() < share, GOALS[name]
        actual = target + rng.randint(0, 2) if met else rng.randint(0, target - 1)
        goals.append({"activity": name, "unit": unit, "target": target, "actual": actual, "met": met,
                      "off": rng.random() < 0.05})
    return goals


def make_weeks(rng, n):
    """Weeks of ages n-1 to 0: as it went until some week, and as it went from then on."""
    names = list(GOALS)[:rng.choice([0, 1, 2, 3, 3, 4])]
    shift = rng.choice([0, 0, 0, -1])  # some weeks begin on Sunday
    turn = rng.choice([1, 2, 2, 3, 4])
    before, since = rng.choice([0.4, 0.8, 0.9]), rng.choice([0, 0, 0.3, 0.8, 0.95])
    energy = rng.choice([0.1, 0.3, 1, 1])  # since then
    silent_since = rng.choice([0] * 7 + [2, 3, 5])
    weeks = []
    for age in range(n - 1, -1, -1):
        share = since if age <= turn else before
        start = monday(age) + datetime.timedelta(days=shift)
        planned = rng.choice([600, 810, 840, 1200])
        if rng.random() < 0.08 or (age == 0 and rng.random() < 0.1):
            weeks.append(week_object(start, 0, 0, 0, make_goals(rng, names, 0), planned))
        elif age <= silent_since - 1 or rng.random() < 0.03:
            if rng.random() < 0.5:
                weeks.append(week_object(start, planned, 0, 0, make_goals(rng, names, 0)))
        else:
            done = planned * rng.uniform(0.6, 1.1) * (energy if age <= turn else 1)
            weeks.append(week_object(start, planned, int(done), rng.randint(1, 20),
                                     make_goals(rng, names, share)))
    return weeks


def make_people(seed=7, n=60):
    """Dicts name, made, weeks, file."""
    rng = random.Random(seed)
    people = []
    for i in range(n):
        name = ODD_NAMES[i] if i < len(ODD_NAMES) else f"{NAMES[i % len(NAMES)]} {chr(65 + i // len(NAMES))}."
        weeks = make_weeks(rng, rng.choice([0, 1, 3, 5, 8, 8, 8, 8, 12, 12, 26, 27]))
        made = TODAY - datetime.timedelta(days=rng.choice([0, 0, 0, 1, 3, 9]))
        people.append({"name": name, "made": made.isoformat(), "file": f"report-{i:02}.html",
                       "weeks": [week for week in weeks if week["from"] <= made.isoformat()]})
    return people


# ---- Reports ----

def report_json(person):
    return json.dumps({"schema": 1, "kind": "jobsearchd-report", "name": person["name"],
                       "made": person["made"], "timezone": "Europe/Berlin", "target": "2027-03-01",
                       "weeks": person["weeks"]}, ensure_ascii=False).replace("<", "\\u003c")


def report_html(person):
    return (f"<!DOCTYPE html>\n<html lang=\"en\"><title>{html.escape(person['name'])}</title>\n"
            "<script type=\"application/json\" id=\"jobsearchd-report\">"
            f"{report_json(person)}</script>\n<p>Words for people.</p></html>\n")


def write_reports(people, folder):
    for person in people:
        (pathlib.Path(folder) / person["file"]).write_text(report_html(person))
    return [pathlib.Path(folder) / person["file"] for person in people]


# ---- Shared weeks: a folder for each, an entry of a calendar for each week ----

def journal(week):
    return ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//cohort//EN\r\nBEGIN:VJOURNAL\r\n"
            f"UID:share/{week['week']}@test.jobsearchd\r\nDTSTAMP:20261125T100000Z\r\n"
            f"DTSTART;VALUE=DATE:{week['from'].replace('-', '')}\r\n"
            f"X-JOBSEARCHD-SHARE:{json.dumps(week)}\r\nEND:VJOURNAL\r\nEND:VCALENDAR\r\n")


def write_folders(people, folder):
    for i, person in enumerate(people):
        place = pathlib.Path(folder) / f"person-{i:02}"
        place.mkdir(parents=True)
        (place / "displayname").write_text(person["name"] + "\n")
        for week in person["weeks"]:
            (place / f"{week['from']}.ics").write_text(journal(week))


def see_today(people):
    """As a calendar shows them, which is never old: their reports are of today."""
    return [{**person, "made": TODAY.isoformat()} for person in people]


# ---- The rule ----

def count(weeks, key):
    return sum(week[key] for week in weeks)


def see_weeks(person, today):
    """By age; each with what the rule calls off, answered, judged, met and goals."""
    seen = datetime.date.fromisoformat(person["made"])
    by_age = {}
    for week in sorted(person["weeks"], key=lambda week: week["from"]):
        start = datetime.date.fromisoformat(week["from"])
        age = (today - start).days // 7
        goals = [goal for goal in week["goals"] if not goal["off"]]
        off = week["planned_minutes"] == 0
        answered = not off and week["answered"] > 0
        if 0 <= age <= 26:
            by_age[age] = {"off": off, "answered": answered, "goals": len(goals),
                           "judged": answered and start + datetime.timedelta(days=7) <= seen,
                           "met": sum(goal["met"] for goal in goals), "done": week["done_minutes"]}
    return by_age


def silence(by_age):
    if not by_age:
        return 26
    if 0 in by_age and by_age[0]["answered"]:
        return 0
    n = 0
    for age in range(1, max(by_age) + 1):
        if age in by_age and by_age[age]["answered"]:
            break
        n += age not in by_age or not by_age[age]["off"]
    return n


def judge(person, today=TODAY):
    """The reason and its weight."""
    by_age = see_weeks(person, today)
    judged = [by_age[age] for age in sorted(by_age) if by_age[age]["judged"]]
    of_goals = [week for week in judged if week["goals"] > 0]
    if 0 in by_age and by_age[0]["off"]:
        return "off", 0
    if silence(by_age) >= 2:
        return "silent", silence(by_age)
    last, before = of_goals[:2], of_goals[2:6]
    if len(last) == 2 and len(before) >= 2 and count(last, "met") == 0:
        if 2 * count(before, "met") >= count(before, "goals"):
            return "fell", 100 * count(before, "met") // count(before, "goals")
    last = of_goals[:4]
    if sum(2 * week["met"] < week["goals"] for week in last) >= 3:
        goals = count(last, "goals")
        return "missed", 100 * (goals - count(last, "met")) // goals
    last, before = judged[:2], judged[2:6]
    if len(last) == 2 and len(before) == 4 and 4 * count(last, "done") < count(before, "done"):
        return "less", 100 - 200 * count(last, "done") // count(before, "done")
    return "fine", 0


def rank(people, today=TODAY):
    """(reason, weight, name, file) of each, who needs a call first on top."""
    rows = [(*judge(person, today), person["name"], person["file"]) for person in people]
    return sorted(rows, key=lambda row: (REASONS.index(row[0]), -row[1], row[2], row[3]))


if __name__ == "__main__":
    write_folders(make_people(), sys.argv[1])
