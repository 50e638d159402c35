"""A mail server for each test that wants one, and an outbox with a mail in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from mail_server import MailServer, Opener

from bot.store.database import Database


@pytest.fixture
def open_mail_server(tmp_path: Path) -> Iterator[Opener]:
    """Opens mail servers: `tls` is starttls, implicit or none."""
    with ExitStack() as stack:

        def open_one(*, tls: str = "starttls", offers_auth: bool = True) -> MailServer:
            return stack.enter_context(MailServer(tmp_path, tls=tls, offers_auth=offers_auth).running())

        yield open_one


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty database."""
    database = Database(f"sqlite:///{tmp_path / 'whyfailed.db'}")
    yield database
    database.close()
