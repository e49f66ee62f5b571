#!/usr/bin/python3
"""Makes docs/images/coach-page.png anew: some of cohort.py's people on the coach's page.

    BUILD=build tests/tools/screenshots-coach.py
"""
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/e2e/lib"))
import cohort  # noqa: E402
from chromium import Browser  # noqa: E402

PICTURE = ROOT / "docs/images/coach-page.png"
CLOCK = (f"const noon = ['{cohort.TODAY}T12:00'];"
         "Date = class extends Date { constructor(...given) { super(...(given.length ? given : noon)); } }")


def choose_people():
    """Two for each reason, of those of whom there is something to see."""
    people = [person for person in cohort.make_people()
              if 5 <= len(person["weeks"]) <= 12 and person["name"].endswith(".")]
    return [person for reason in cohort.REASONS
            for person in [one for one in people if cohort.judge(one)[0] == reason][:2]]


def main():
    jsctl = ROOT / os.environ.get("BUILD", "build") / "bin/jsctl"
    with tempfile.TemporaryDirectory() as folder, Browser() as browser:
        page_file, picture = pathlib.Path(folder) / "page.html", pathlib.Path(folder) / "picture.png"
        subprocess.run([jsctl, "report", "--coach-page", page_file], check=True)
        page = browser.open(page_file.as_uri(), 1100, 900, before=CLOCK)
        page.choose("#files", cohort.write_reports(choose_people(), folder))
        page.wait("!document.getElementById('result').hidden")
        page.value("document.querySelectorAll('button.name')[2].click()")
        page.picture(picture, 1400)
        subprocess.run(["convert", picture, "-strip", "+dither", "-colors", "64", PICTURE], check=True)


main()
