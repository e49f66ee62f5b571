// Who needs a call first: the rule of docs/coach.md, to the letter. `jsctl coach` comes to the same
// order.
'use strict';

const OLDEST_AGE = 26; // in weeks
const REASONS = ['silent', 'fell', 'missed', 'less', 'fine', 'off'];

const total = (weeks, key) => weeks.reduce((sum, week) => sum + week[key], 0);

// ---- Weeks, as the rule sees them ----

function rateWeek(week, age, seen) {
    const goals = week.goals.filter(goal => !goal.isOff);
    const isOff = week.planned === 0;
    const isAnswered = !isOff && week.answered > 0;
    return {
        ...week,
        age,
        isOff,
        isAnswered,
        isJudged: isAnswered && week.from + 7 <= seen,
        nGoals: goals.length,
        nMet: goals.filter(goal => goal.isMet).length,
    };
}

// By age, the lowest first. Of two of the same age the one with the later `from` counts.
function rateWeeks(person, today) {
    const byAge = new Map();
    for (const week of person.weeks) { // oldest first
        const age = Math.floor((today - week.from) / 7);
        if (age >= 0 && age <= OLDEST_AGE)
            byAge.set(age, rateWeek(week, age, person.made));
    }
    return [...byAge.values()].sort((a, b) => a.age - b.age);
}

// ---- Reasons: each gives its weight and its words, or null ----

function silentWeeks(weeks) {
    if (weeks.length === 0)
        return OLDEST_AGE;
    const byAge = new Map(weeks.map(week => [week.age, week]));
    if (byAge.get(0)?.isAnswered)
        return 0;
    let count = 0;
    for (let age = 1; age <= weeks.at(-1).age && !byAge.get(age)?.isAnswered; age++)
        count += byAge.get(age)?.isOff ? 0 : 1;
    return count;
}

function whetherSilent({ weeks }) {
    const count = silentWeeks(weeks);
    if (count < 2)
        return null;
    return {
        weight: count,
        words: weeks.length === 0 ? 'Nothing shared' : `Nothing shared or answered for ${count} weeks`,
    };
}

function whetherFell({ goalWeeks }) {
    const last = goalWeeks.slice(0, 2), before = goalWeeks.slice(2, 6);
    const met = total(before, 'nMet'), of = total(before, 'nGoals');
    if (last.length < 2 || before.length < 2 || total(last, 'nMet') > 0 || 2 * met < of)
        return null;
    return {
        weight: Math.floor(100 * met / of),
        words: `No goal met in the last 2 weeks; ${met} of ${of} in the ${before.length} before`,
    };
}

function whetherMissed({ goalWeeks }) {
    const last = goalWeeks.slice(0, 4);
    const n = last.filter(week => 2 * week.nMet < week.nGoals).length;
    const met = total(last, 'nMet'), of = total(last, 'nGoals');
    if (n < 3)
        return null;
    return {
        weight: Math.floor(100 * (of - met) / of),
        words: `Most goals missed in ${n} of the last ${last.length} weeks (${met} of ${of} met)`,
    };
}

function whetherLess({ judged }) {
    const last = judged.slice(0, 2), before = judged.slice(2, 6);
    const now = total(last, 'done'), then = total(before, 'done');
    if (last.length < 2 || before.length < 4 || 4 * now >= then)
        return null;
    return {
        weight: 100 - Math.floor(200 * now / then),
        words: `${hours(now / 2)} a week in the last 2 weeks; ${hours(then / 4)} in the 4 before`,
    };
}

function findReason(figures) {
    if (figures.weeks[0]?.age === 0 && figures.weeks[0].isOff)
        return { reason: 'off', weight: 0, words: 'This week is off' };
    const tests = { silent: whetherSilent, fell: whetherFell, missed: whetherMissed, less: whetherLess };
    for (const [reason, test] of Object.entries(tests)) {
        const found = test(figures);
        if (found)
            return { reason, ...found };
    }
    return { reason: 'fine', weight: 0, words: 'No reason to call' };
}

function findTrend({ goalWeeks }) {
    const last = goalWeeks.slice(0, 2), before = goalWeeks.slice(2, 6);
    if (last.length < 2 || before.length < 1)
        return '';
    const a = total(last, 'nGoals'), b = total(before, 'nGoals');
    const difference = total(last, 'nMet') * b - total(before, 'nMet') * a;
    return 4 * difference >= a * b ? 'up' : 4 * difference <= -(a * b) ? 'down' : 'steady';
}

function hours(minutes, unit = ' h') {
    return `${Math.round(minutes / 6) / 10}${unit}`;
}

// ---- People ----

// Adds what the rule says to what was read.
function judge(person, today) {
    const weeks = rateWeeks(person, today);
    const judged = weeks.filter(week => week.isJudged);
    const figures = { weeks, judged, goalWeeks: judged.filter(week => week.nGoals > 0) };
    return { ...person, weeks, ...findReason(figures), trend: findTrend(figures) };
}

// By code points, as the bytes of UTF-8 are ordered; `<` goes by halves of pairs.
function compareText(a, b) {
    const x = [...a], y = [...b];
    const i = x.findIndex((character, at) => character !== y[at]);
    if (i < 0)
        return x.length - y.length;
    return x[i].codePointAt(0) - (y[i]?.codePointAt(0) ?? -1);
}

function compareNeed(a, b) {
    return REASONS.indexOf(a.reason) - REASONS.indexOf(b.reason) || b.weight - a.weight ||
        compareText(a.name, b.name) || compareText(a.file, b.file);
}

function rank(people, today) {
    return people.map(person => judge(person, today)).sort(compareNeed);
}
