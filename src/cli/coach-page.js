// What was dropped, and what is done with it.
'use strict';

const part = id => document.getElementById(id);
const state = { people: [], notes: [], rows: [] };

// ---- Reports ----

const isSameFile = (a, b) => a.file === b.file && a.size === b.size && a.modified === b.modified;

// Reports of one name are one person's; but a plan is called "Job search" by many. So they are two
// people's if of the weeks in which both tell of work they mostly tell something else, or, where there
// are no such weeks, if they were made on the same day.
function isSamePerson(a, b) {
    if (a.name !== b.name || isSameFile(a, b))
        return a.name === b.name;
    const theirs = new Map(b.weeks.map(week => [week.from, week]));
    const wasOver = week => week.from + 7 <= Math.min(a.made, b.made);
    const both = a.weeks.filter(week => week.done > 0 && wasOver(week) && theirs.has(week.from));
    const same = both.filter(week => theirs.get(week.from).done === week.done);
    return both.length > 0 ? 2 * same.length >= both.length : a.made !== b.made;
}

function addPerson(person) {
    const i = state.people.findIndex(other => isSamePerson(person, other));
    if (i < 0) {
        state.people.push(person);
        return;
    }
    const other = state.people[i];
    if (isSameFile(person, other)) {
        state.notes.push(`${person.file} came twice.`);
        return;
    }
    const [later, earlier] = person.made >= other.made ? [person, other] : [other, person];
    state.people[i] = later;
    state.notes.push(`${later.name} came twice: ${later.file}, of ${longDay(later.made)}, counts; ` +
        `${earlier.file}, of ${longDay(earlier.made)}, does not.`);
}

async function readFile(file) {
    if (file.size > LIMIT.bytes)
        fail(`is larger than ${LIMIT.bytes >> 20} MiB`);
    const text = await file.text().catch(() => fail('cannot be read: is it a folder?'));
    const person = readReport(text, dayToday());
    const fileName = readText(file.name, 'file');
    person.name ||= fileName.replace(/\.[a-z]+$/, '');
    return { ...person, file: fileName, size: file.size, modified: file.lastModified };
}

async function takeFiles(files) {
    tell(`Reading ${counted(files.length, 'file')} …`);
    let nBroken = 0;
    for (const file of files) {
        try {
            addPerson(await readFile(file));
        } catch (error) {
            nBroken++;
            state.notes.push(`${readText(file.name, 'file')} ${error.message}.`);
        }
    }
    show();
    const broken = nBroken > 0 ? ` ${counted(nBroken, 'file')} could not be counted.` : '';
    tell(`${counted(files.length - nBroken, 'report')} read.${broken} ${summary()}`);
}

// ---- What is shown ----

function tell(words) {
    part('status').textContent = words;
}

const people = n => counted(n, 'person', 'people');

function summary() {
    const count = reason => state.rows.filter(({ person }) => person.reason === reason).length;
    const words = REASONS.filter(count)
        .map(reason => `${count(reason)} ${REASON_NAMES[reason].toLowerCase()}`);
    return state.rows.length > 0 ? `${people(state.rows.length)}: ${words.join(', ')}.` : '';
}

function show() {
    const today = dayToday();
    const ranked = rank(state.people, today);
    const names = new Map();
    for (const { name } of ranked)
        names.set(name, (names.get(name) ?? 0) + 1);
    state.rows = ranked.map((person, i) => personRows(person, i, today, names.get(person.name) > 1));
    document.querySelector('#result > table > tbody')
        .replaceChildren(...state.rows.flatMap(({ row, detail }) => [row, detail]));
    part('result').hidden = ranked.length === 0;
    part('as-of').textContent = longDay(today);
    showNotes();
    filter();
}

function showNotes() {
    const notes = part('notes');
    notes.hidden = state.notes.length === 0;
    notes.querySelector('summary').textContent = `${counted(state.notes.length, 'file')} to look at`;
    notes.querySelector('ul').replaceChildren(...state.notes.map(note => element('li', {}, note)));
}

// Returns how many are left.
function filter() {
    const wanted = part('filter').value.trim().toLowerCase();
    let n = 0;
    for (const { person, row, open } of state.rows) {
        const words = `${person.name} ${REASON_NAMES[person.reason]} ${person.words}`.toLowerCase();
        row.hidden = !words.includes(wanted);
        if (row.hidden)
            open(false);
        else
            n++;
    }
    return n;
}

function onFilter() {
    const n = filter();
    tell(n < state.rows.length ? `${n} of ${people(state.rows.length)} shown.` : summary());
}

// Opens all that are shown; closes them if they are open.
function openAll() {
    const shown = state.rows.filter(({ row }) => !row.hidden);
    const isOpen = shown.some(({ detail }) => detail.hidden);
    shown.forEach(({ open }) => open(isOpen));
}

// A link that is clicked is how a page hands out a file; U+FEFF tells spreadsheets that it is UTF-8.
function saveCsv() {
    const csv = csvText(state.rows.map(({ person }) => person));
    const href = URL.createObjectURL(new Blob(['\ufeff', csv], { type: 'text/csv' }));
    element('a', { href, download: `coach-${dayText(dayToday())}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(href), 1000);
}

function clear() {
    Object.assign(state, { people: [], notes: [] });
    part('filter').value = '';
    show();
    tell('All forgotten.');
    part('choose').focus();
}

// ---- Events ----

function onDrag(event) {
    event.preventDefault();
    document.body.classList.toggle('over', event.type === 'dragover');
}

function onDrop(event) {
    onDrag(event);
    takeFiles([...event.dataTransfer.files]);
}

function onChosen() {
    const files = [...part('files').files];
    part('files').value = ''; // so that the same may be chosen again
    takeFiles(files);
}

function start() {
    document.querySelector('#result > table > thead').append(headRow());
    part('choose').addEventListener('click', () => part('files').click());
    part('files').addEventListener('change', onChosen);
    part('filter').addEventListener('input', onFilter);
    part('csv').addEventListener('click', saveCsv);
    part('print').addEventListener('click', () => print());
    part('clear').addEventListener('click', clear);
    part('open-all').addEventListener('click', openAll);
    document.addEventListener('dragover', onDrag);
    document.addEventListener('dragleave', onDrag);
    document.addEventListener('drop', onDrop);
}

start();
