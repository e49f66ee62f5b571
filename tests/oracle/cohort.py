#!/usr/bin/python3
"""Who needs a call first: docs/coach.md, "To the letter", once more, on python3-icalendar.

    cohort.py DIR TODAY     prints NAME FOLDER REASON WEIGHT TREND, tabs between, in their order
"""
import datetime
import json
import pathlib
import sys
from urllib.parse import unquote

import icalendar


def weeks_of(folder, today):
    """Age -> week, of two of one age the one written later."""
    best = {}
    for file in [*folder.glob('*.ics'), *folder.glob('*/*.ics')]:
        for journal in icalendar.Calendar.from_ical(file.read_bytes()).walk('VJOURNAL'):
            if 'X-JOBSEARCHD-SHARE' not in journal:
                continue
            week = json.loads(unquote(journal['X-JOBSEARCHD-SHARE']))
            start = datetime.date.fromisoformat(week['from'])
            age = (today - start).days // 7
            rank = (journal['SEQUENCE'], journal['DTSTAMP'].dt, start)
            if 0 <= age <= 26 and (age not in best or rank > best[age][0]):
                best[age] = rank, week
    return {age: week for age, (_, week) in best.items()}


def is_off(week):
    return week['planned_minutes'] == 0


def is_answered(week):
    return not is_off(week) and week['answered'] > 0


def goals(weeks):
    return [goal for week in weeks for goal in week['goals'] if not goal['off']]


def met(weeks):
    return sum(goal['met'] for goal in goals(weeks))


def done(weeks):
    return sum(week['done_minutes'] for week in weeks)


def silence(weeks):
    if not weeks:
        return 26
    if 0 in weeks and is_answered(weeks[0]):
        return 0
    n = 0
    for age in range(1, max(weeks) + 1):
        if age in weeks and is_answered(weeks[age]):
            break
        n += not (age in weeks and is_off(weeks[age]))
    return n


def judge(weeks):
    judged = [weeks[age] for age in sorted(weeks) if age > 0 and is_answered(weeks[age])]
    with_goals = [week for week in judged if goals([week])]
    a, b, c = with_goals[:2], with_goals[2:6], with_goals[:4]
    d, e = judged[:2], judged[2:6]
    if 0 in weeks and is_off(weeks[0]):
        return 5, 0
    if silence(weeks) >= 2:
        return 0, silence(weeks)
    if len(a) == 2 and len(b) >= 2 and met(a) == 0 and 2 * met(b) >= len(goals(b)):
        return 1, 100 * met(b) // len(goals(b))
    if sum(2 * met([week]) < len(goals([week])) for week in c) >= 3:
        return 2, 100 * (len(goals(c)) - met(c)) // len(goals(c))
    if len(d) == 2 and len(e) == 4 and 4 * done(d) < done(e):
        return 3, 100 - 200 * done(d) // done(e)
    return 4, 0


def trend(weeks):
    with_goals = [weeks[age] for age in sorted(weeks)
                  if age > 0 and is_answered(weeks[age]) and goals([weeks[age]])]
    a, b = with_goals[:2], with_goals[2:6]
    if len(a) < 2 or not b:
        return 'unknown'
    change = met(a) * len(goals(b)) - met(b) * len(goals(a))
    step = len(goals(a)) * len(goals(b))
    return 'up' if 4 * change >= step else 'down' if 4 * change <= -step else 'steady'


def name_of(folder):
    try:
        return folder.joinpath('displayname').read_text().split('\n')[0]
    except FileNotFoundError:
        return folder.name


def main():
    today = datetime.date.fromisoformat(sys.argv[2])
    people = []
    for folder in pathlib.Path(sys.argv[1]).iterdir():
        weeks = weeks_of(folder, today)
        reason, weight = judge(weeks)
        people.append((reason, -weight, name_of(folder), folder.name, trend(weeks)))
    words = ['silent', 'fell', 'missed', 'less', 'fine', 'off']
    for reason, weight, name, folder, direction in sorted(people):
        print(name, folder, words[reason], -weight, direction, sep='\t')


main()
