// The list as CSV (RFC 4180), for a spreadsheet.
'use strict';

// A text that a spreadsheet would take for a formula gets an apostrophe, as base/text.h has it.
function csvField(value) {
    const text = typeof value === 'number' ? String(value) : value.replace(/^[ \t]*[=+\-@\t\r']/, "'$&");
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function csvRow(person, i) {
    const last = person.weeks.find(week => week.age === 1);
    const recent = person.weeks.filter(week => week.isJudged).slice(0, 4);
    return [
        i + 1, person.name, person.reason, person.words, person.weight, person.trend,
        total(recent, 'nMet'), total(recent, 'nGoals'), last?.done ?? '', last?.planned ?? '',
        dayText(person.made), person.target === null ? '' : dayText(person.target), person.file,
    ];
}

const CSV_HEAD = [
    'rank', 'name', 'reason', 'why', 'weight', 'trend', 'met_of_last_4_weeks', 'goals_of_last_4_weeks',
    'last_week_done_minutes', 'last_week_planned_minutes', 'made', 'target', 'file',
];

function csvText(people) {
    const rows = [CSV_HEAD, ...people.map(csvRow)];
    return rows.map(row => `${row.map(csvField).join(',')}\r\n`).join('');
}
