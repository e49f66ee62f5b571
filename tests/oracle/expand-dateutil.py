"""The instants of expansion against python3-dateutil.

Usage: expand-dateutil.py EXPAND-DUMP | --cases (prints the cases instead)

Plans are generated from a fixed seed. What each should become is computed here from the words of
the plan format alone: rrule for the local recurrences, tz.gettz and tz.resolve_imaginary (the
offset before a gap) and fold 0 (the first of two) for instants, ends in elapsed minutes, each block
cut where the next begins. Two sets: random plans in random zones and years, and for every zone that
changes its clock in 2026-2030 blocks all around each change. Prints counts; exit 0 if all agree.

dateutil 2.8.2 misreads the hour after the end of a negative daylight saving time (Dublin,
Casablanca): it holds those local times to be skipped although the clock goes back there, which
cannot be. They are counted, and read with the standard library's zoneinfo instead.
"""

import datetime as dt
import random
import subprocess
import sys
import zoneinfo
from dataclasses import dataclass, field

from dateutil import rrule, tz

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
RRULE_DAYS = (rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU)
WEEK = 7 * 1440
DAY = dt.timedelta(days=1)
UTC = dt.timezone.utc
EPOCH = dt.datetime(1970, 1, 1)
RANDOM_CASES = 4000
# Years for random plans: dateutil reads the 32-bit part of a TZif file, which ends in 2037.
YEARS = range(2018, 2036)

misread = 0  # local times, see above


@dataclass
class Activity:
    name: str
    days: list  # of 0-6, Monday first
    times: list  # of (start, end) in minutes, ascending; end may be above 1440
    every: int = 1


@dataclass
class Plan:
    activities: list
    week_start: int = None
    first: dt.date = None
    until: dt.date = None
    days_off: list = field(default_factory=list)  # of (first, last)


@dataclass
class Case:
    name: str
    plan: Plan
    zone: str
    start: int  # instants, in seconds; the end is not included
    end: int


# ---- Plans as text ----


def clock(minute):
    return f"{minute // 60:02}:{minute % 60:02}"


def time_range(start, end):
    return f"{clock(start)}-{clock(end if end == 1440 else end % 1440)}"


def plan_text(plan):
    lines = ["[plan]"]
    if plan.week_start is not None:
        lines.append(f"week-start = {DAYS[plan.week_start]}")
    if plan.first:
        lines.append(f"from = {plan.first}")
    if plan.until:
        lines.append(f"until = {plan.until}")
    for first, last in plan.days_off:
        lines.append(f"days-off = {first}" + (f"..{last}" if last != first else ""))
    for activity in plan.activities:
        lines.append(f"[activity {activity.name}]")
        lines.append("days = " + ",".join(DAYS[day] for day in activity.days))
        lines.append("time = " + ",".join(time_range(*times) for times in activity.times))
        if activity.every > 1:
            lines.append(f"every = {activity.every} weeks")
    return "\n".join(lines) + "\n"


# ---- What a plan should become ----


def is_misread(local):
    """True for a time that dateutil holds to be skipped where the clock goes back."""
    return not tz.datetime_exists(local) and (local + DAY).utcoffset() < (local - DAY).utcoffset()


def to_instant(local, name):
    global misread
    local = local.replace(tzinfo=tz.gettz(name), fold=0)
    if is_misread(local):
        misread += 1
        local = local.replace(tzinfo=zoneinfo.ZoneInfo(name))
    else:
        local = tz.resolve_imaginary(local)
    return round((local.replace(tzinfo=None) - EPOCH - local.utcoffset()).total_seconds())


def rule_days(plan, activity, first, last):
    """The days of an activity in [first, last], days off included."""
    week_start = plan.week_start or 0
    counted_from = plan.first or dt.date(1970, 1, 5)
    # The rule begins with the week that `every` counts from, not with the first day that is in.
    begin = counted_from - ((counted_from.weekday() - week_start) % 7) * DAY
    # Nearer to the days that are asked for, by whole turns of the rule.
    turn = 7 * activity.every
    begin += max(0, (first - begin).days // turn - 1) * turn * DAY
    rule = rrule.rrule(
        rrule.WEEKLY,
        interval=activity.every,
        wkst=RRULE_DAYS[week_start],
        byweekday=[RRULE_DAYS[day] for day in activity.days],
        dtstart=dt.datetime.combine(begin, dt.time()),
        until=dt.datetime.combine(min(last, plan.until or last), dt.time()),
    )
    days = (moment.date() for moment in rule)
    return [day for day in days if day >= max(first, plan.first or first)]


def is_day_off(plan, day):
    return any(first <= day <= last for first, last in plan.days_off)


def expected_blocks(case):
    first = dt.date(1970, 1, 1) + (case.start // 86400 - 4) * DAY
    last = dt.date(1970, 1, 1) + (case.end // 86400 + 5) * DAY
    blocks = []
    for order, activity in enumerate(case.plan.activities):
        for day in rule_days(case.plan, activity, first, last):
            if is_day_off(case.plan, day):
                continue
            for n, (start, end) in enumerate(activity.times):
                local = dt.datetime.combine(day, dt.time()) + dt.timedelta(minutes=start)
                instant = to_instant(local, case.zone)
                key = (instant, local, order, n)
                blocks.append((key, f"{activity.name}/{day}/{n + 1}", (end - start) * 60))
    blocks.sort()
    result = []
    for i, ((start, *_), name, length) in enumerate(blocks):
        end = start + length
        if i + 1 < len(blocks):
            end = min(end, blocks[i + 1][0][0])
        if case.start <= start < case.end and end > start:
            result.append((name, start, end))
    return result


# ---- Random plans ----


def random_times(rng, days, taken):
    """Ranges that overlap nothing in the ordinary week, not even on the days of other weeks."""
    times = []
    for _ in range(rng.randint(1, 4)):
        step = rng.choice((1, 5, 15, 30))
        start = rng.randrange(0, 1440, step)
        length = rng.choice((rng.randint(1, 90), rng.randint(30, 240), rng.randint(1, 1439)))
        minutes = {(day * 1440 + start + i) % WEEK for day in days for i in range(length)}
        if len(minutes) < length * len(days) or minutes & taken:
            continue
        taken |= minutes
        times.append((start, start + length))
    return sorted(times)


def random_day(rng, year):
    return dt.date(year, 1, 1) + rng.randrange(365) * DAY


def random_plan(rng, year):
    taken = set()
    activities = []
    for i in range(rng.randint(1, 6)):
        days = sorted(rng.sample(range(7), rng.randint(1, 7)))
        times = random_times(rng, days, taken)
        if times:
            every = rng.choice((1, 1, 1, 2, 3, 4, 5))
            activities.append(Activity(f"a{i}", days, times, every))
    plan = Plan(activities, week_start=rng.choice((None, *range(7))))
    if rng.random() < 0.4:
        plan.first = random_day(rng, year)
    if rng.random() < 0.4:
        plan.until = (plan.first or random_day(rng, year)) + rng.randrange(365) * DAY
    for _ in range(rng.choice((0, 0, 1, 3))):
        first = random_day(rng, year)
        plan.days_off.append((first, first + rng.choice((0, 0, 1, 10)) * DAY))
    return plan


def random_cases(zones, changing):
    rng = random.Random(20261124)
    for i in range(RANDOM_CASES):
        zone = rng.choice(zones if i % 4 == 0 else sorted(changing))
        year = rng.choice(YEARS)
        plan = random_plan(rng, year)
        changes = [t for t in changing.get(zone, ()) if t.year == year]
        middle = rng.randrange(365 * 86400) + int(dt.datetime(year, 1, 1, tzinfo=UTC).timestamp())
        if changes and i % 8:
            middle = int(rng.choice(changes).timestamp())
        start = middle - rng.randrange(40 * 86400)
        yield Case(f"random plan {i}", plan, zone, start, middle + rng.randrange(40 * 86400))


# ---- Every change of every clock ----


def find_changes(name, first_year, last_year):
    """The instants, in whole minutes, at which a zone's offset changes (zoneinfo)."""
    zone = zoneinfo.ZoneInfo(name)
    offset = lambda t: t.astimezone(zone).utcoffset()
    moment = dt.datetime(first_year, 1, 1, tzinfo=UTC)
    end = dt.datetime(last_year + 1, 1, 1, tzinfo=UTC)
    changes = []
    while moment < end:
        if offset(moment) != offset(moment + DAY):
            low, high = 0, 1440
            while high - low > 1:
                half = (low + high) // 2
                same = offset(moment) == offset(moment + half * dt.timedelta(minutes=1))
                low, high = (half, high) if same else (low, half)
            changes.append(moment + high * dt.timedelta(minutes=1))
        moment += DAY
    return changes


def around_the_clock(step, shift, length):
    """Daily blocks of `length` minutes every `step`, 12 to an activity."""
    starts = [shift + i * step for i in range(1440 // step)]
    return Plan(
        [
            Activity(f"a{i}", list(range(7)), [(s, s + length) for s in starts[i : i + 12]])
            for i in range(0, len(starts), 12)
        ]
    )


LAYOUTS = (
    around_the_clock(60, 0, 60),  # back to back
    around_the_clock(30, 5, 20),  # with gaps, off the hour
    around_the_clock(120, 30, 119),  # longer than a change
)


def change_cases(changing):
    i = 0
    for zone, changes in sorted(changing.items()):
        for moment in changes:
            if not 2026 <= moment.year <= 2030:
                continue
            at = int(moment.timestamp())
            yield Case(f"change {moment}", LAYOUTS[i % 3], zone, at - 86400, at + 86400)
            i += 1


# ---- The comparison ----


def stream(cases):
    """The cases as case-input.h reads them."""
    for case in cases:
        text = plan_text(case.plan)
        yield f"{case.zone} {case.start} {case.end} {len(text)}\n{text}"


def run_dump(program, cases):
    run = subprocess.run([program], input="".join(stream(cases)), stdout=subprocess.PIPE, text=True)
    if run.returncode != 0:
        sys.exit(f"{program} failed")
    results = [[] for _ in cases]
    for line in run.stdout.splitlines():
        name, *times = line.split()
        if name == "case":
            result = results[int(times[0])]
        else:
            result.append((name, int(times[0]), int(times[1])))
    return results


def report(case, expected, actual):
    zone = zoneinfo.ZoneInfo(case.zone)
    show = lambda t: dt.datetime.fromtimestamp(t, zone).isoformat()
    print(f"{case.name} in {case.zone}, {show(case.start)} to {show(case.end)}:")
    print(plan_text(case.plan))
    for sign, blocks, others in (("expected", expected, actual), ("actual  ", actual, expected)):
        for name, start, end in [b for b in blocks if b not in set(others)][:5]:
            print(f"  {sign} {name} {show(start)} {show(end)}")


def compare(label, cases, program):
    blocks = wrong = 0
    for case, actual in zip(cases, run_dump(program, cases)):
        expected = expected_blocks(case)
        blocks += len(expected)
        if actual != expected:
            wrong += 1
            if wrong <= 5:
                report(case, expected, actual)
    zones = len({case.zone for case in cases})
    print(f"dateutil, {label}: {len(cases)} cases in {zones} zones, {blocks} blocks, {wrong} differ")
    return wrong == 0 and len(cases) >= 1500 and zones >= 150 and blocks >= 100000


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    zones = sorted(z for z in zoneinfo.available_timezones() if z not in ("localtime", "Factory"))
    changing = {z: c for z in zones if (c := find_changes(z, YEARS[0], YEARS[-1]))}
    if sys.argv[1] == "--cases":
        # Reading calendars back takes long: a third of the random ones, half of the changes will do.
        cases = list(random_cases(zones, changing))[::3] + list(change_cases(changing))[::2]
        sys.stdout.writelines(stream(cases))
        return
    ok = compare("random plans", list(random_cases(zones, changing)), sys.argv[1])
    ok &= compare("changes of 2026-2030", list(change_cases(changing)), sys.argv[1])
    print(f"dateutil: {misread} local times that it misreads were taken from zoneinfo")
    sys.exit(0 if ok else 1)


main()
