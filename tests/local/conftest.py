"""A running loopback Slack, and the tiny app connected to it in both modes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient
from tiny_app import TinyApp, connected

from bot.local.server import LoopbackSlack


@pytest.fixture
def slack() -> Iterator[LoopbackSlack]:
    """A running loopback Slack without delays before retries."""
    with LoopbackSlack(retry_delays=(0.0, 0.0, 0.0)) as slack:
        yield slack


@pytest.fixture(params=["http", "socket"])
def app(request: pytest.FixtureRequest, slack: LoopbackSlack) -> Iterator[TinyApp]:
    """The tiny app, connected in both modes in turn."""
    with connected(slack, request.param) as app:
        yield app


@pytest.fixture
def client(slack: LoopbackSlack) -> WebClient:
    """A Web API client with the app's token."""
    return WebClient(token=slack.bot_token, base_url=slack.api_url)
