"""The whole program in a workspace, and a browser in front of its page."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import Browser, Page, chromium, chromium_path
from stage import Stage, stage

from bot.knowledge_read import Knowledge


@pytest.fixture(scope="session")
def started_browser() -> Iterator[Browser]:
    """Chromium, started once; where there is none the journeys are skipped, but never in CI."""
    path = chromium_path()
    if path is None and os.environ.get("CI") != "true":
        pytest.skip("no Chromium on this machine; install one, or name one in CHROMIUM")
    with chromium(path or "chromium") as browser:
        yield browser


@pytest.fixture
def browser(started_browser: Browser) -> Iterator[Browser]:
    """Chromium without a page of another test."""
    yield started_browser
    started_browser.close_pages()


@pytest.fixture
def here(knowledge: Knowledge, tmp_path: Path) -> Iterator[Stage]:
    """A workspace with the program in it."""
    with stage(knowledge, tmp_path) as here:
        yield here


@pytest.fixture
def maya(browser: Browser, here: Stage) -> Page:
    """Maya's window, on #invitations."""
    page = browser.page()
    page.open(here.address("maya"))
    return page
