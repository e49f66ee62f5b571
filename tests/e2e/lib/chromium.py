"""Headless Chromium by its DevTools pipe: opens a page of ours, uses it as a person would, and
remembers what a test is to judge: requests that left, and what the console said.

    with Browser() as browser:
        page = browser.open("file:///tmp/page.html")
        page.value("document.title")
"""
import base64
import json
import os
import shutil
import signal
import subprocess
import tempfile

PATIENCE_SECONDS = 60
LOCAL = ("file:", "data:", "blob:", "about:")


class Browser:
    def __init__(self):
        program = shutil.which("chromium")
        if not program:
            raise SystemExit("chromium is missing: apt install chromium")
        self.profile = tempfile.mkdtemp(prefix="chromium-")
        theirs_in, self.commands = os.pipe()
        self.events, theirs_out = os.pipe()
        # It reads descriptor 3 and writes descriptor 4. Its sandbox wants rights that CI may not
        # have; what it opens is ours.
        self.process = subprocess.Popen(
            ["sh", "-c", f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}', "sh", program, "--headless",
             "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--remote-debugging-pipe", "--disable-background-networking",
             "--disable-component-update", "--lang=en-US", "--force-color-profile=srgb",
             "--hide-scrollbars", f"--user-data-dir={self.profile}"],
            pass_fds=(theirs_in, theirs_out), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        os.close(theirs_in)
        os.close(theirs_out)
        self.number = 0
        self.rest = b""
        self.pages = {}
        signal.signal(signal.SIGALRM, self.too_late)

    def too_late(self, *_):
        raise SystemExit(f"chromium did not answer for {PATIENCE_SECONDS} seconds")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)

    def send(self, method, parameters, session=None):
        """Sends a command; takes what comes until its reply."""
        self.number += 1
        number = self.number
        message = {"id": number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self.commands, json.dumps(message).encode() + b"\0")
        while True:
            reply = self.receive()
            if reply.get("id") != number:
                continue
            if "error" in reply:
                raise RuntimeError(f"{method}: {reply['error']['message']}")
            return reply["result"]

    def receive(self):
        """The next message; an event has been given to its page."""
        while b"\0" not in self.rest:
            signal.alarm(PATIENCE_SECONDS)
            data = os.read(self.events, 1 << 20)
            signal.alarm(0)
            if not data:
                raise SystemExit("chromium ended")
            self.rest += data
        line, self.rest = self.rest.split(b"\0", 1)
        message = json.loads(line)
        page = self.pages.get(message.get("sessionId"))
        if page and "method" in message:
            page.take(message["method"], message["params"])
        return message

    def open(self, address, width=1200, height=900, before=""):
        """Opens an address in a page of its own; `before` is a script that runs ahead of its own."""
        target = self.send("Target.createTarget", {"url": "about:blank"})["targetId"]
        session = self.send("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        page = self.pages[session] = Page(self, session)
        for domain in ("Page", "Runtime", "Network", "Log", "DOM"):
            page.send(domain + ".enable")
        page.resize(width, height)
        page.send("Page.addScriptToEvaluateOnNewDocument", source=before)
        page.go(address)
        return page


class Page:
    def __init__(self, browser, session):
        self.browser, self.session = browser, session
        self.requests = []  # addresses that are not on this machine
        self.complaints = []  # errors, exceptions and refusals that the console shows
        self.is_loaded = False

    def send(self, method, **parameters):
        return self.browser.send(method, parameters, self.session)

    def take(self, method, event):
        if method == "Network.requestWillBeSent":
            address = event["request"]["url"]
            if not address.startswith(LOCAL):
                self.requests.append(address)
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(event["exceptionDetails"])
        elif method == "Runtime.consoleAPICalled":
            self.complaints.append(event["args"])
        elif method == "Log.entryAdded":
            self.complaints.append(event["entry"]["text"])
        elif method == "Page.loadEventFired":
            self.is_loaded = True

    def go(self, address):
        self.is_loaded = False
        self.send("Page.navigate", url=address)
        while not self.is_loaded:
            self.browser.receive()

    def value(self, expression):
        """What an expression comes to, as JSON has it; a promise is waited for."""
        reply = self.send("Runtime.evaluate", expression=expression, awaitPromise=True,
                          returnByValue=True, userGesture=True)
        if "exceptionDetails" in reply:
            raise RuntimeError(f"{expression}: {json.dumps(reply['exceptionDetails'])}")
        return reply["result"].get("value")

    def wait(self, condition):
        """Until an expression is true."""
        self.value("""new Promise((done, fail) => {
            const end = performance.now() + %d;
            (function look() {
                if (%s)
                    done();
                else if (performance.now() < end)
                    setTimeout(look, 10);
                else
                    fail(Error("it never came true"));
            })();
        })""" % (PATIENCE_SECONDS / 2 * 1000, condition))

    def wait_for(self, condition):
        """The same for something outside of the page."""
        while not condition():
            self.value("new Promise(done => setTimeout(done, 10))")

    def resize(self, width, height, is_phone=False):
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=2 if is_phone else 1, mobile=is_phone)

    def media(self, medium="screen", scheme="light"):
        self.send("Emulation.setEmulatedMedia", media=medium,
                  features=[{"name": "prefers-color-scheme", "value": scheme}])

    def choose(self, selector, files):
        """Gives files to a file input."""
        root = self.send("DOM.getDocument")["root"]["nodeId"]
        node = self.send("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.send("DOM.setFileInputFiles", nodeId=node, files=[str(file) for file in files])

    def drop(self, files, x=100, y=100):
        """Drags files from elsewhere over the page, and lets them go there."""
        data = {"items": [], "files": [str(file) for file in files], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            self.send("Input.dispatchDragEvent", type=kind, x=x, y=y, data=data)

    def press(self, key):
        """Presses and releases a key: Tab, Enter or a letter."""
        text = {"Enter": "\r", "Tab": ""}.get(key, key)
        virtual = {"Enter": 13, "Tab": 9}.get(key, 0)
        for kind in ("keyDown", "keyUp"):
            self.send("Input.dispatchKeyEvent", type=kind, key=key, code=key, text=text,
                      windowsVirtualKeyCode=virtual)

    def keep_downloads(self, folder):
        self.browser.send("Browser.setDownloadBehavior",
                          {"behavior": "allow", "downloadPath": str(folder)})

    def picture(self, path, tallest=10000):
        """The page from its top, as far as it goes."""
        size = self.send("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], tallest), "scale": 1}
        data = self.send("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def paper(self, path):
        """As a printer gets it: PDF on A4."""
        self.media("print")
        data = self.send("Page.printToPDF", paperWidth=8.27, paperHeight=11.69,
                         printBackground=False)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))
