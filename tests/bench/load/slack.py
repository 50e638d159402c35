"""A Slack that costs next to nothing: asks, signs, takes what is posted, and notes when. `bot/local` does far more."""

from __future__ import annotations

import asyncio
import json
import math
import os
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

from bot.local.signed_http import signature
from tests.bench.load.programs import SIGNING_SECRET
from tests.bench.timing import Times

BOT_USER = "U0BOT"
WAITED = 60.0
"""Seconds after which an answer counts as one that never came."""

_THREAD = re.compile(rb'"thread_ts": ?"([0-9.]+)"')
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_METHOD = re.compile(rb"(?:POST|GET) /api/([\w.]+)")
_CLOSES = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Run:
    """What so many questions at once came to."""

    seconds: float
    answers: Times
    """From sending a question until its answer was posted, in milliseconds."""
    acknowledgements: Times
    busy: float
    """Share of all cores' time that the whole machine worked meanwhile, 0..1; not a number where it does not tell."""

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.answers.sorted) / self.seconds


class Slack:
    """The Web API on loopback, and those who ask; use as `async with`."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._asked = 0
        self._posted: dict[bytes, asyncio.Future[float]] = {}
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Slack:
        self._server = await asyncio.get_running_loop().create_server(lambda: _Api(self), "127.0.0.1", 0, backlog=512)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()

    @property
    def api_url(self) -> str:
        """What SLACK_API_URL has to be."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/api/"

    async def ask(self, urls: Sequence[str], *, at_once: int, questions: int) -> Run:
        """Ask so many questions, `at_once` people each waiting for an answer before the next; by turns at each url."""
        answers: list[float] = []
        acknowledgements: list[float] = []
        last = self._asked + questions
        begun, worked = time.perf_counter(), _worked()

        async def person(number: int) -> None:
            link = _Link(urls[number % len(urls)])
            await link.open()
            try:
                while self._asked < last:
                    self._asked += 1
                    await self._one(link, self._asked, answers, acknowledgements)
            finally:
                link.close()

        await asyncio.gather(*(person(number) for number in range(at_once)))
        seconds = time.perf_counter() - begun
        busy = (_worked() - worked) / seconds / (os.cpu_count() or 1)
        return Run(seconds, Times(sorted(answers)), Times(sorted(acknowledgements)), busy)

    async def _one(self, link: _Link, number: int, answers: list[float], acknowledgements: list[float]) -> None:
        ts = f"{1_700_000_000 + number}.000100"
        posted = self._posted[ts.encode()] = asyncio.get_running_loop().create_future()
        sent = time.perf_counter()
        status = await link.post(_event(number, ts, self._texts[number % len(self._texts)]))
        acknowledgements.append((time.perf_counter() - sent) * 1000)
        assert status == 200, status
        answers.append((await asyncio.wait_for(posted, WAITED) - sent) * 1000)
        del self._posted[ts.encode()]

    def take(self, method: bytes, body: bytes) -> bytes:
        """What the Web API says."""
        if method == b"auth.test":
            return b'{"ok": true, "user_id": "U0BOT", "bot_id": "B0BOT", "team_id": "T0BENCH", "url": "http://x/"}'
        if method == b"chat.postMessage":
            thread = _THREAD.search(body)
            waiting = self._posted.get(thread[1]) if thread is not None else None
            if waiting is not None and not waiting.done():
                waiting.set_result(time.perf_counter())
        return b'{"ok": true, "ts": "1800000000.000100", "channel": "C0BENCH"}'


class _Api(asyncio.Protocol):
    """One connection to the Web API, which stays open unless the caller asks to close it, as slack_sdk does."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._got = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._got += data
        head, found, body = self._got.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not found or (length is not None and len(body) < int(length[1])):
            return
        self._got = b""
        method = _METHOD.match(head)
        said = self._slack.take(method[1] if method is not None else b"", body)
        closes = _CLOSES.search(head) is not None
        lines = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + b"Connection: close\r\n" * closes
        assert isinstance(self._transport, asyncio.Transport)
        self._transport.write(lines + b"Content-Length: %d\r\n\r\n" % len(said) + said)
        if closes:
            self._transport.close()


class _Link:
    """A connection to the program that stays open, as Slack's do."""

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)

    async def open(self) -> None:
        self._reader, self._writer = await asyncio.open_connection(self._url.hostname, self._url.port)

    def close(self) -> None:
        self._writer.close()

    async def post(self, body: bytes) -> int:
        """The status of a signed request."""
        headers = {
            **signature(SIGNING_SECRET, body, at=int(time.time())),
            "Host": "127.0.0.1",
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._writer.write(f"POST {self._url.path} HTTP/1.1\r\n{lines}\r\n".encode() + body)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        await self._reader.readexactly(int(length[1]) if length is not None else 0)
        return int(head.split(b" ", 2)[1])


def _event(number: int, ts: str, text: str) -> bytes:
    """A mention in one of twenty channels, by one of a hundred people."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    event = {
        "type": "app_mention",
        "channel": f"C0BENCH{number % 20}",
        "user": f"U0ASKER{number % 100}",
        "ts": ts,
        "text": f"<@{BOT_USER}> {escaped}",
    }
    envelope = {
        "type": "event_callback",
        "team_id": "T0BENCH",
        "api_app_id": "A0BENCH",
        "event_id": f"Ev{number:010}",
        "event_time": int(time.time()),
        "authorizations": [{"team_id": "T0BENCH", "user_id": BOT_USER, "is_bot": True}],
        "event": event,
    }
    return json.dumps(envelope).encode()


def _worked() -> float:
    """Seconds that the machine's cores have worked since it started, as Linux counts them (proc(5))."""
    try:
        spent = [int(ticks) for ticks in Path("/proc/stat").read_text().partition("\n")[0].split()[1:9]]
    except OSError:
        return math.nan
    idle, waiting = spent[3:5]
    return (sum(spent) - idle - waiting) / os.sysconf("SC_CLK_TCK")
