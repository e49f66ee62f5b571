#!/usr/bin/python3
"""Has axe-core look at pages for what keeps people from using them. By hand, since it is not in
Debian: `npm pack axe-core@4`, unpack it, and

    AXE=package/axe.min.js tests/tools/axe.py PAGE.html...

Prints a line a page; exit status 1 if one violates a rule.
"""
import json
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "e2e/lib"))
from chromium import Browser  # noqa: E402

QUESTION = """axe.run(document, {resultTypes: ["violations"]}).then(found => JSON.stringify({
    passed: found.passes.length,
    violated: found.violations.map(rule => [rule.id, rule.nodes.length, rule.nodes[0].html])}))"""


def main():
    axe = pathlib.Path(os.environ.get("AXE", "package/axe.min.js")).read_text()
    is_bad = False
    with Browser() as browser:
        for name in sys.argv[1:]:
            page = browser.open(pathlib.Path(name).resolve().as_uri())
            page.value(axe + "; true")
            found = json.loads(page.value(QUESTION))
            print(f"{name}: {found['passed']} rules passed, violated: {found['violated'] or 'none'}")
            is_bad = is_bad or bool(found["violated"])
    return is_bad


if __name__ == "__main__":
    sys.exit(main())
