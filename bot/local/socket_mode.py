"""Delivery by Socket Mode: the websocket that an app opens, with envelopes and acknowledgements.

Source: docs.slack.dev, apis/events-api/using-socket-mode. Pings are answered by the websocket server itself.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.local.delivery import EVENT, Attempt
from bot.local.nouns import JSON
from bot.local.stamps import Stamps


@dataclass(slots=True)
class _Waiting:
    """Someone who waits for the acknowledgement of one envelope."""

    done: threading.Event = field(default_factory=threading.Event)
    answer: Any = None


class SocketMode:
    """All open links to the app; each envelope goes to one of them, in turn."""

    def __init__(self, *, app_id: str, stamps: Stamps) -> None:
        self._app_id = app_id
        self._stamps = stamps
        self._tickets: set[str] = set()
        self._links: list[tuple[WebSocket, asyncio.AbstractEventLoop]] = []
        self._waiting: dict[str, _Waiting] = {}
        self._turn = 0
        self._is_refusing = False
        self._changed = threading.Condition()

    def ticket(self) -> str:
        """What `apps.connections.open` puts into the address; good for one link."""
        ticket = self._stamps.token()
        self._tickets.add(ticket)
        return ticket

    def wait_for_link(self, seconds: float) -> bool:
        """Whether an app is connected, at the latest after `seconds`."""
        with self._changed:
            return self._changed.wait_for(lambda: bool(self._links), timeout=seconds)

    def refuse(self) -> None:
        """Open no link any more, as behind a proxy that knows no websockets."""
        self._is_refusing = True

    async def serve(self, websocket: WebSocket) -> None:
        """One link, from the hello until either side closes it."""
        ticket = websocket.query_params.get("ticket", "")
        if self._is_refusing or ticket not in self._tickets:
            await websocket.close(code=1008, reason="unknown ticket")
            return
        self._tickets.discard(ticket)
        await websocket.accept()
        link = (websocket, asyncio.get_running_loop())
        await websocket.send_text(json.dumps(self._hello()))
        with self._changed:
            self._links.append(link)
            self._changed.notify_all()
        try:
            while True:
                self._take(await websocket.receive_text())
        except (WebSocketDisconnect, KeyError):
            # KeyError: a binary frame, which Slack's links do not carry either.
            pass
        finally:
            with self._changed:
                self._links.remove(link)

    def send(self, kind: str, payload: JSON, *, retry_num: int, reason: str | None, seconds: float) -> Attempt:
        """Send one envelope and wait up to `seconds` for its acknowledgement."""
        began = time.monotonic()
        with self._changed:
            if not self._links:
                return Attempt(retry_num, 0.0, failure="connection_failed")
            self._turn += 1
            websocket, loop = self._links[self._turn % len(self._links)]
        envelope_id = self._stamps.token()
        envelope: JSON = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != EVENT,
        }
        if kind == EVENT:
            envelope |= {"retry_attempt": retry_num, "retry_reason": "timeout" if retry_num else ""}
        waiting = self._waiting[envelope_id] = _Waiting()
        asyncio.run_coroutine_threadsafe(_send(websocket, json.dumps(envelope)), loop)
        in_time = waiting.done.wait(seconds)
        del self._waiting[envelope_id]
        failure = None if in_time else "timeout"
        return Attempt(retry_num, time.monotonic() - began, failure, answer=waiting.answer)

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tell every link to reconnect, as Slack does every few hours."""
        with self._changed:
            links = tuple(self._links)
        for websocket, loop in links:
            text = json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "loopback"}})
            asyncio.run_coroutine_threadsafe(_send(websocket, text, and_close=True), loop)

    def drop(self) -> None:
        """Close every link without a word, as a broken network does."""
        with self._changed:
            links = tuple(self._links)
        for websocket, loop in links:
            asyncio.run_coroutine_threadsafe(_send(websocket, None, and_close=True), loop)

    def _hello(self) -> JSON:
        return {
            "type": "hello",
            "num_connections": len(self._links) + 1,
            "connection_info": {"app_id": self._app_id},
            "debug_info": {"host": "loopback", "approximate_connection_time": 3600},
        }

    def _take(self, text: str) -> None:
        try:
            acknowledgement = json.loads(text)
        except ValueError:
            return
        if isinstance(acknowledgement, dict):
            waiting = self._waiting.get(str(acknowledgement.get("envelope_id")))
            if waiting:
                waiting.answer = acknowledgement.get("payload")
                waiting.done.set()


async def _send(websocket: WebSocket, text: str | None, *, and_close: bool = False) -> None:
    """Send on a link that may just have gone; whoever waits for an answer then sees none."""
    try:
        if text is not None:
            await websocket.send_text(text)
        if and_close:
            await websocket.close()
    except (RuntimeError, WebSocketDisconnect):
        return
