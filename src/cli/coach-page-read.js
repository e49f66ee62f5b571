// Reads what was dropped: one report's figures, out of the page that carries them or alone. Nothing
// is taken over but what is known and in its range; the rest ends in an Error whose message tells
// the coach.
'use strict';

const LIMIT = {
    bytes: 8 * 1024 * 1024,
    weeks: 520,
    goals: 64,
    number: 100000,
    characters: 120,
};
const MARK = '<script type="application/json" id="jobsearchd-report">';

// ---- Days are numbers: so many since 1970-01-01 ----

const DAY_MS = 24 * 60 * 60 * 1000;

function dayParse(text) {
    const parts = /^(20\d\d)-(\d\d)-(\d\d)$/.exec(text);
    const day = parts ? Date.UTC(+parts[1], +parts[2] - 1, +parts[3]) / DAY_MS : NaN;
    return parts && dayText(day) === text ? day : null;
}

function dayText(day) {
    return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

// The ISO week (8601: the year is that of the week's Thursday) that holds a day.
function dayWeek(day) {
    const thursday = day - (day + 3) % 7 + 3; // day 0 was a Thursday
    const year = new Date(thursday * DAY_MS).getUTCFullYear();
    const week = 1 + Math.floor((thursday - Date.UTC(year, 0, 1) / DAY_MS) / 7);
    return `${year}-W${String(week).padStart(2, '0')}`;
}

function dayToday() {
    const now = new Date();
    return Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) / DAY_MS;
}

// ---- Values: each takes what JSON had and the words to name it by ----

function fail(what) {
    throw new Error(what);
}

function own(object, key) {
    return Object.hasOwn(object, key) ? object[key] : undefined;
}

function readObject(value, name) {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? value : fail(`${name} is missing or no object`);
}

function readList(value, name, most, readItem) {
    if (!Array.isArray(value))
        fail(`${name} is missing or no list`);
    if (value.length > most)
        fail(`${name} has ${value.length} entries; ${most} are the most`);
    return value.map((item, i) => readItem(item, `${name}[${i}]`));
}

// Without what no line should hold: controls, and what turns the direction of writing.
function readText(value, name) {
    if (typeof value !== 'string')
        fail(`${name} is missing or no text`);
    const clean = value.toWellFormed()
        .replace(/[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, '');
    return [...clean].slice(0, LIMIT.characters).join('').trim();
}

function readNumber(value, name) {
    const isNumber = typeof value === 'number' && value >= 0 && value <= LIMIT.number;
    return isNumber ? value : fail(`${name} is no number from 0 to ${LIMIT.number}`);
}

function readWhole(value, name) {
    return Number.isInteger(readNumber(value, name)) ? value : fail(`${name} is not whole`);
}

function readFlag(value, name) {
    return typeof value === 'boolean' ? value : fail(`${name} is neither true nor false`);
}

function readDay(value, name) {
    const day = typeof value === 'string' ? dayParse(value) : null;
    return day ?? fail(`${name} is no date from 2000 to 2099`);
}

// ---- A report ----

function readGoal(value, name) {
    const goal = readObject(value, name);
    return {
        activity: readText(own(goal, 'activity'), `${name}.activity`),
        unit: readText(own(goal, 'unit'), `${name}.unit`),
        target: readNumber(own(goal, 'target'), `${name}.target`),
        actual: readNumber(own(goal, 'actual'), `${name}.actual`),
        isMet: readFlag(own(goal, 'met'), `${name}.met`),
        isOff: readFlag(own(goal, 'off'), `${name}.off`),
    };
}

function readWeek(value, name) {
    const week = readObject(value, name);
    const whole = key => readWhole(own(week, key), `${name}.${key}`);
    const from = readDay(own(week, 'from'), `${name}.from`);
    const label = own(week, 'week');
    // Weeks may begin on any day; from it and the six after it, two ISO weeks have a part.
    if (label !== dayWeek(from) && label !== dayWeek(from + 6))
        fail(`${name}.week is not the week of ${dayText(from)}`);
    return {
        label,
        from,
        planned: whole('planned_minutes'),
        done: whole('done_minutes'),
        excused: whole('excused_minutes'),
        answered: whole('answered'),
        goals: readList(own(week, 'goals'), `${name}.goals`, LIMIT.goals, readGoal),
    };
}

// The text between the marks. Our pages have every `<` in it as \u003c; so it ends at the first.
function cutFigures(text) {
    const mark = text.indexOf(MARK);
    if (mark < 0)
        return /^\s*\{/.test(text) ? text : fail('is no report of jsctl');
    const from = mark + MARK.length;
    const to = text.indexOf('<', from);
    return to < 0 ? fail('ends in the middle: part of the file is missing') : text.slice(from, to);
}

function parseFigures(text) {
    const figures = cutFigures(text);
    try {
        return JSON.parse(figures);
    } catch {
        return fail('has figures that cannot be read: the file is damaged');
    }
}

function checkDays(person, today) {
    const { made, weeks } = person;
    if (made > today + 1) // tomorrow has begun in the east
        fail(`was made on ${dayText(made)}, a day still to come: is the clock here right?`);
    if (weeks.some((week, i) => i > 0 && week.from === weeks[i - 1].from))
        fail('has figures for the same week twice');
}

function readReport(text, today) {
    const report = readObject(parseFigures(text), 'the report');
    if (own(report, 'kind') !== 'jobsearchd-report')
        fail('is no report of jsctl');
    if (own(report, 'schema') !== 1)
        fail('was made by a newer jsctl: get a new page from it, too');
    const target = own(report, 'target') ?? null;
    const person = {
        name: readText(own(report, 'name'), 'name'),
        made: readDay(own(report, 'made'), 'made'),
        target: target === null ? null : readDay(target, 'target'),
        weeks: readList(own(report, 'weeks'), 'weeks', LIMIT.weeks, readWeek),
    };
    person.weeks.sort((a, b) => a.from - b.from);
    checkDays(person, today);
    return person;
}
