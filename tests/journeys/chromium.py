"""Drives Chromium over its remote debugging protocol, as a person would: look, press, type."""

from __future__ import annotations

import base64
import itertools
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
SECONDS = 10.0
"""How long a person would wait for something to appear."""

_FINDERS = Path(__file__).with_name("finders.js").read_text(encoding="utf-8")


def chromium_path() -> str | None:
    """Where a Chromium is on this machine; None for nowhere. `CHROMIUM` names another than those on the path."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def chromium(path: str) -> Iterator[Browser]:
    """A running browser without windows, with an empty profile."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        flags = ["--headless=new", "--remote-debugging-port=0", f"--user-data-dir={profile}", "--no-first-run"]
        flags += ["--disable-gpu", "--hide-scrollbars", "--disable-dev-shm-usage", "--force-color-profile=srgb"]
        flags += ["--disable-background-networking", "--disable-component-update", "--no-proxy-server"]
        if os.geteuid() == 0:
            flags.append("--no-sandbox")  # its sandbox does not run as root, which is who runs in most containers
        with subprocess.Popen(  # noqa: S603 (the browser that this machine or CHROMIUM names)
            [path, *flags, "about:blank"], stderr=subprocess.PIPE, text=True
        ) as process:
            try:
                with connect(_address_in(process), max_size=None, proxy=None) as link:
                    yield Browser(link)
            finally:
                process.terminate()


def _address_in(process: subprocess.Popen[str]) -> str:
    """The address that Chromium writes on its standard error when it is ready."""
    said = []
    for line in process.stderr or ():
        said.append(line)
        if line.startswith("DevTools listening on "):
            return line.removeprefix("DevTools listening on ").strip()
    raise RuntimeError(f"Chromium ended before it was ready. It said: {''.join(said)}")


class ProtocolError(RuntimeError):
    """Chromium refused a command, or a script on the page broke."""


class Browser:
    """One Chromium (chromedevtools.github.io/devtools-protocol); each page of it has cookies and storage of its own."""

    def __init__(self, link: ClientConnection) -> None:
        self._link = link
        self._ids = itertools.count(1)
        self._contexts: list[str] = []

    def page(self, *, width: int = 1280, height: int = 860, dark: bool = False) -> Page:
        """A new page."""
        context = self.command("Target.createBrowserContext")["browserContextId"]
        self._contexts.append(context)
        target = self.command("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        session = self.command("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self, session)
        page.command("Page.enable")
        page.command("Runtime.enable")
        page.command("Page.addScriptToEvaluateOnNewDocument", source=_FINDERS)
        page.command("Emulation.setTimezoneOverride", timezoneId="UTC")
        page.resize(width, height, dark=dark)
        return page

    def close_pages(self) -> None:
        """Close every page; one that stays goes on asking its port, which may be another server's by then."""
        while self._contexts:
            self.command("Target.disposeBrowserContext", browserContextId=self._contexts.pop())

    def command(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """Send one command and give its result. Raises ProtocolError."""
        number = next(self._ids)
        sent = {"id": number, "method": method, "params": parameters} | ({"sessionId": session} if session else {})
        self._link.send(json.dumps(sent))
        while True:
            heard = json.loads(self._link.recv(timeout=SECONDS + 20))
            if heard.get("id") == number:
                if "error" in heard:
                    raise ProtocolError(f"{method}: {heard['error']['message']}")
                result: dict[str, Any] = heard["result"]
                return result


class Page:
    """One page, and what a person does on it; whatever is looked for is waited for."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser = browser
        self._session = session

    def command(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send one command to this page. Raises ProtocolError."""
        return self._browser.command(method, self._session, **parameters)

    def resize(self, width: int, height: int, *, dark: bool = False) -> None:
        """Another window; in pixels."""
        self.command(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )
        colours = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        still = {"name": "prefers-reduced-motion", "value": "reduce"}
        self.command("Emulation.setEmulatedMedia", features=[colours, still])

    def open(self, address: str) -> None:
        """Go to an address; comes back when its script runs."""
        self.command("Page.navigate", url=address)
        self.run(f"finders.until(() => location.href === {json.dumps(address)} && document.readyState === 'complete')")

    def run(self, script: str) -> Any:
        """What an expression on the page gives, once it is settled. Raises ProtocolError."""
        for chance in (False, True):
            try:
                outcome = self.command(
                    "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True, userGesture=True
                )
            except ProtocolError as problem:
                # The page that was left went while it was asked; the new one is asked once.
                if chance or ("navigated" not in str(problem) and "context" not in str(problem)):
                    raise
                continue
            if "exceptionDetails" in outcome:
                thrown = outcome["exceptionDetails"].get("exception", {})
                raise ProtocolError(str(thrown.get("description") or thrown.get("value")))
            return outcome["result"].get("value")
        return None

    def see(self, *texts: str, within: str = "body") -> None:
        """Wait until these texts are to be read within the first element of a CSS selector. AssertionError if not."""
        for text in texts:
            self._wait(f"finders.reads({json.dumps(within)}, {json.dumps(text)})", f"{text!r} within {within}", within)

    def see_no(self, text: str, *, within: str = "body") -> None:
        """Wait until a text is not to be read there (any more)."""
        script = f"!finders.reads({json.dumps(within)}, {json.dumps(text)})"
        self._wait(script, f"no {text!r} within {within}", within)

    def read(self, within: str = "body") -> str:
        """What is to be read within the first element of a CSS selector."""
        return str(self.run(f"finders.text({json.dumps(within)})"))

    def press(self, name: str, *, within: str = "body") -> None:
        """Click on the button, link, menu or field of this name, with the mouse."""
        self._click(f"finders.named({json.dumps(within)}, {json.dumps(name)})", f"{name!r} within {within}", within)

    def hover(self, text: str, *, within: str) -> None:
        """Move the mouse onto the last element of a CSS selector in which a text is to be read."""
        script = f"finders.withText({json.dumps(within)}, {json.dumps(text)})"
        x, y = self._place(script, f"{text!r} within {within}", within)
        self.command("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def write(self, text: str, *, within: str) -> None:
        """Put text into the field of a CSS selector, as a paste does."""
        self._click(f"finders.first({json.dumps(within)})", within, "body")
        self.command("Input.insertText", text=text)

    def key(self, name: str) -> None:
        """Press one key, such as `Enter` or `Escape`."""
        code = {"Enter": 13, "Escape": 27, "Tab": 9, "ArrowDown": 40, "ArrowUp": 38, "End": 35}[name]
        text = {"text": "\r"} if name == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            self.command(
                "Input.dispatchKeyEvent", type=kind, key=name, code=name, windowsVirtualKeyCode=code,
                **(text if kind == "keyDown" else {}),
            )  # fmt: skip

    def edit(self, command: str) -> None:
        """What Ctrl and a key do in the field that has the keyboard: `selectAll`, `copy` or `paste`."""
        key = {"selectAll": "a", "copy": "c", "paste": "v"}[command]
        for kind, commands in (("keyDown", [command]), ("keyUp", [])):
            self.command("Input.dispatchKeyEvent", type=kind, key=key, modifiers=2, commands=commands)

    def tab_to(self, name: str, *, within: str = "body") -> None:
        """Go on by Tab alone, until the keyboard is on something of this name within the elements of a selector."""
        script = f"finders.keyboardIsOn({json.dumps(within)}, {json.dumps(name)})"
        for _ in range(200):
            self.key("Tab")
            if self.run(script):
                return
        raise AssertionError(f"No Tab leads to {name!r} within {within}. The keyboard is on {self.keyboard()!r}.")

    def keyboard(self) -> str:
        """The name of what has the keyboard."""
        return str(self.run("finders.name(document.activeElement)"))

    def keyboard_on(self, name: str, *, within: str = "body") -> None:
        """Wait until the keyboard is on something of this name."""
        script = f"finders.keyboardIsOn({json.dumps(within)}, {json.dumps(name)})"
        if not self.run(f"finders.until(() => {script}, {SECONDS * 1000})"):
            raise AssertionError(f"The keyboard is not on {name!r} within {within}, it is on {self.keyboard()!r}.")

    def choose(self, label: str, *, within: str) -> None:
        """Choose an option of the first menu in which it stands."""
        script = f"finders.choose({json.dumps(within)}, {json.dumps(label)})"
        self._wait(script, f"an option {label!r} within {within}", within)

    def attach(self, field: str, files: Sequence[Path]) -> None:
        """Put files into the file field of a CSS selector."""
        document = self.command("DOM.getDocument")["root"]["nodeId"]
        node = self.command("DOM.querySelector", nodeId=document, selector=field)["nodeId"]
        self.command("DOM.setFileInputFiles", files=[str(file) for file in files], nodeId=node)

    def picture(self) -> bytes:
        """What the window shows, as PNG, with the mouse out of it."""
        self.command("Input.dispatchMouseEvent", type="mouseMoved", x=0, y=0)
        return base64.b64decode(self.command("Page.captureScreenshot", format="png")["data"])

    def _click(self, script: str, what: str, within: str) -> None:
        for _ in range(5):
            x, y = self._place(script, what, within)
            for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
                button = {} if kind == "mouseMoved" else {"button": "left", "clickCount": 1}
                self.command("Input.dispatchMouseEvent", type=kind, x=x, y=y, **button)
            if self.run("finders.landed()"):
                return
        raise AssertionError(f"Never to be hit, for it moves away: {what}.")

    def _place(self, script: str, what: str, within: str) -> tuple[float, float]:
        """The middle of an element, in view."""
        place = self._wait(f"finders.place({script})", what, within)
        return place["x"], place["y"]

    def _wait(self, script: str, what: str, within: str) -> Any:
        found = self.run(f"finders.until(() => {script}, {SECONDS * 1000})")
        if not found:
            raise AssertionError(f"Not to be seen: {what}. There is: {self.read(within)[:1500]!r}")
        return found
