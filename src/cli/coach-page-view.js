// People as rows of a table. Everything is made as elements and text: no string is ever markup.
'use strict';

const SHOWN_WEEKS = 8;
const REASON_NAMES = {
    silent: 'Silent', fell: 'Fell', missed: 'Missed goals', less: 'Less done', fine: 'Fine', off: 'Off',
};
const TREND_WORDS = { up: '↗ up', steady: '→ steady', down: '↘ down', '': '–' };
const COLUMNS = ['Rank', 'Name', 'Why', 'Goals met in 8 weeks', 'Trend', 'Last week', 'Last shared'];

// Children are elements or strings; strings become text.
function element(tag, attributes = {}, ...children) {
    const made = tag === 'svg' || tag === 'rect' || tag === 'text'
        ? document.createElementNS('http://www.w3.org/2000/svg', tag) : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes))
        made.setAttribute(name, value);
    made.append(...children);
    return made;
}

const counted = (n, one, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

function longDay(day) {
    return new Date(day * DAY_MS).toLocaleDateString('en-GB', {
        day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC',
    });
}

function agoWords(days) {
    return days <= 0 ? 'today' : days === 1 ? 'yesterday'
        : days < 14 ? `${days} days ago` : `${Math.floor(days / 7)} weeks ago`;
}

// ---- Goals met: a bar a week, each with its number ----

function weekMark(week) {
    if (!week)
        return { mark: '·', words: 'not in the report' };
    if (week.isOff)
        return { mark: 'off', words: 'off' };
    if (!week.isAnswered)
        return { mark: '?', words: 'not answered' };
    if (week.nGoals === 0)
        return { mark: '–', words: 'no goals' };
    const isOver = week.isJudged ? '' : ' so far';
    return {
        mark: `${week.nMet}/${week.nGoals}`,
        words: `${week.nMet} of ${week.nGoals}${isOver}`,
        share: week.nMet / week.nGoals,
    };
}

const ageWords = age => age === 0 ? 'this week' : age === 1 ? 'last week' : `${age} weeks ago`;

const SLOT = 28, BAR = 20, TALL = 26;

function weekBar(week, age) {
    const x = (SHOWN_WEEKS - 1 - age) * SLOT;
    const { mark, share } = weekMark(week);
    const bar = (name, y, height) =>
        element('rect', { class: name, x: x + (SLOT - BAR) / 2, y, width: BAR, height });
    const parts = [element('text', { x: x + SLOT / 2, y: TALL + 12 }, mark)];
    if (share !== undefined)
        parts.push(bar('base', TALL, 1));
    if (share > 0)
        parts.push(bar(week.isJudged ? 'bar' : 'bar running', TALL * (1 - share), TALL * share));
    return parts;
}

function weekBars(person) {
    const byAge = new Map(person.weeks.map(week => [week.age, week]));
    const ages = Array.from({ length: SHOWN_WEEKS }, (_, i) => SHOWN_WEEKS - 1 - i);
    const words = ages.map(age => `${ageWords(age)} ${weekMark(byAge.get(age)).words}`).join('; ');
    const width = SHOWN_WEEKS * SLOT, height = TALL + 16;
    return element('svg', {
        viewBox: `0 -2 ${width} ${height + 2}`, width, height: height + 2, role: 'img',
        'aria-label': `Goals met: ${words}`,
    }, ...ages.flatMap(age => weekBar(byAge.get(age), age)));
}

// ---- Details: the weeks as a table ----

function goalWords(goal) {
    if (goal.isOff)
        return 'off';
    const unit = goal.target === 1 || goal.unit.endsWith('s') ? goal.unit : `${goal.unit}s`;
    const number = n => String(Math.round(n * 10) / 10);
    return `${number(goal.actual)} of ${number(goal.target)} ${unit}${goal.isMet ? ' ✓' : ''}`;
}

const hoursWords = week => week.isOff ? 'off' : `${hours(week.done, '')} of ${hours(week.planned)}`;

function goalCell(goal) {
    const isMet = goal && goal.isMet && !goal.isOff;
    return element('td', isMet ? { class: 'met' } : {}, goal ? goalWords(goal) : '–');
}

function detailRow(week, activities) {
    const goals = new Map(week.goals.map(goal => [goal.activity, goal]));
    const label = element('span', { class: 'quiet' }, week.age === 0 ? 'this week' : week.label);
    return element('tr', {},
        element('th', { scope: 'row' }, `${longDay(week.from)} `, label),
        ...activities.map(activity => goalCell(goals.get(activity))),
        element('td', {}, hoursWords(week)),
        element('td', {}, `${week.answered}`));
}

function detailTable(person) {
    const goals = person.weeks.flatMap(week => week.goals);
    const activities = [...new Set(goals.map(goal => goal.activity))];
    const head = ['Week from', ...activities, 'Hours done', 'Answers']
        .map(word => element('th', { scope: 'col' }, word));
    return element('table', {},
        element('caption', {}, `Goals of ${person.name} by week`),
        element('thead', {}, element('tr', {}, ...head)),
        element('tbody', {}, ...person.weeks.map(week => detailRow(week, activities))));
}

// It scrolls where the screen is narrow, so the keyboard must get to it.
function wideTable(person) {
    return element('div', { class: 'wide', role: 'group', tabindex: 0, 'aria-label': `Weeks of ${person.name}` },
        detailTable(person));
}

function detailFacts(person) {
    const facts = [`Report of ${longDay(person.made)}, file ${person.file}.`];
    if (person.target !== null)
        facts.push(`Wants to be there by ${longDay(person.target)}.`);
    return element('p', {}, facts.join(' '));
}

// ---- Rows ----

function lastWeekWords(person) {
    const week = person.weeks.find(({ age }) => age === 1);
    return week ? hoursWords(week) : '–';
}

function nameCell(person, id, isNameShared) {
    const button = element('button', {
        type: 'button', class: 'name', 'aria-expanded': 'false', 'aria-controls': id,
    }, person.name);
    const cell = element('th', { scope: 'row', role: 'rowheader' }, button);
    if (isNameShared)
        cell.append(element('span', { class: 'quiet file' }, person.file));
    return cell;
}

function personCells(person, i, today, isNameShared) {
    const cell = (column, ...children) =>
        element('td', { role: 'cell', 'data-column': COLUMNS[column] }, ...children);
    return [
        cell(0, String(i + 1)),
        nameCell(person, `person-${i}`, isNameShared),
        cell(2, element('strong', {}, REASON_NAMES[person.reason]), ` ${person.words}`),
        cell(3, person.weeks.length > 0 ? weekBars(person) : '–'),
        cell(4, TREND_WORDS[person.trend]),
        cell(5, lastWeekWords(person)),
        cell(6, agoWords(today - person.made)),
    ];
}

// The row, and the one below it that a click opens.
function personRows(person, i, today, isNameShared) {
    const row = element('tr', { role: 'row', class: `person ${person.reason}` },
        ...personCells(person, i, today, isNameShared));
    const detail = element('tr', { role: 'row', class: 'detail', id: `person-${i}`, hidden: '' },
        element('td', { role: 'cell', colspan: COLUMNS.length }));
    const button = row.querySelector('button');
    const open = isOpen => {
        if (isOpen)
            detail.firstChild.replaceChildren(wideTable(person), detailFacts(person));
        detail.hidden = !isOpen;
        button.setAttribute('aria-expanded', String(isOpen));
    };
    row.addEventListener('click', () => {
        if (document.getSelection().isCollapsed)
            open(detail.hidden);
    });
    return { person, row, detail, open };
}

function headRow() {
    return element('tr', { role: 'row' }, ...COLUMNS.map((name, i) =>
        element('th', { scope: 'col', role: 'columnheader' },
            i === 0 ? element('span', { class: 'unseen' }, name) : name)));
}
