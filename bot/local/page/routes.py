"""The page's HTTP: one document, one live signal, and one address for everything that a person does on it."""

from __future__ import annotations

import asyncio
import base64
import binascii
import re
from collections.abc import AsyncIterator, Callable
from json import JSONDecodeError
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, ChainableUndefined, Environment, PackageLoader
from jinja2.bccache import Bucket
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.local.actions import Actions
from bot.local.app import App
from bot.local.faults import Faults
from bot.local.files import Upload
from bot.local.nouns import JSON, SlackError
from bot.local.page.mail import mail_names
from bot.local.page.mrkdwn import Mrkdwn, picture_here, web_address
from bot.local.page.scene import Asked, names, scene
from bot.local.workspace import Workspace

SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_COMMAND = re.compile(r"/[a-z][\w-]*(\s|$)", re.IGNORECASE)
"""A text that is taken for a command, the app's or an unknown one; `/var/log` is none."""
HEARTBEAT = 2.0
"""Seconds after which a quiet live signal says that it is still there, and looks for new mail."""


class _Compiled(BytecodeCache):
    """Templates compiled once in a process, for tests start many workspaces."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


class Page:
    """Draws the workspace for a browser and takes what is pressed and typed there."""

    def __init__(
        self,
        workspace: Workspace,
        app: App,
        actions: Actions,
        faults: Faults,
        *,
        examples: tuple[str, ...] = (),
        mail_folder: Path | None = None,
    ) -> None:
        self._workspace = workspace
        self._app = app
        self._actions = actions
        self._faults = faults
        self._examples = examples
        self._mail_folder = mail_folder
        self._stopping = False
        mrkdwn = Mrkdwn(names(workspace))
        self._templates = Environment(
            loader=PackageLoader("bot.local.page"),
            autoescape=True,
            undefined=ChainableUndefined,  # most fields of blocks are optional
            bytecode_cache=_COMPILED,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters |= {
            "mrkdwn": mrkdwn.html,
            "markdown": mrkdwn.markdown,
            "plain": mrkdwn.plain,
            "plain_lines": mrkdwn.plain_lines,
            "picture_here": picture_here,
            "web": web_address,
            "size": _size,
        }
        self._does: dict[str, Callable[[JSON], object]] = {
            "say": self._say,
            "edit": lambda given: actions.edit(given["as"], given["in"], given["ts"], given["text"]),
            "delete": lambda given: actions.delete(given["as"], given["in"], given["ts"]),
            "react": lambda given: actions.react(given["as"], given["in"], given["ts"], given["name"]),
            "dismiss": lambda given: actions.dismiss(given["as"], given["ts"]),
            "press": self._press,
            "shortcut": lambda given: actions.shortcut(given["as"], given["ts"], given["callback_id"]),
            "submit": lambda given: actions.submit(given["as"], given["view_id"], _filled(given["values"])),
            "close": lambda given: actions.close(given["as"], given["view_id"]),
            "open": lambda given: actions.open_home(given["as"], given["tab"]),
            "bot": lambda given: actions.say_as_bot("delivery-monitor", given["in"], given["text"]),
            "unfurl": lambda given: actions.unfurl(given["in"], given["ts"], title=given["title"]),
            "fault": faults.order_json,
            "forget": lambda given: faults.forget(),
        }

    @property
    def routes(self) -> list[BaseRoute]:
        """The page's addresses."""
        static = StaticFiles(packages=[("bot.local.page", "static")])
        return [
            Route("/", self._document),
            Route("/live", self._live),
            Route("/do/{what}", self._do, methods=["POST"]),
            Mount("/static", static),
        ]

    def stop(self) -> None:
        """End every live signal, so that the server can close."""
        self._stopping = True
        self._workspace.changed()

    async def _document(self, request: Request) -> Response:
        asked = Asked(*(request.query_params.get(name, "") for name in ("as", "in", "thread", "tab")))
        return HTMLResponse(await run_in_threadpool(self.html, asked), headers=SECURITY)

    def html(self, asked: Asked) -> str:
        """The whole document, as the person of `asked` sees it."""
        seen = scene(
            self._workspace,
            self._app,
            asked,
            examples=self._examples,
            mail_folder=self._mail_folder,
            faults=self._faults.waiting(),
        )
        return self._templates.get_template("page.html").render(scene=seen)

    async def _live(self, request: Request) -> Response:
        return StreamingResponse(self._signals(), media_type="text/event-stream", headers=SECURITY)

    async def _signals(self) -> AsyncIterator[str]:
        """One line whenever something has changed; the script then fetches the document again."""
        loop = asyncio.get_running_loop()
        changed = asyncio.Event()

        def tell() -> None:
            loop.call_soon_threadsafe(changed.set)

        end = self._workspace.watch(tell)
        seen = mail_names(self._mail_folder)
        try:
            yield "event: changed\ndata: 0\n\n"
            while not self._stopping:
                try:
                    await asyncio.wait_for(changed.wait(), HEARTBEAT)
                except TimeoutError:
                    before, seen = seen, mail_names(self._mail_folder)
                    if before == seen:
                        yield ": still here\n\n"
                        continue
                changed.clear()
                if not self._stopping:
                    yield "event: changed\ndata: 1\n\n"
        finally:
            end()

    async def _do(self, request: Request) -> Response:
        """Do what somebody did on the page; JSON only, which no foreign site can send without being asked first."""
        if not request.headers.get("content-type", "").startswith("application/json"):
            return JSONResponse({"error": "The page speaks JSON."}, 415, SECURITY)
        does = self._does.get(request.path_params["what"])
        if does is None:
            return JSONResponse({"error": "The page has no such action."}, 404, SECURITY)
        try:
            outcome = await run_in_threadpool(does, await request.json())
            if request.path_params["what"] in ("fault", "forget"):
                self._workspace.changed()
        except SlackError as problem:
            return JSONResponse({"error": problem.error, **problem.details}, 409, SECURITY)
        except (KeyError, TypeError, AttributeError, JSONDecodeError, binascii.Error):
            return JSONResponse({"error": "The request is not as the page sends it."}, 400, SECURITY)
        return JSONResponse({"ts": getattr(outcome, "ts", None)}, headers=SECURITY)

    def _say(self, given: JSON) -> object:
        """A message, or a command where it begins like one; commands do not work in threads, as in Slack."""
        text: str = given["text"].strip()
        files = [_upload(file) for file in given.get("files") or []]
        if not files and _COMMAND.match(text):
            if given.get("thread_ts"):
                raise SlackError("command_not_in_thread")
            return self._actions.command(given["as"], given["in"], text)
        typed = given["text"].strip("\n")
        return self._actions.say(given["as"], given["in"], typed, thread_ts=given.get("thread_ts"), files=files)

    def _press(self, given: JSON) -> object:
        value: Any = given.get("value")
        values = given.get("values") or {}
        if given.get("view_id"):
            return self._actions.press_in_view(given["as"], given["view_id"], given["action_id"], value, values=values)
        return self._actions.press(given["as"], given["ts"], given["action_id"], value, values=values)


def _upload(given: JSON) -> Upload:
    return Upload(str(given["name"]), base64.b64decode(given["base64"], validate=True))


def _filled(values: JSON) -> JSON:
    """What was filled into a modal, with uploads decoded."""
    return {name: [_upload(each) for each in value] if _are_files(value) else value for name, value in values.items()}


def _are_files(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)


def _size(count: int) -> str:
    """A file's size as people say it."""
    if count < 1000:
        return f"{count} bytes"
    return f"{count / 1000:.0f} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"
