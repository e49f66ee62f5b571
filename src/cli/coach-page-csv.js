// The list as CSV (RFC 4180), for a spreadsheet.
'use strict';

// A text that a spreadsheet would take for a formula gets an apostrophe, as base/text.h has it.
function csvField(value) {
    const text = typeof value === 'number' ? `${value}` : value.replace(/^\s*[=+\-@']/, "'$&");
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

// The columns of `jsctl coach --csv`, and what a report knows besides.
const CSV_HEAD = [
    'name', 'file', 'reason', 'why', 'weight', 'trend', 'goals_met', 'goals', 'done_minutes',
    'planned_minutes', 'last_shared', 'made', 'target',
];

function csvRow(person) {
    const weeks = person.weeks.filter(week => week.age >= 1 && week.age <= SHOWN_WEEKS);
    return [
        person.name, person.file, person.reason, person.words, person.weight, person.trend || 'unknown',
        total(weeks, 'nMet'), total(weeks, 'nGoals'), total(weeks, 'done'), total(weeks, 'planned'),
        person.weeks[0]?.label ?? '', dayText(person.made),
        person.target === null ? '' : dayText(person.target),
    ];
}

function csvText(people) {
    const rows = [CSV_HEAD, ...people.map(csvRow)];
    return rows.map(row => `${row.map(csvField).join(',')}\r\n`).join('');
}
