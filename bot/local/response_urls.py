"""The addresses on which an app may answer an interaction: five times within 30 minutes.

Source: docs.slack.dev, interactivity/handling-user-interaction (message responses).
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import Any

from bot.local.app import App
from bot.local.events import Events
from bot.local.methods.chat import checked_blocks
from bot.local.nouns import JSON, Message, SlackError
from bot.local.workspace import Workspace

USES = 5
SECONDS = 30 * 60


@dataclass(slots=True)
class _Issued:
    channel: str
    person: str
    original: str | None
    """The ts of the message that was pressed; later of the command's own answer."""
    thread_ts: str | None
    at: float
    uses: int = 0


class ResponseUrls:
    """Issues response_urls and does what is posted to them."""

    def __init__(self, workspace: Workspace, app: App, events: Events, *, address: str) -> None:
        self._workspace = workspace
        self._app = app
        self._events = events
        self._address = address
        self._issued: dict[str, _Issued] = {}
        self._lock = threading.Lock()

    def issue(self, channel: str, person: str, original: Message | None = None) -> str:
        """A new address for what this person just did, on the message `original` if it was on one."""
        token = self._workspace.stamps.token()
        thread_ts = original.thread_ts if original else None
        issued = _Issued(channel, person, original.ts if original else None, thread_ts, self._workspace.stamps.now())
        with self._lock:
            self._issued[token] = issued
        return f"{self._address}/response/{token}"

    def take(self, token: str, body: Any) -> tuple[int, JSON]:
        """Do what an app posted to an address; the HTTP status and the answer."""
        with self._lock:
            issued = self._issued.get(token)
            if issued is None or self._workspace.stamps.now() - issued.at > SECONDS:
                return 404, {"ok": False, "error": "expired_url"}
            if issued.uses >= USES:
                return 404, {"ok": False, "error": "used_url"}
            issued.uses += 1
        try:
            self._apply(issued, body)
        except SlackError as problem:
            return 400, {"ok": False, "error": problem.error, **problem.details}
        return 200, {"ok": True}

    def answer(self, url: str, body: Any) -> None:
        """Do what came with an acknowledgement; it counts as no use. Raises SlackError."""
        with self._lock:
            issued = self._issued[url.rsplit("/", 1)[1]]
        self._apply(issued, {"text": body} if isinstance(body, str) else body)

    def _apply(self, issued: _Issued, body: Any) -> None:
        if not isinstance(body, dict):
            raise SlackError("invalid_payload")
        original = self._original(issued)
        if body.get("delete_original"):
            if original:
                self._workspace.delete(original)
            return
        blocks = checked_blocks(body.get("blocks"))
        text = str(body.get("text") or "")
        if not text and not blocks:
            raise SlackError("no_text")
        if body.get("replace_original") and original:
            after = replace(original, text=text, blocks=blocks, metadata=body.get("metadata") or original.metadata)
            self._workspace.post(after)
            if original.only_for is None:
                self._events.changed(after, original)
            return
        self._post(issued, body, text, blocks)

    def _post(self, issued: _Issued, body: JSON, text: str, blocks: tuple[JSON, ...]) -> None:
        in_channel = body.get("response_type") == "in_channel"
        message = Message(
            channel=issued.channel,
            ts=self._workspace.stamps.ts(),
            user=self._app.bot_user,
            text=text,
            blocks=blocks,
            thread_ts=body.get("thread_ts"),
            by_app=True,
            only_for=None if in_channel else issued.person,
            metadata=body.get("metadata"),
        )
        self._workspace.post(message)
        if in_channel:
            self._events.posted(message)
        elif issued.original is None:
            issued.original = message.ts

    def _original(self, issued: _Issued) -> Message | None:
        try:
            return self._workspace.find_any(issued.original or "")
        except SlackError:
            return None
