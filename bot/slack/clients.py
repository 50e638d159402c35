"""Clients: who calls Slack in which workspace, with one token for the only one or with the token of each."""

from __future__ import annotations

import logging
import ssl
import threading
from dataclasses import dataclass
from functools import cache
from http.client import HTTPException
from typing import Any, Protocol
from urllib.request import Request

from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.oauth.installation_store import Bot

from bot.errors import NotInstalledError, SettingsError, SlackUnreachableError, StoreError
from bot.slack.connections import Connections
from bot.store.clock import Clock
from bot.store.installations import Installations

log = logging.getLogger(__name__)

sdk_log = logging.getLogger("bot.slack.sdk")
"""What slack_bolt and slack_sdk log to. Below WARNING they log payloads, and with them questions and tokens; their only
warning at start is that a token in the environment is not used, which is how it should be."""
sdk_log.setLevel(logging.ERROR)
sdk_log.addHandler(logging.NullHandler())  # where there is no log, what went wrong is told in our own sentence

TIMEOUT = 10
"""Seconds for one call."""

KNOWN_FOR = 60.0
"""Seconds after which a token is read from the database again: another process may have seen it revoked or renewed."""

NO_ANSWER = (SlackClientError, OSError, HTTPException, ValueError)
"""What slack_sdk raises where Slack gives no answer; a ValueError is one that was cut off in the middle."""


def word_of(refused: SlackApiError) -> str:
    """Slack's word for why it refuses, such as `not_in_channel`; its status where it says none."""
    answer = refused.response
    word = answer.get("error") if isinstance(answer.data, dict) else None
    return str(word or f"status {answer.status_code}")


class _Client(WebClient):
    """slack_sdk's, over connections that are kept; where a proxy is set, slack_sdk opens its own for each call."""

    connections: Connections | None = None

    def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:
        if self.connections is None or self.proxy is not None:
            return super()._perform_urllib_http_request_internal(url, req)
        return self.connections.call(req)


def web_client(*, token: str | None, api_url: str, connections: Connections | None = None) -> WebClient:
    """A client that calls once: whether a call is repeated is for the outbox to decide, which knows what is safe.

    Without `connections` it opens one for each call.
    """
    client = _Client(
        token=token,
        base_url=api_url,
        timeout=TIMEOUT,
        ssl=certificates_for(api_url),
        logger=sdk_log,
        retry_handlers=[],
    )
    client.connections = connections
    return client


def connections_to(api_url: str) -> Connections:
    """Connections for `web_client`, to be closed when no call is made any more."""
    return Connections(api_url, timeout=TIMEOUT, certificates=certificates_for(api_url))


def certificates_for(url: str) -> ssl.SSLContext | None:
    """What the certificate behind an address is checked against, read once; None for one that has none.

    Python reads the machine's certificates for each connection, which takes longer than a whole answer.
    """
    return _certificates() if url.startswith("https:") else None


@cache
def _certificates() -> ssl.SSLContext:
    return ssl.create_default_context()


class Clients(Protocol):
    """Who calls Slack in a workspace, named by its id."""

    def of(self, team: str) -> WebClient:
        """Its client. Raises NotInstalledError, and SlackUnreachableError while its token cannot be read."""

    def authorize(self, team: str | None) -> AuthorizeResult | None:
        """As whom we take a payload from there; None where the app is not installed.

        Asks nobody but the database: Bolt's own way would call auth.test while Slack waits.
        Raises StoreError and SettingsError while its token cannot be read.
        """


class OneWorkspace:
    """One token, whatever workspace a payload names: shared channels bring payloads that name others."""

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def of(self, team: str) -> WebClient:
        """The one client."""
        return self._client

    def authorize(self, team: str | None) -> AuthorizeResult:
        """Always."""
        return AuthorizeResult(enterprise_id=None, team_id=team, bot_token=self._client.token)


@dataclass(frozen=True, slots=True)
class _Known:
    bot: Bot
    client: WebClient
    at: float


class ManyWorkspaces:
    """The token of each workspace from the database, remembered for a minute; thread-safe.

    While the database is down, what was known before goes on being used.
    """

    def __init__(self, installations: Installations, *, api_url: str, clock: Clock, connections: Connections) -> None:
        self._installations = installations
        self._api_url = api_url
        self._connections = connections
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[str, _Known] = {}

    def of(self, team: str) -> WebClient:
        """Its client. Raises NotInstalledError, and SlackUnreachableError while its token cannot be read."""
        try:
            known = self._look_up(team)
        except (StoreError, SettingsError) as problem:
            raise SlackUnreachableError(f"{problem} Until then nothing can be said in workspace {team}.") from None
        if known is None:
            raise NotInstalledError(team)
        return known.client

    def authorize(self, team: str | None) -> AuthorizeResult | None:
        """As whom we take a payload from there, or None. Raises StoreError and SettingsError."""
        known = self._look_up(team or "")
        if known is None:
            return None
        bot = known.bot
        return AuthorizeResult(
            enterprise_id=None, team_id=team, bot_token=bot.bot_token, bot_id=bot.bot_id, bot_user_id=bot.bot_user_id
        )

    def forget(self, team: str) -> None:
        """Read its token from the database the next time."""
        with self._lock:
            self._known.pop(team, None)

    def _look_up(self, team: str) -> _Known | None:
        now = self._clock.now()
        with self._lock:
            known = self._known.get(team)
        if known is not None and now - known.at < KNOWN_FOR:
            return known
        try:
            bot = self._installations.find_bot(team_id=team)
        except StoreError as problem:
            if known is None:
                raise
            log.error("%s Going on with the token of workspace %s that was read before.", problem, team)
            return known
        if bot is None:
            self.forget(team)
            return None
        client = web_client(token=bot.bot_token, api_url=self._api_url, connections=self._connections)
        found = _Known(bot, client, now)
        with self._lock:
            self._known[team] = found
        return found
