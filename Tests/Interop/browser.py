"""Headless Chromium, asked over its debugging protocol: in JSON that ends with a zero byte, through two pipes."""

import json
import os
import shutil
import subprocess
import tempfile
import threading

from rialto_process import PATIENCE

NAMES = ["chromium-headless-shell", "chromium", "chromium-browser"]


def installed() -> str | None:
    """The path of a browser; None where there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Browser:
    """One page of a browser of its own."""

    def __init__(self, path: str):
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        # Chromium's sandbox needs rights that not every machine gives; the pages are our own.
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server"]
        command = [path, *options, f"--user-data-dir={self._profile.name}", "--remote-debugging-pipe"]
        # It reads from descriptor 3 and writes to 4.
        place = f'exec "$0" "$@" 3<&{theirs_in} 4>&{theirs_out}'
        self._process = subprocess.Popen(
            ["bash", "-c", place, *command], pass_fds=(theirs_in, theirs_out), stderr=subprocess.DEVNULL
        )
        os.close(theirs_in)
        os.close(theirs_out)
        # Ends a browser that hangs, and with it the reading of its answers.
        self._watchdog = threading.Timer(PATIENCE, self._process.kill)
        self._watchdog.start()
        self._received = b""
        self._session: str | None = None
        self._count = 0
        self.events: list[dict] = []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def ask(self, method: str, **params) -> dict:
        """The result of a command; events that come before it are kept."""
        self._count += 1
        message = {"id": self._count, "method": method, "params": params}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._count:
                assert "error" not in answer, answer
                return answer["result"]
            self.events.append(answer)

    def _next(self) -> dict:
        while b"\0" not in self._received:
            more = os.read(self._in, 1 << 16)
            assert more, "the browser has ended"
            self._received += more
        text, _, self._received = self._received.partition(b"\0")
        return json.loads(text)

    def open(self, url: str, *, scripts: bool) -> str:
        """Loads a page; returns its elements in HTML again."""
        for domain in ("Page", "Network", "Log", "DOM"):
            self.ask(f"{domain}.enable")
        self.ask("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.ask("Page.navigate", url=url)
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self.events.append(self._next())
        root = self.ask("DOM.getDocument")["root"]["nodeId"]
        return self.ask("DOM.getOuterHTML", nodeId=root)["outerHTML"]

    @property
    def requests(self) -> list[str]:
        """The addresses of everything that was fetched."""
        sent = [event for event in self.events if event["method"] == "Network.requestWillBeSent"]
        return [event["params"]["request"]["url"] for event in sent]

    @property
    def complaints(self) -> list[str]:
        """What the browser has to say against the page, such as that it breaks its own policy."""
        return [event["params"]["entry"]["text"] for event in self.events if event["method"] == "Log.entryAdded"]

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *_) -> None:
        # Asked to end, it ends the processes that still write into its profile.
        self._session = None
        self.ask("Browser.close")
        self._process.wait()
        self._watchdog.cancel()
        os.close(self._in)
        os.close(self._out)
        self._profile.cleanup()
