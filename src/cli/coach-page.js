// What was dropped, and what is done with it.
'use strict';

const today = dayToday();
const part = id => document.getElementById(id);
const state = { people: [], notes: [], rows: [] };

// ---- Reports ----

// Reports of one name may be of two people: a plan is called "Job search" by many. They are one
// person's if in most of the weeks in which both tell of work they tell the same.
function isSamePerson(a, b) {
    const isSameFile = a.file === b.file && a.size === b.size && a.modified === b.modified;
    const theirs = new Map(b.weeks.map(week => [week.from, week]));
    const both = a.weeks.filter(week => week.done > 0 && week.from + 7 <= Math.min(a.made, b.made) &&
        theirs.has(week.from));
    const same = both.filter(week => theirs.get(week.from).done === week.done);
    return a.name === b.name && (isSameFile || (both.length > 0 && 2 * same.length >= both.length));
}

function addPerson(person) {
    const i = state.people.findIndex(other => isSamePerson(person, other));
    if (i < 0) {
        state.people.push(person);
        return;
    }
    const other = state.people[i];
    const [later, earlier] = person.made >= other.made ? [person, other] : [other, person];
    state.people[i] = later;
    state.notes.push(`${later.name} came twice: ${later.file}, of ${longDay(later.made)}, counts; ` +
        `${earlier.file}, of ${longDay(earlier.made)}, does not.`);
}

async function readFile(file) {
    if (file.size > LIMIT.bytes)
        fail(`is larger than ${LIMIT.bytes >> 20} MiB`);
    const text = await file.text().catch(() => fail('cannot be read: is it a folder?'));
    const person = readReport(text, today);
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

function summary() {
    const counts = REASONS.map(reason => [reason, state.rows.filter(({ person }) => person.reason === reason).length]);
    const words = counts.filter(([, n]) => n > 0).map(([reason, n]) => `${n} ${REASON_NAMES[reason].toLowerCase()}`);
    return state.rows.length > 0 ? `${counted(state.rows.length, 'person', 'people')}: ${words.join(', ')}.` : '';
}

function show() {
    const ranked = rank(state.people, today);
    const isShared = person => ranked.some(other => other !== person && other.name === person.name);
    state.rows = ranked.map((person, i) => personRows(person, i, today, isShared(person)));
    document.querySelector('#result > table > tbody')
        .replaceChildren(...state.rows.flatMap(({ row, detail }) => [row, detail]));
    part('result').hidden = ranked.length === 0;
    part('notes').hidden = state.notes.length === 0;
    part('notes').querySelector('summary').textContent = counted(state.notes.length, 'file') + ' to look at';
    part('notes').querySelector('ul').replaceChildren(...state.notes.map(note => element('li', {}, note)));
    filter();
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
    tell(n < state.rows.length ? `${n} of ${counted(state.rows.length, 'person', 'people')} shown.` : summary());
}

function saveCsv() {
    const blob = new Blob(['\ufeff', csvText(state.rows.map(({ person }) => person))], { type: 'text/csv' });
    const link = element('a', { href: URL.createObjectURL(blob), download: `coach-${dayText(today)}.csv` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
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
    part('as-of').textContent = longDay(today);
    part('choose').addEventListener('click', () => part('files').click());
    part('files').addEventListener('change', onChosen);
    part('filter').addEventListener('input', onFilter);
    part('csv').addEventListener('click', saveCsv);
    part('print').addEventListener('click', () => print());
    part('clear').addEventListener('click', clear);
    part('open-all').addEventListener('click', () => {
        const visible = state.rows.filter(({ row }) => !row.hidden);
        const isOpen = visible.some(({ detail }) => detail.hidden);
        visible.forEach(({ open }) => open(isOpen));
    });
    document.addEventListener('dragover', onDrag);
    document.addEventListener('dragleave', onDrag);
    document.addEventListener('drop', onDrop);
}

start();
