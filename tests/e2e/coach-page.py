"""Uses the coach's page in headless Chromium as a coach would, and holds it against the rule.

    coach-page.py PAGE FOLDER HTML JSON COACH

FOLDER is for what is made on the way; HTML and JSON are a real report; COACH is what `jsctl coach --json`
says of the folders that cohort.py made.

Prints a line for each test: `ok NAME`, or `not ok NAME` after what was wrong.
"""
import csv
import json
import pathlib
import random
import sys
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).parent / "lib"))
import cohort  # noqa: E402
from chromium import Browser  # noqa: E402

PAGE, FOLDER, HTML, JSON, COACH = (pathlib.Path(name).resolve() for name in sys.argv[1:])
PEOPLE = cohort.make_people()
REPORTS = cohort.write_reports(PEOPLE, FOLDER)
SOMEONE, ANOTHER = [person for person in PEOPLE if person["made"] == str(cohort.TODAY)
                    and len(person["weeks"]) >= 8 and len(person["weeks"][-1]["goals"]) == 3][:2]

# Noon of the people's last day.
NOON = f"Date.UTC({cohort.TODAY.year}, {cohort.TODAY.month - 1}, {cohort.TODAY.day}, 12)"
CLOCK = ("{ const Real = Date; const noon = () => %s; Date = class extends Real {"
         " constructor(...given) { super(...(given.length ? given : [noon()])); }"
         " static now() { return noon(); } }; }" % NOON.replace("Date.", "Real."))
ROWS = """[...document.querySelectorAll('.person')].filter(row => !row.hidden).map(row => [
    row.classList[1], row.querySelector('button').textContent])"""
NOTES = "[...document.querySelectorAll('#notes li')].map(note => note.textContent)"
STATUS = "document.getElementById('status').textContent"


def expected(people):
    return [[reason, name] for reason, _, name, _ in cohort.rank(people)]


def equal(actual, wanted):
    if isinstance(wanted, list) and len(actual) == len(wanted):  # where they part is enough
        actual, wanted = ([one for one, other in zip(*pair) if one != other]
                          for pair in ((actual, wanted), (wanted, actual)))
    assert actual == wanted, f"\n  is        {actual}\n  should be {wanted}"


def write(name, text):
    path = FOLDER / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def start_over(page):
    page.value("document.getElementById('clear').click()")
    equal(page.value(ROWS), [])


def choose(page, files):
    page.choose("#files", files)
    page.wait("document.getElementById('status').textContent.includes(' read.')")


def drop(page, files):
    page.value("document.getElementById('status').textContent = ''")
    page.drop(files)
    page.wait("document.getElementById('status').textContent.includes(' read.')")


# ---- Tests: each begins with an empty page ----

def test_order(page):
    choose(page, REPORTS)
    wanted = expected(PEOPLE)
    equal(page.value(ROWS), wanted)
    status = page.value(STATUS)
    assert status.startswith("60 reports read. 60 people: "), status
    for reason in cohort.REASONS:
        assert sum(row[0] == reason for row in wanted) >= 4, f"too few are {reason} to tell"


def test_drop(page):
    drop(page, REPORTS[:7])
    equal(page.value(ROWS), expected(PEOPLE[:7]))
    drop(page, REPORTS[7:30])
    equal(page.value(ROWS), expected(PEOPLE[:30]))


def test_bars(page):
    """The numbers below the bars, of all; a screen reader gets the same."""
    choose(page, REPORTS)
    shown = page.value("""Object.fromEntries([...document.querySelectorAll('.person')].map(row => [
        row.querySelector('button').textContent,
        [...row.querySelectorAll('svg text')].map(mark => mark.textContent)]))""")
    words = page.value("document.querySelectorAll('.person.fell svg')[0].getAttribute('aria-label')")
    assert words.startswith("Goals met: 7 weeks ago "), words
    for person in PEOPLE:
        by_age = cohort.see_weeks(person, cohort.TODAY)
        marks = []
        for age in range(7, -1, -1):
            week = by_age.get(age)
            marks.append("·" if not week else "off" if week["off"] else "?" if not week["answered"]
                         else f"{week['met']}/{week['goals']}" if week["goals"] else "–")
        equal(shown[person["name"]], marks if by_age else [])


def broken_files():
    """Each with a word of what is said of it."""
    sound = json.loads(cohort.report_json(SOMEONE))
    week = sound["weeks"][-1]

    def changed(**values):
        return json.dumps({**sound, **values})

    def week_changed(**values):
        return changed(weeks=[{**week, **values}])

    goal = {"activity": "a", "unit": "u", "target": 1, "actual": 1, "met": True, "off": False}
    return {
        "empty.html": ("", "no report of jsctl"),
        "other.html": ("<!DOCTYPE html><script>window.hit = 1</script><p>Hello", "no report of jsctl"),
        "binary.html": (bytes(range(256)) * 64, "no report of jsctl"),
        "cut.html": (cohort.report_html(SOMEONE)[:400], "part of the file is missing"),
        "damaged.html": (cohort.report_html(SOMEONE).replace('"weeks": [', '"weeks": [,'), "damaged"),
        "kind.json": (changed(kind="other"), "no report of jsctl"),
        "schema.json": (changed(schema=2), "newer jsctl"),
        "proto.json": ('{"__proto__": %s}' % changed(), "no report of jsctl"),
        "deep.json": ('{"weeks": ' + "[" * 1000000, "damaged"),
        "large.json": (" " * (9 << 20), "larger than 8 MiB"),
        "nan.json": (changed().replace('"planned_minutes": ', '"planned_minutes": NaN, "x": '), "damaged"),
        "infinite.json": (week_changed().replace(f'"answered": {week["answered"]}', '"answered": 1e999'),
                          "answered is no number"),
        "negative.json": (week_changed(done_minutes=-1), "done_minutes is no number"),
        "fraction.json": (week_changed(done_minutes=1.5), "done_minutes is not whole"),
        "text.json": (week_changed(planned_minutes="60"), "planned_minutes is no number"),
        "date.json": (week_changed(**{"from": "2026-02-30"}), "from is no date"),
        "year.json": (week_changed(**{"from": "9999-11-22", "week": "9999-W47"}), "from is no date"),
        "label.json": (week_changed(week="2026-W01"), "is not the week of"),
        "weeks.json": (changed(weeks=[0] * 1000000), "1000000 entries"),
        "no-weeks.json": (changed(weeks={}), "weeks is missing or no list"),
        "twice.json": (changed(weeks=[week, week]), "same week twice"),
        "goals.json": (week_changed(goals=[goal] * 65), "65 entries"),
        "met.json": (week_changed(goals=[{**goal, "met": "yes"}]), "met is neither true nor false"),
        "name.json": (changed(name={"toString": 1}), "name is missing or no text"),
        "tomorrow.json": (changed(made="2026-12-24"), "still to come"),
        "<img src=x onerror=hit=1>.html": ("", "no report of jsctl"),
    }


def test_broken(page):
    files = broken_files()
    paths = [write(name, text) for name, (text, _) in files.items()]
    elements = page.value("document.querySelectorAll('*').length")
    choose(page, paths + REPORTS[:3])
    equal(page.value(ROWS), expected(PEOPLE[:3]))
    notes = page.value(NOTES)
    equal(len(notes), len(files))
    for note, (name, (_, words)) in zip(notes, files.items()):
        assert note.startswith(name + " ") and words in note, f"{name}: {note}"
    status = page.value(STATUS)
    assert f"3 reports read. {len(files)} files could not be counted." in status, status
    start_over(page)
    equal(page.value("window.hit"), None)
    equal(page.value("document.querySelectorAll('*').length"), elements)


ODD_VALUES = [None, True, -1, 0.5, 1e308, 2**53, "", "1", "<b>", "9999-12-31", "\ud800", [], {}, [[]],
              {"__proto__": 1}, {"length": 9}]


def spoil(rng, value):
    """The same with one part of it, at whatever depth, gone or replaced by something odd."""
    if isinstance(value, (dict, list)) and value and rng.random() < 0.9:
        keys = list(value) if isinstance(value, dict) else range(len(value))
        key = rng.choice(keys)
        if rng.random() < 0.1:
            del value[key]
        else:
            value[key] = spoil(rng, value[key])
        return value
    return rng.choice(ODD_VALUES)


def test_spoiled(page):
    """Whatever a report says, it is read or named, and the page stays whole."""
    rng, paths = random.Random(3), []
    for i in range(200):
        report = spoil(rng, json.loads(cohort.report_json(rng.choice(PEOPLE))))
        text = json.dumps({**report, "name": f"Spoiled {i}"} if isinstance(report, dict) else report)
        paths.append(write(f"spoiled-{i}.json", text))
    choose(page, paths)
    n_read, n_named = len(page.value(ROWS)), len(page.value(NOTES))
    equal(n_read + n_named, len(paths))
    assert n_read >= 20 and n_named >= 100, (n_read, n_named)
    shown = page.value("document.getElementById('result').innerText")
    for word in ("NaN", "undefined", "null", "[object", "Infinity", "Invalid"):
        assert word not in shown, word


def test_markup(page):
    """A name or goal is never more than text, wherever it is shown."""
    markup = "</script><script>hit = 1</script><img src='https://example.org/x' onerror='hit = 1'>"
    person = json.loads(json.dumps(SOMEONE))
    person["name"] = "\u202e\x1b[31m" + markup
    for goal in person["weeks"][-1]["goals"]:
        goal.update(activity=markup, unit=markup)
    choose(page, [write("markup.html", cohort.report_html(person))])
    page.value("document.getElementById('open-all').click()")
    equal(page.value("document.querySelector('.person button').textContent"), "[31m" + markup)
    equal(page.value("document.querySelectorAll('main img, main script').length"), 0)
    equal(page.value("window.hit"), None)
    cells = page.value("[...document.querySelectorAll('.detail th')].map(cell => cell.textContent)")
    assert markup[:120] in cells, cells


def test_twice(page):
    """Of one person's reports the later counts; namesakes are two."""
    person = SOMEONE
    earlier = {**person, "made": "2026-11-10",
               "weeks": [week for week in person["weeks"] if week["from"] <= "2026-11-10"]}
    namesake = {**ANOTHER, "name": person["name"]}
    old, new = (write(f"{name}.html", cohort.report_html(report))
                for name, report in (("old", earlier), ("new", person)))
    for files in ([old, new], [new, old]):
        choose(page, files)
        equal(page.value(ROWS), expected([{**person, "file": "new.html"}]))
        notes = page.value(NOTES)
        equal(len(notes), 1)
        assert f"{person['name']} came twice: new.html, of 25 Nov 2026, counts" in notes[0], notes
        start_over(page)
    choose(page, [new, new])
    equal(page.value(NOTES), ["new.html came twice."])
    start_over(page)
    files = "[...document.querySelectorAll('.person .file')].map(x => x.textContent).sort()"
    choose(page, [new, write("namesake.html", cohort.report_html(namesake))])
    equal(page.value(NOTES), [])
    equal(page.value(files), ["namesake.html", "new.html"])
    start_over(page)
    # Who has done nothing yet: one day, two people; two days, one.
    empty = [{**person, "weeks": [], "made": day} for day in ("2026-11-24", "2026-11-25", "2026-11-25")]
    choose(page, [write(f"empty-{i}.html", cohort.report_html(one)) for i, one in enumerate(empty)])
    equal(page.value(files), ["empty-1.html", "empty-2.html"])


def test_json(page):
    """The output of --json, and a report without a name."""
    person = {**SOMEONE, "name": ""}
    choose(page, [write("Ada Berg.json", cohort.report_json(person))])
    equal(page.value(ROWS), [[cohort.judge(person)[0], "Ada Berg"]])


def save_csv(page):
    path = FOLDER / f"coach-{cohort.TODAY}.csv"
    path.unlink(missing_ok=True)
    page.keep_downloads(FOLDER)
    page.value("document.getElementById('csv').click()")
    page.wait_for(path.exists)
    return list(csv.DictReader(path.open(encoding="utf-8-sig", newline="")))


def test_csv(page):
    choose(page, REPORTS)
    rows = save_csv(page)
    guarded = [("'" if name.startswith("=") else "") + name for _, _, name, _ in cohort.rank(PEOPLE)]
    equal([row["name"] for row in rows], guarded)
    equal([(row["reason"], int(row["weight"]), row["file"]) for row in rows],
          [(reason, weight, file) for reason, weight, _, file in cohort.rank(PEOPLE)])


def test_keyboard(page):
    """Without a mouse: from the filter to a person's weeks."""
    choose(page, REPORTS)
    page.value("document.getElementById('filter').focus()")
    for letter in "ada b":
        page.press(letter)
    equal([name for _, name in page.value(ROWS)], ["Ada B."])
    equal(page.value(STATUS), "1 of 60 people shown.")
    for _ in range(5):
        page.press("Tab")
    equal(page.value("document.activeElement.textContent"), "Ada B.")
    assert page.value("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.press("Enter")
    equal(page.value("document.activeElement.getAttribute('aria-expanded')"), "true")
    equal(page.value("[...document.querySelectorAll('.detail')].filter(row => !row.hidden).length"), 1)
    page.press("Enter")
    equal(page.value("document.querySelectorAll('.detail:not([hidden])').length"), 0)


def test_spoken(page):
    """What a screen reader is given, on a phone too: a table with its rows, buttons with names."""
    choose(page, REPORTS)
    page.resize(360, 740, True)
    nodes = page.send("Accessibility.getFullAXTree")["nodes"]
    page.resize(1200, 900)
    seen = [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes
            if not node["ignored"]]
    roles = [role for role, _ in seen]
    equal(roles.count("row"), 61)
    equal(roles.count("columnheader"), 7)
    equal(roles.count("rowheader"), 60)
    assert "status" in roles and ("button", "Choose reports…") in seen, seen[:40]
    equal([one for one in seen if one[0] in ("button", "searchbox", "image", "img") and not one[1]], [])


CONTRAST = """(() => {
    const luminance = color => {
        const [r, g, b] = color.match(/[\\d.]+/g).slice(0, 3).map(value => value / 255)
            .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = element => {
        for (let at = element; at; at = at.parentElement) {
            const color = getComputedStyle(at).backgroundColor;
            if (!/, 0\\)|transparent/.test(color))
                return color;
        }
        return 'rgb(255, 255, 255)';
    };
    const bad = [];
    for (const element of document.body.querySelectorAll('*')) {
        const words = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
        if (!words || !element.checkVisibility())
            continue;
        const style = getComputedStyle(element);
        const front = luminance(element instanceof SVGElement ? style.fill : style.color);
        const [light, dark] = [front, luminance(behind(element))].sort((a, b) => b - a);
        if ((light + 0.05) / (dark + 0.05) < 4.5)
            bad.push(`${element.tagName} ${element.className} ${element.textContent.slice(0, 30)}`);
    }
    return bad;
})()"""


def test_looks(page):
    """Readable in both schemes (WCAG 1.4.3), and never wider than the screen."""
    choose(page, REPORTS + [write("broken.html", "")])
    page.value("document.getElementById('open-all').click()")
    for scheme in ("light", "dark"):
        page.media(scheme=scheme)
        equal(page.value(CONTRAST), [])
    page.media()
    for width in (360, 900, 1200):
        page.resize(width, 900, width == 360)
        equal(page.value("document.documentElement.scrollWidth"), width)


def test_real(page):
    """What `jsctl report` writes: the page under a name, and the figures under the plan's."""
    figures = json.loads(JSON.read_text())
    assert len(figures["weeks"]) > 1 and figures["weeks"][-1]["goals"], figures
    choose(page, [HTML])
    equal(page.value(ROWS), expected([{**figures, "name": "Ada <Berg> & Söhne", "file": ""}]))
    choose(page, [JSON])
    equal(len(page.value(ROWS)), 2)
    equal(page.value(NOTES), [])


def test_coach(page):
    """The same people come to the same, whether by reports or by shared weeks."""
    people = json.loads(COACH.read_text())["people"]
    folder = FOLDER / "today"
    folder.mkdir()
    choose(page, cohort.write_reports(cohort.see_today(PEOPLE), folder))
    equal(page.value(ROWS), [[person["reason"], person["name"]] for person in people])
    keys = ["reason", "weight", "trend", "goals_met", "goals", "done_minutes", "planned_minutes",
            "last_shared"]
    equal([[row[key] for key in keys] for row in save_csv(page)],
          [["" if person[key] is None else str(person[key]) for key in keys] for person in people])


def run(page, name, test):
    try:
        test(page)
        start_over(page)
        equal(page.requests, [])
        equal(page.complaints, [])
        print("ok", name, flush=True)
    except Exception:  # whatever it is, the others run
        print(*page.complaints, sep="\n")
        traceback.print_exc(limit=-2, file=sys.stdout)
        print("not ok", name, flush=True)
        page.complaints.clear()
        page.go(PAGE.as_uri())


def main():
    tests = {name[5:]: test for name, test in globals().items() if name.startswith("test_")}
    with Browser() as browser:
        page = browser.open(PAGE.as_uri(), before=CLOCK)
        for name, test in tests.items():
            run(page, name, test)


main()
