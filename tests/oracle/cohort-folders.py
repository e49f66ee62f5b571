#!/usr/bin/python3
"""Makes the folders of a cohort: DIR/PERSON/*.ics, one VJOURNAL a week, as jobsearchd publishes them.

    cohort-folders.py DIR PEOPLE WEEKS TODAY SEED

People differ: some steady, some falling off, silent, paused, new, gone. The same SEED makes the
same folders.
"""
import datetime
import json
import pathlib
import random
import sys
from urllib.parse import quote

KINDS = ['steady', 'poor', 'falls', 'silent', 'gone', 'pauses', 'new', 'less', 'mixed']


def goals(rng, share, is_off):
    for activity, unit, target in ('outreach', 'contact', 10), ('practice', 'hours', 6), ('blog', 'post', 1):
        actual = round(target * max(0, rng.gauss(share, 0.25)), 2)
        yield {'activity': activity, 'unit': unit, 'target': target, 'actual': 0 if is_off else actual,
               'met': not is_off and actual >= target, 'off': is_off}


def week_of(rng, kind, age, monday):
    planned, share, answered = 840, rng.uniform(0.9, 1.2), rng.randint(6, 14)
    excused = 0
    if kind == 'poor' or kind == 'mixed' and rng.random() < 0.5:
        share = rng.uniform(0.3, 0.8)
    if kind == 'falls' and age <= 2:
        share = 0.1
    if kind == 'silent' and age <= rng.randint(2, 5) or kind == 'mixed' and rng.random() < 0.1:
        answered = 0
    if kind == 'pauses' and 2 <= age <= 3 or kind in ('pauses', 'mixed') and rng.random() < 0.12:
        planned, excused, answered = 0, 840, 0
    effort = 0.3 if kind == 'less' and age <= 2 else 1
    is_off = planned == 0 or answered == 0
    year, week, _ = monday.isocalendar()
    return {'week': f'{year}-W{week:02}', 'from': monday.isoformat(), 'planned_minutes': planned,
            'done_minutes': 0 if is_off else int(planned * effort * min(share, 1.1)), 'excused_minutes': excused,
            'answered': answered, 'goals': list(goals(rng, share, is_off))}


def escape(text):
    for plain, escaped in ('\\', '\\\\'), (';', '\\;'), (',', '\\,'), ('\n', '\\n'):
        text = text.replace(plain, escaped)
    return text


def fold(line):
    data, parts = line.encode(), []
    while len(data) > 74:
        cut = 74
        while data[cut] & 0xC0 == 0x80:
            cut -= 1
        parts.append(data[:cut])
        data = b' ' + data[cut:]
    return b'\r\n'.join(parts + [data]) + b'\r\n'


def journal(week, uid, sequence, stamp):
    return b''.join(map(fold, [
        'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//jobsearchd//jobsearchd-calendar//EN', 'BEGIN:VJOURNAL',
        f'UID:share/{week["week"]}@{uid}.jobsearchd', 'DTSTART;VALUE=DATE:' + week['from'].replace('-', ''),
        f'SUMMARY:Week {int(week["week"][6:])}', 'DESCRIPTION:' + escape('Planned 14 h, done 11 h.\nAnd so on.'),
        'X-JOBSEARCHD-SHARE:' + quote(json.dumps(week, separators=(',', ':')), safe='{}[]":'), f'DTSTAMP:{stamp}',
        f'LAST-MODIFIED:{stamp}', f'SEQUENCE:{sequence}', 'END:VJOURNAL', 'END:VCALENDAR']))


def main():
    top, people, weeks, today, seed = sys.argv[1:]
    rng = random.Random(int(seed))
    today = datetime.date.fromisoformat(today)
    monday = today - datetime.timedelta(today.weekday())
    for i in range(int(people)):
        kind = KINDS[i % len(KINDS)]
        folder = pathlib.Path(top, f'p{i:05}')
        folder.mkdir(parents=True)
        folder.joinpath('displayname').write_text(f'Person {i * 7919 % 10007:05}')
        for age in range(int(weeks)):
            if kind == 'gone' and age < 4 or kind == 'new' and age > 2:
                continue
            week = week_of(rng, kind, age, monday - datetime.timedelta(7 * age))
            folder.joinpath(f'share_{week["week"]}.ics').write_bytes(
                journal(week, f'{i:08x}', rng.randint(0, 9), f'{today:%Y%m%d}T060000Z'))


main()
