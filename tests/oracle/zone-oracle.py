#!/usr/bin/python3
"""Holds src/base/zone*.c against other people's code. Usage: zone-oracle.py ZONE-DUMP

Every zone of the tz database, around every change of offset 2020-2040 and at ordinary instants:
offsets (UTC to local) and instants (local to UTC, gap and overlap as RFC 5545 3.3.5 says) against
python3-dateutil (resolve_imaginary, fold 0) and, for what dateutil does not know, Python's
zoneinfo: years after 2036 (dateutil reads 32-bit times) and zones whose winter is a negative DST
(Europe/Dublin: dateutil takes the wrong hours for ambiguous). The same answers are asked of "slim"
files, made by zic, whose changes come from the footer's rule. Then random rules, with the hours
that RFC 8536 adds to POSIX, against the C library (zoneinfo of Python 3.11 counts days of the year
from the wrong end).

Exit status: 0 all agree, 1 some differ or a tool is missing.
"""

import os
import random
import struct
import subprocess
import sys
import tempfile
import time
import zoneinfo
from datetime import datetime, timedelta, timezone

try:
    from dateutil import tz
except ImportError:
    sys.exit("zone-oracle: python3-dateutil is missing (apt-get install python3-dateutil)")

EPOCH = datetime(1970, 1, 1)
EPOCH_UTC = datetime(1970, 1, 1, tzinfo=timezone.utc)
DAY = 86400
DATEUTIL_END = int((datetime(2037, 1, 1) - EPOCH).total_seconds())
TZDATA_SOURCE = "/usr/share/zoneinfo/tzdata.zi"
NEAR = [-DAY, -7200, -3601, -3600, -1801, -1800, -1, 0, 1, 1799, 1800, 3599, 3600, 7200, DAY]


def seconds(year, month=1, day=1):
    return int((datetime(year, month, day) - EPOCH).total_seconds())


class Calendar:
    """A zone as a datetime.tzinfo has it."""

    def __init__(self, label, zone):
        self.label, self.zone = label, zone

    def offset(self, t):
        moment = EPOCH_UTC + timedelta(seconds=t)
        local = moment.astimezone(self.zone).replace(tzinfo=timezone.utc)
        return round((local - moment).total_seconds())

    def instant(self, local, _change):
        moment = (EPOCH + timedelta(seconds=local)).replace(tzinfo=self.zone, fold=0)
        return round((tz.resolve_imaginary(moment) - EPOCH_UTC).total_seconds())

    def has_negative_dst(self, times):
        return any((EPOCH_UTC + timedelta(seconds=t)).astimezone(self.zone).dst() < timedelta(0)
                   for t in times)


class Libc:
    """A rule as the C library understands $TZ."""
    label = "libc"

    def __init__(self, rule):
        os.environ["TZ"] = rule
        time.tzset()

    def offset(self, t):
        return time.localtime(t).tm_gmtoff

    def instant(self, local, change):
        """RFC 5545 3.3.5, spelled out: the first that fits, else the offset before the change."""
        before = local - self.offset(change - 1)
        candidates = (before, local - self.offset(change))
        return min((t for t in candidates if t + self.offset(t) == local), default=before)


def changes_of(oracle, start, end):
    """Changes of offset, found by looking every 4 days and halving; no rule lasts shorter."""
    found = []
    step = 4 * DAY
    before = oracle.offset(start)
    for t in range(start + step, end, step):
        after = oracle.offset(t)
        if after != before:
            low, high = t - step, t
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if oracle.offset(middle) == before else (low, middle)
            found.append(high)
        before = after
    return found


class Questions:
    """What zone-dump is asked, and what it must answer."""

    def __init__(self):
        self.lines = []
        self.expected = []  # (what, answer)

    def take(self, line):
        self.lines.append(line)

    def ask(self, where, oracle, kind, t, answer):
        self.lines.append(f"{kind} {t}")
        self.expected.append((where, oracle, kind, t, answer))

    def check(self, program):
        run = subprocess.run([program], input="\n".join(self.lines) + "\n", text=True,
                             stdout=subprocess.PIPE)
        answers = run.stdout.split()
        if run.returncode != 0 or len(answers) != len(self.expected):
            sys.exit(f"zone-oracle: {program} ended with {run.returncode} after "
                     f"{len(answers)} of {len(self.expected)} answers")
        wrong = [(e, a) for e, a in zip(self.expected, answers) if str(e[4]) != a]
        for (where, oracle, kind, t, answer), got in wrong[:20]:
            print(f"{where}: {kind} {t}: {oracle} says {answer}, we say {got}")
        return len(wrong)


def ask_around(questions, name, oracle, changes):
    for change in changes:
        questions.ask(name, oracle.label, "T", change - 1, change)
        for near in NEAR:
            questions.ask(name, oracle.label, "U", change + near, oracle.offset(change + near))
            for offset in {oracle.offset(change - 1), oracle.offset(change)}:
                local = change + offset + near
                questions.ask(name, oracle.label, "L", local, oracle.instant(local, change))


def ask_at(questions, name, oracle, times):
    for t in times:
        questions.ask(name, oracle.label, "U", t, oracle.offset(t))
        questions.ask(name, oracle.label, "L", t, oracle.instant(t, None))


def ask_zone(questions, name, counts):
    chance = random.Random(name)
    system = Calendar("zoneinfo", zoneinfo.ZoneInfo(name))
    other = Calendar("dateutil", tz.gettz(name))
    if other.zone is None:
        sys.exit(f"zone-oracle: dateutil does not know {name}")

    changes = changes_of(system, seconds(2020), seconds(2041))
    end = 0 if system.has_negative_dst(changes) else DATEUTIL_END
    ask_around(questions, name, other, [c for c in changes if c < end - 2 * DAY])
    ask_around(questions, name, system, [c for c in changes if c >= end - 2 * DAY])
    ask_at(questions, name, other if end else system,
           [chance.randrange(seconds(2020), DATEUTIL_END) for _ in range(20)])
    ask_at(questions, name, system,
           [chance.randrange(seconds(1900, 1, 3), seconds(2199, 12, 30)) for _ in range(40)])
    counts["zones"] += 1
    counts["changes"] += len(changes)


def ask_slim(questions, slim, folder):
    """The questions of 2020 and later, of the files in another folder."""
    answers = iter(questions.expected)
    for line in questions.lines:
        if line.startswith("N "):
            name = line[2:]
            path = os.path.join(folder, name)
            here = os.path.exists(path)
            if here:
                slim.take(f"F {path}")
            continue
        where, oracle, kind, t, answer = next(answers)
        if here and t >= seconds(2020):
            slim.ask(f"{where} (slim)", oracle, kind, t, answer)


def random_change(chance, months):
    """A change within the months (first, last), so that none crosses a new year."""
    first, last = [(datetime(2023, m, 14) - datetime(2023, 1, 1)).days for m in months]
    date = chance.choice([
        f"M{chance.randint(*months)}.{chance.randint(1, 5)}.{chance.randint(0, 6)}",
        f"J{chance.randint(first, last)}",
        f"{chance.randint(first, last)}"])
    hours = chance.choice([24, 167])
    return date + chance.choice(
        ["", "/0", f"/{chance.randint(-hours, hours)}:{chance.randint(0, 59):02}"])


def random_rule(chance):
    west = f"{chance.randint(-14, 12)}" + chance.choice(["", ":30", ":45:15"])
    changes = [random_change(chance, (2, 5)), random_change(chance, (7, 11))]
    chance.shuffle(changes)
    return ",".join([chance.choice(["ABC", "<-01>", "<+0330>"]) + west + "XYZ", *changes])


def rule_file(rule):
    """A TZif file without changes: the rule says all."""
    block = b"TZif3" + bytes(15) + struct.pack(">6I", 0, 0, 0, 0, 1, 4) + bytes(6) + b"ABC\0"
    return block * 2 + b"\n" + rule.encode() + b"\n"


def ask_rules(questions, folder, counts):
    chance = random.Random(8536)
    for i in range(300):
        rule = random_rule(chance)
        path = os.path.join(folder, f"rule-{i}")
        with open(path, "wb") as f:
            f.write(rule_file(rule))
        questions.take(f"F {path}")
        year = chance.randint(1990, 2190)
        oracle = Libc(rule)
        ask_around(questions, rule, oracle,
                   changes_of(oracle, seconds(year), seconds(year + 5)))
        counts["rules"] += 1


def compile_slim(folder):
    try:
        run = subprocess.run(["zic", "-b", "slim", "-d", folder, TZDATA_SOURCE],
                             env={"PATH": os.environ["PATH"] + ":/usr/sbin:/sbin"})
    except FileNotFoundError:
        sys.exit("zone-oracle: zic is missing (apt-get install libc-bin)")
    if run.returncode != 0:
        sys.exit(f"zone-oracle: zic failed on {TZDATA_SOURCE}")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    counts = {"zones": 0, "changes": 0, "rules": 0}
    system, slim = Questions(), Questions()
    with tempfile.TemporaryDirectory() as folder:
        for name in sorted(zoneinfo.available_timezones()):
            system.take(f"N {name}")
            ask_zone(system, name, counts)
        compile_slim(folder)
        ask_slim(system, slim, folder)
        ask_rules(slim, folder, counts)
        wrong = system.check(sys.argv[1]) + slim.check(sys.argv[1])
    asked = len(system.expected) + len(slim.expected)
    print(f"zone-oracle: {counts['zones']} zones, {counts['changes']} changes of offset, "
          f"{counts['rules']} random rules: {asked} answers, {wrong} wrong")
    return 1 if wrong or not counts["changes"] else 0


if __name__ == "__main__":
    sys.exit(main())
