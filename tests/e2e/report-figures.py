#!/usr/bin/python3
"""Whether a report says the same in each of its forms.

    report-figures.py JSON CSV HTML TEXT

Every figure of the JSON stands once in the CSV, and nothing else does; the cells of the page's tables
and the numbers of its charts are those of the JSON; the text has its sums.
"""
import csv
import datetime
import json
import re
import sys

import html5lib

SVG = "{http://www.w3.org/2000/svg}"
MINUTES = [f"{what}_minutes" for what in
           ("planned", "done", "partial", "skipped", "missed", "excused", "open")]


def number(value):
    return f"{value:.2f}".rstrip("0").rstrip(".")


def figures(report):
    """(section, week, name, figure): value."""
    found = {}

    def add(section, week, name, item, keys):
        for key in keys:
            if item[key] is not None:
                found[section, week, name or "", key] = number(item[key])

    for week in report["weeks"]:
        name = week["week"]
        add("week", name, "", week, ["planned_minutes", "done_minutes", "excused_minutes", "answered",
                                     "applications", "contacts"])
        for goal in week["goals"]:
            add("goal", name, goal["activity"], goal, ["target", "actual", "met", "off"])
        for activity in week["activities"]:
            add("activity", name, activity["activity"], activity, MINUTES)
    for goal in report["goals"]:
        add("goal", "", goal["activity"], goal, ["met", "of"])
    for activity in report["activities"]:
        add("activity", "", activity["activity"], activity, MINUTES)
    for heat in report["heat"]:
        add("heat", "", f"{heat['weekday']} {heat['part']}", heat, ["kept", "of"])
    for pattern in report["patterns"]:
        slot = f" {pattern['weekday']} {pattern['part']}" if pattern["weekday"] else ""
        add("pattern", "", f"{pattern['activity']} {pattern['kind']}{slot}", pattern,
            ["kept", "of", "elsewhere_kept", "elsewhere_of"])
    for change in report["changes"]:
        add("change", "", change["id"], change, ["kept", "of", "before_kept", "before_of"])
    for reason in report["reasons"]:
        add("reason", "", reason["why"], reason, ["count"])
    tracker = report["tracker"]
    add("tracker", "", "", tracker, [key for key, value in tracker.items()
                                     if not isinstance(value, list)])
    for source in tracker["sources"]:
        add("source", "", source["source"], source, ["applied", "replied", "interviews"])
    return found


def check_csv(report, path):
    wanted = figures(report)
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    got = {(row["section"], row["week"], row["name"], row["figure"]): row["value"] for row in rows}
    assert len(got) == len(rows), "a figure stands twice"
    assert got == wanted, set(got.items()) ^ set(wanted.items())
    return len(rows)


def words(element):
    return " ".join("".join(element.itertext()).split())


def tables(page):
    """By the words that open them: rows of cells."""
    return {words(details.find("summary")): [[words(cell) for cell in row] for row in
                                             details.iter("tr")]
            for details in page.iter("details")}


def short(date):
    day = datetime.date.fromisoformat(date)
    return f"{day.day} {day:%b}"


def goal_word(week, goal):
    if goal["off"]:
        return "off" if week["excused_minutes"] or week["answered"] else "not known"
    return "met" if goal["met"] else "not met" if week["over"] else "still running"


def check_html(report, path):
    with open(path, "rb") as file:
        page = html5lib.parse(file, namespaceHTMLElements=False)
    found = tables(page)
    wanted = [["Week from"] + [goal["title"] for goal in report["goals"]]]
    wanted += [[short(week["from"])] + [f"{number(g['actual'])} of {number(g['target'])}, {goal_word(week, g)}"
                                        for g in week["goals"]] for week in report["weeks"]]
    assert found["The goals as a table"] == wanted, found["The goals as a table"]
    wanted = [[f"{number(week['done_minutes'] / 60)} of {number(week['planned_minutes'] / 60)} h"]
              for week in report["weeks"]]
    assert [row[-1:] for row in found["The hours as a table"][1:]] == wanted
    assert found["The blocks as a table"][1:] == [
        [heat["weekday"], heat["part"], str(heat["kept"]), str(heat["of"])] for heat in report["heat"]]
    assert found["The stages as a table"][1:] == [
        [stage, str(report["tracker"][stage])] for stage in ("applied", "screen", "interview", "offer")]
    assert found["Applications and contacts by week, as a table"][1:] == [
        [short(week["from"]), str(week["applications"]), str(week["contacts"])]
        for week in report["weeks"]]
    assert found["By where they were found"][1:] == [
        [source["source"], str(source["applied"]), str(source["replied"]), str(source["interviews"])]
        for source in report["tracker"]["sources"]]
    assert len(found["Open applications"]) == len(report["tracker"]["open"]) + 1
    check_charts(report, page)


def check_charts(report, page):
    """The numbers over the columns, in their order."""
    charts = [[words(text) for text in svg.iter(SVG + "text") if text.get("class").startswith(("value", "off"))]
              for svg in page.iter(SVG + "svg") if svg.get("role") == "img"]
    for i, goal in enumerate(report["goals"]):
        assert charts[i] == ["off" if week["goals"][i]["off"] else
                             number(int(week["goals"][i]["actual"] * 10 + 0.5) / 10)
                             for week in report["weeks"]], (goal, charts[i])
    assert [str(week["applications"]) for week in report["weeks"]] in charts
    assert [str(week["contacts"]) for week in report["weeks"]] in charts


def check_text(report, path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    for goal in report["goals"]:
        assert re.search(rf"  {goal['title']}, .*: met in {goal['met']} of {goal['of']} weeks\n", text), goal
    for goal in range(len(report["goals"])):
        line = ", ".join("off" if week["goals"][goal]["off"] else number(week["goals"][goal]["actual"]) +
                         (" ✓" if week["goals"][goal]["met"] else "") for week in report["weeks"])
        assert f"\n    {line}\n" in text, line
    tracker = report["tracker"]
    assert f"{tracker['replied']} of {tracker['reply_of']} got a reply" in text


def main(json_path, csv_path, html_path, text_path):
    with open(json_path, encoding="utf-8") as file:
        report = json.load(file)
    n = check_csv(report, csv_path)
    check_html(report, html_path)
    check_text(report, text_path)
    print(n, "figures")


main(*sys.argv[1:])
