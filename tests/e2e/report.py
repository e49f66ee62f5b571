#!/usr/bin/python3
"""Opens a report's page in headless Chromium and prints what it looks like there, as JSON.

    report.py PAGE [FOLDER]       with a FOLDER, pictures of each view and the printed page stay there

`requests` lists what the page asked for beyond this machine, `complaints` what the console said,
`sheets` how many the printed page takes; `views` has what report-look.js finds at each size and in
each colour scheme.
"""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent / "lib"))
from chromium import Browser

VIEWS = {
    "desktop-light": (1100, 900, "light"),
    "desktop-dark": (1100, 900, "dark"),
    "phone-light": (360, 740, "light"),
    "phone-dark": (360, 740, "dark"),
}


def main(file, folder=None):
    if not pathlib.Path(file).is_file():
        sys.exit(f"there is no page {file}")
    look = pathlib.Path(__file__).with_name("report-look.js").read_text()
    folder = folder and pathlib.Path(folder)
    printed = (folder or pathlib.Path(file).parent) / "print.pdf"
    views = {}
    with Browser() as browser:
        page = browser.open(pathlib.Path(file).resolve().as_uri())
        for name, (width, height, scheme) in VIEWS.items():
            page.resize(width, height, width < 500)
            page.media(scheme=scheme)
            views[name] = page.value(look)
            if folder:
                page.picture(folder / f"{name}.png")
        page.paper(printed)
    print(json.dumps({"requests": page.requests, "complaints": page.complaints,
                      "sheets": printed.read_bytes().count(b"/Type /Page\n"), "views": views}))


main(*sys.argv[1:])
