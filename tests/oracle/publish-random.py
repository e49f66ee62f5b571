#!/usr/bin/python3
"""Random publications, written by jobsearchd-calendar and read by published.py (python3-icalendar,
python3-dateutil): the instants must be those asked for.

    publish-random.py PUBLISH-DRIVER JOBSEARCHD-CALENDAR [ROUNDS]

Asked for is what plain arithmetic on dates gives for each weekly series, with the wall clock turned
into instants by zoneinfo (a skipped time by the offset before, a repeated one the first), less the
days off, with the overrides, and single blocks at arbitrary instants. Zones, years, weekdays,
intervals and week starts are random; half of the starts lie in the small hours of a day on which
the clock changes."""

import os
import random
import subprocess
import sys
import tempfile
import zoneinfo
from datetime import datetime, timedelta, timezone

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import published

UTC = timezone.utc
ZONES = ["Europe/Berlin", "Europe/Dublin", "America/New_York", "America/Sao_Paulo", "UTC",
         "Australia/Lord_Howe", "Africa/Casablanca", "Africa/Cairo", "Asia/Jerusalem",
         "America/Santiago", "Pacific/Chatham", "Asia/Kolkata", "America/Nuuk", "Asia/Tehran",
         "Antarctica/Troll", "Pacific/Apia", "Asia/Beirut"]
FORM = "%Y-%m-%dT%H:%M"


def to_utc(local, zone):
    """RFC 5545 3.3.5."""
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def change_days(zone, year):
    day = datetime(year, 1, 1)
    while day.year == year:
        after = day + timedelta(days=1)
        if day.replace(tzinfo=zone).utcoffset() != after.replace(tzinfo=zone).utcoffset():
            yield day
        day = after


def line(word, **fields):
    values = {k.replace("_", "-"): v.strftime(FORM) if isinstance(v, datetime) else v
              for k, v in fields.items()}
    return "\t".join([word] + [f"{k}={v}" for k, v in values.items()])


class Round:
    def __init__(self, rng, folder):
        self.rng = rng
        self.folder = folder
        self.zone_name = rng.choice(ZONES)
        self.zone = zoneinfo.ZoneInfo(self.zone_name)
        self.year = rng.randint(2024, 2034)
        self.start = datetime(self.year, 1, 1, tzinfo=UTC)
        self.end = datetime(self.year + 1, 1, 1, tzinfo=UTC)
        self.changes = list(change_days(self.zone, self.year))
        self.lines, self.expected = [], []

    def minute(self):
        return timedelta(minutes=5 * self.rng.randrange(288))

    def random_local(self):
        if self.changes and self.rng.random() < 0.5:
            day = self.rng.choice(self.changes)
            return day + timedelta(minutes=5 * self.rng.randrange(40))
        return datetime(self.year, 1, 1) + timedelta(days=self.rng.randrange(350)) + self.minute()

    def starts(self, first, days, every, week_start, last):
        week = first.date() - timedelta(days=(first.weekday() - week_start) % 7)
        day = first
        while day <= last:
            number = (day.date() - week).days // 7
            if day.weekday() in days and number % every == 0:
                yield day
            day += timedelta(days=1)

    def add_series(self, number):
        rng, activity = self.rng, f"act-{number}"
        first = self.random_local() - timedelta(days=7 * rng.randrange(20))
        days = set(rng.sample(range(7), rng.randint(1, 7))) | {first.weekday()}
        every, week_start = rng.choice([1, 1, 2, 3]), rng.randrange(7)
        length = timedelta(minutes=5 * rng.randint(1, 400))
        fields = dict(id=f"{activity}/1", activity=activity, title="Täglich, \\e[1mund; mehr",
                      first=first, length=int(length.total_seconds() // 60),
                      days=sum(1 << d for d in days), every=every, week_start=week_start)
        last = datetime(self.year + 1, 1, 5)
        if rng.random() < 0.5:
            candidates = list(self.starts(first, days, every, week_start, last))
            last = fields["until"] = rng.choice(candidates)
        self.lines.append(line("series", **fields))
        for local in self.starts(first, days, every, week_start, last):
            self.add_occurrence(local, length, activity)

    def add_occurrence(self, local, length, activity):
        rng = self.rng
        start = to_utc(local, self.zone)
        end = start + length
        chance = rng.random()
        if chance < 0.05:
            self.lines.append(line("off", at=local))
            return
        if chance < 0.15:
            start += timedelta(minutes=5 * rng.randint(-20, 20))
            end = start + timedelta(minutes=5 * rng.randint(1, 50))
            self.lines.append(line("override", at=local, start=start, end=end, outcome="done",
                                   title="Moved"))
        self.expected.append((start, end, activity))

    def add_block(self, number):
        start = to_utc(self.random_local(), self.zone)
        end = start + timedelta(minutes=5 * self.rng.randint(1, 100))
        self.lines.append(line("block", id=f"flex/+{number}", activity="flex", start=start,
                               end=end, title="Once"))
        self.expected.append((start, end, "flex"))

    def script(self):
        begin = line("begin", folder=f"{self.folder}/calendar", single=f"{self.folder}/one.ics",
                     state=f"{self.folder}/state", zone=self.zone_name, now=self.start,
                     to=self.end, **{"from": self.start})
        for number in range(1, self.rng.randint(2, 4)):
            self.add_series(number)
        for number in range(self.rng.randint(0, 8)):
            self.add_block(number)
        return "\n".join([begin] + self.lines + ["end", ""])

    def run(self, driver, helper):
        script = self.script()
        done = subprocess.run([driver, helper], input=script, capture_output=True, text=True)
        lines = done.stdout.splitlines()
        if lines[-1:] != ["exit 0"] or len(lines) != 2:
            return [f"answered {done.stdout!r} {done.stderr!r}"]
        expected = sorted(r for r in self.expected if self.start <= r[0] < self.end)
        wrong = []
        for path in ("calendar", "one.ics"):
            wrong += published.compare(f"{self.folder}/{path}", expected, self.start, self.end)
        return wrong and [f"zone {self.zone_name}, year {self.year}"] + wrong[:6]


def main():
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 150
    events = failed = 0
    for seed in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            one = Round(random.Random(seed), folder)
            wrong = one.run(sys.argv[1], sys.argv[2])
        events += len(one.expected)
        if wrong:
            failed += 1
            print(f"seed {seed}: " + "\n    ".join(wrong))
    print(f"publish-random: {rounds} publications, {events} events, {failed} failed")
    return 1 if failed or not rounds else 0


if __name__ == "__main__":
    sys.exit(main())
