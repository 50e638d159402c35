"""A workspace with the whole program in it, over HTTP and over Socket Mode in turn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import Desk, Opener, opener
from many import Opener as OpenerOfTwo
from many import two_desks

from bot.knowledge_read import Knowledge
from bot.local.server import LoopbackSlack
from bot.slack.scopes import SCOPES


@pytest.fixture
def slack() -> Iterator[LoopbackSlack]:
    """A Slack without delays before its retries."""
    with LoopbackSlack(retry_delays=(0.0, 0.0, 0.0), scopes=SCOPES) as slack:
        yield slack


@pytest.fixture
def open_desk(slack: LoopbackSlack, knowledge: Knowledge, tmp_path: Path) -> Iterator[Opener]:
    """Opens desks over HTTP."""
    with opener(slack, knowledge, tmp_path, mode="http") as open_desk:
        yield open_desk


@pytest.fixture
def open_socket_desk(slack: LoopbackSlack, knowledge: Knowledge, tmp_path: Path) -> Iterator[Opener]:
    """Opens desks over Socket Mode."""
    with opener(slack, knowledge, tmp_path, mode="socket") as open_desk:
        yield open_desk


@pytest.fixture
def open_both(knowledge: Knowledge, tmp_path: Path) -> Iterator[OpenerOfTwo]:
    """Opens the program for two workspaces."""
    with two_desks(knowledge, tmp_path) as open_both:
        yield open_both


@pytest.fixture(params=["http", "socket"])
def desk(request: pytest.FixtureRequest, slack: LoopbackSlack, knowledge: Knowledge, tmp_path: Path) -> Iterator[Desk]:
    """One desk in each mode in turn."""
    with opener(slack, knowledge, tmp_path, mode=request.param) as open_desk:
        yield open_desk()
