"""A PostgreSQL of the tests' own: on a loopback port, in a folder that goes away, stopped and started at will."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

START_WITHIN = 30.0
"""Seconds."""

LIGHT = {"fsync": "off", "shared_buffers": "16MB", "unix_socket_directories": "", "listen_addresses": "127.0.0.1"}
"""Settings of a server whose data nobody will miss."""


def postgresql_binaries() -> Path | None:
    """The folder with `initdb` and `postgres`, newest version first; None where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


class PostgreSQL:
    """One server with as many databases as tests ask for."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self._binaries = binaries
        self._cluster = folder / "cluster"
        self._log = folder / "log"
        self._numbers = itertools.count(1)
        self._port = _free_port()
        self._server: subprocess.Popen[bytes] | None = None
        # PostgreSQL does not run as root.
        self._user = _unprivileged() if os.geteuid() == 0 else None
        if self._user is not None:
            shutil.chown(folder, self._user)
        command = [self._binaries / "initdb", "-D", self._cluster, "-U", "tests", "-A", "trust", "-E", "UTF8", "-N"]
        subprocess.run(  # noqa: S603 - PostgreSQL's own program, with arguments from above
            command, check=True, capture_output=True, user=self._user, extra_groups=self._groups, cwd=folder
        )

    def start(self) -> None:
        """Serve, and come back when it takes connections."""
        settings = [word for name, value in LIGHT.items() for word in ("-c", f"{name}={value}")]
        command = [self._binaries / "postgres", "-D", self._cluster, "-p", str(self._port), *settings]
        with self._log.open("ab") as log:
            self._server = subprocess.Popen(  # noqa: S603 - PostgreSQL's own program, with arguments from above
                command, stdout=log, stderr=log, user=self._user, extra_groups=self._groups, cwd=self._log.parent
            )
        until = time.monotonic() + START_WITHIN
        while not self._is_up():
            if self._server.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"PostgreSQL does not start:\n{self._log.read_text()}")
            time.sleep(0.05)

    def stop(self) -> None:
        """End it at once, as a machine that goes down does; connections break."""
        if self._server is not None:
            self._server.send_signal(3)  # SIGQUIT, "immediate shutdown"
            self._server.wait()
            self._server = None

    def new_database(self) -> str:
        """The address of an empty database, as an administrator would write it."""
        name = f"test_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name}")
        return f"postgresql://tests@127.0.0.1:{self._port}/{name}"

    @property
    def _groups(self) -> list[int] | None:
        return None if self._user is None else []

    def _is_up(self) -> bool:
        try:
            self._run("SELECT 1")
        except OperationalError:
            return False
        return True

    def _run(self, statement: str) -> None:
        url = f"postgresql+psycopg://tests@127.0.0.1:{self._port}/postgres"
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                connection.execute(text(statement))
        finally:
            engine.dispose()


@contextmanager
def postgresql_server(binaries: Path) -> Iterator[PostgreSQL]:
    """A running server, gone with its folder at the end."""
    folder = Path(tempfile.mkdtemp(prefix="whyfailed-postgresql-"))
    try:
        server = PostgreSQL(binaries, folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


def _unprivileged() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
