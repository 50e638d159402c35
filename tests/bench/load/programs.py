"""The two programs under load, each in a process of its own."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

SIGNING_SECRET = "bench-signing-secret"  # noqa: S105 - known to both sides of this bench and to nobody else
BOT_TOKEN = "xoxb-bench"  # noqa: S105 - the same
OURS = (sys.executable, "-m", "bot", "serve")
BARE = (sys.executable, "-m", "tests.bench.load.bare")


@dataclass(frozen=True, slots=True)
class Program:
    """A running program."""

    url: str
    """Where Slack posts to."""
    process: subprocess.Popen[str]

    def megabytes(self) -> float:
        """The memory that it holds, as /metrics says it."""
        return self.figure("process_resident_memory_bytes") / 2**20

    def figure(self, name: str) -> float:
        """A figure of /metrics, its kinds together."""
        with urlopen(f"{self.url.partition('/slack/')[0]}/metrics", timeout=30) as page:  # noqa: S310 - our own address
            lines = page.read().decode().splitlines()
        return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))


@asynccontextmanager
async def running(
    command: tuple[str, ...], *, folder: Path, api_url: str, database_url: str | None = None
) -> AsyncIterator[Program]:
    """A program that serves, and is ended afterwards; what it keeps stands in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = {
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_API_URL": api_url,
        "DATABASE_URL": database_url or f"sqlite:///{folder / 'whyfailed.db'}",
        "MAIL_DIR": str(folder / "mail"),
        "PORT": "0",
        "PYTHONPATH": os.pathsep.join(path or os.getcwd() for path in sys.path),
    }
    process = subprocess.Popen(  # noqa: S603 - our own programs
        command, env={**os.environ, **settings}, cwd=folder, stderr=subprocess.PIPE, text=True
    )
    try:
        # in a thread, for it asks the Slack of this process who it is
        yield Program(await asyncio.to_thread(_address_of, process), process)
    finally:
        process.terminate()
        try:
            await asyncio.to_thread(process.wait, 20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _address_of(process: subprocess.Popen[str]) -> str:
    said: list[str] = []
    assert process.stderr is not None
    for line in process.stderr:
        said.append(line)
        if "Listening on " in line:
            # what it says later must not fill the pipe, or it would wait for us
            threading.Thread(target=process.stderr.read, daemon=True).start()
            return line.rpartition("Listening on ")[2].strip().rstrip(".")
    raise RuntimeError(f"The program did not start:\n{''.join(said)}")
