#!/usr/bin/python3
"""Opens a page of ours in headless Chromium and tells what it sees, as JSON.

    browser.py PAGE [FOLDER]

All sizes and both colour schemes in one run, over the browser's debugging pipe. With a FOLDER the
screenshots and the printed page are left there. `requests` lists what the page asked for besides
itself, `console` what the browser complained of; each view has `overflow` (how many pixels wider than
the screen it is), `contrast` (the texts that are too weak, with their ratio, WCAG 2.1 1.4.3 and
1.4.11) and `names` (what a screen reader would have no name for).
"""
import base64
import json
import os
import pathlib
import subprocess
import sys
import tempfile

VIEWS = {
    "desktop-light": (1100, 900, "light"),
    "desktop-dark": (1100, 900, "dark"),
    "phone-light": (360, 740, "light"),
    "phone-dark": (360, 740, "dark"),
}

# In the page: its own scripts are forbidden, the debugger's are not.
LOOK = pathlib.Path(__file__).with_name("look.js")


class Browser:
    """One Chromium, spoken to by JSON messages that end in NUL."""

    def __init__(self, profile):
        to_browser, self.out = os.pipe()
        self.back, from_browser = os.pipe()
        self.process = subprocess.Popen(
            ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             "--no-first-run", "--disable-extensions", "--disable-background-networking",
             "--disable-component-update", "--remote-debugging-pipe",
             f"--user-data-dir={profile}", "about:blank"],
            preexec_fn=lambda: self.hand_over(to_browser, from_browser), close_fds=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.number, self.events, self.rest, self.session = 0, [], b"", None

    @staticmethod
    def hand_over(to_browser, from_browser):
        """Where the browser looks for its pipe: descriptors 3 and 4."""
        spare = os.dup2(to_browser, 60), os.dup2(from_browser, 61)
        os.dup2(spare[0], 3)
        os.dup2(spare[1], 4)

    def read(self):
        while b"\0" not in self.rest:
            more = os.read(self.back, 1 << 20)
            if not more:
                sys.exit("chromium ended: is it installed whole?")
            self.rest += more
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **arguments):
        self.number += 1
        message = {"id": self.number, "method": method, "params": arguments}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") != self.number:
                self.events.append(answer)
            elif "error" in answer:
                sys.exit(f"{method}: {answer['error']}")
            else:
                return answer["result"]

    def wait(self, method):
        for event in self.events:
            if event.get("method") == method:
                return
        while True:
            event = self.read()
            self.events.append(event)
            if event.get("method") == method:
                return

    def open(self, url):
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in "Page", "Network", "Log", "Runtime":
            self.call(f"{domain}.enable")
        self.call("Page.navigate", url=url)
        self.wait("Page.loadEventFired")

    def evaluate(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in answer:
            sys.exit(json.dumps(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def close(self):
        self.session = None
        self.call("Browser.close")
        self.process.wait(10)


def look_at(browser, width, height, scheme, script, picture):
    browser.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                 deviceScaleFactor=2, mobile=width < 500)
    browser.call("Emulation.setEmulatedMedia", features=[
        {"name": "prefers-color-scheme", "value": scheme}])
    seen = browser.evaluate(script)
    if picture:
        shot = browser.call("Page.captureScreenshot", captureBeyondViewport=True, clip={
            "x": 0, "y": 0, "width": width, "height": seen["height"], "scale": 1})
        picture.write_bytes(base64.b64decode(shot["data"]))
    return seen


def main(page, folder=None):
    folder = folder and pathlib.Path(folder)
    url = pathlib.Path(page).resolve().as_uri()
    script = LOOK.read_text()
    with tempfile.TemporaryDirectory() as profile:
        browser = Browser(profile)
        browser.open(url)
        views = {name: look_at(browser, *view, script, folder and folder / f"{name}.png")
                 for name, view in VIEWS.items()}
        printed = base64.b64decode(browser.call("Page.printToPDF", paperWidth=8.27,
                                                paperHeight=11.69, preferCSSPageSize=True)["data"])
        if folder:
            (folder / "print.pdf").write_bytes(printed)
        events = browser.events
        browser.close()
    print(json.dumps({
        "requests": [e["params"]["request"]["url"] for e in events
                     if e.get("method") == "Network.requestWillBeSent"
                     and e["params"]["request"]["url"] != url],
        "console": [e["params"] for e in events
                    if e.get("method") in ("Log.entryAdded", "Runtime.consoleAPICalled",
                                           "Runtime.exceptionThrown")],
        "pages": printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page "),
        "views": views,
    }, indent=1))


main(*sys.argv[1:])
