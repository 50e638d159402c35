"""Installing: the app is added to a workspace in a browser, by Slack's OAuth, and leaves its token with us.

/slack/install ─> Slack, where somebody allows it ─> /slack/oauth_redirect ─> the token is kept
The state is a random word that goes along, and comes back once, to the browser that began (RFC 6749, 10.12).
Source: docs.slack.dev, authentication/installing-with-oauth.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from urllib.parse import urlencode, urljoin

import limits
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from slack_bolt import BoltRequest, BoltResponse
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from slack_bolt.error import BoltError
from slack_bolt.oauth import OAuthFlow
from slack_bolt.oauth.callback_options import CallbackOptions, FailureArgs, SuccessArgs
from slack_bolt.oauth.oauth_settings import OAuthSettings
from slack_sdk import WebClient
from slack_sdk.oauth.installation_store import Installation
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.errors import StoreError
from bot.slack.clients import NO_ANSWER, sdk_log
from bot.slack.pages import HEADERS, InstallationPages, Outcome
from bot.slack.scopes import SCOPES
from bot.store.installations import Installations, InstallationStates

log = logging.getLogger(__name__)

INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"

MOST_BEGUN = limits.parse("60/minute")
"""Installations that may begin in this process: each writes a row, and anybody may open the page."""

_OUTCOMES: dict[str, tuple[Outcome, int]] = {
    "access_denied": ("cancelled", 200),
    "invalid_browser": ("stale", 400),
    "invalid_state": ("stale", 401),
    "missing_code": ("stale", 400),
    "invalid_code": ("refused", 401),
    "whole_organisation": ("whole_organisation", 409),
    "rotating": ("rotating", 409),
}
"""The page and the status for each reason of Bolt's, of Slack's (`access_denied`) and of ours."""


class _UnfitError(BoltError):
    """An installation that we cannot serve; says which outcome."""


class Installing(OAuthFlow):
    """Bolt's flow, with our pages and our store."""

    def __init__(
        self,
        client: WebClient,
        *,
        client_id: str,
        client_secret: str,
        redirect_url: str | None,
        installations: Installations,
        states: InstallationStates,
        pages: InstallationPages,
        installed: Callable[[str], None],
    ) -> None:
        """`installed` is called with the id of each workspace that is added."""
        self._pages = pages
        self._installed = installed
        self._begun = MovingWindowRateLimiter(MemoryStorage())
        super().__init__(
            client=client,
            logger=sdk_log,
            settings=OAuthSettings(
                client_id=client_id,
                client_secret=client_secret,
                scopes=sorted(SCOPES),
                user_scopes=[],
                redirect_uri=redirect_url,
                install_path=INSTALL_PATH,
                redirect_uri_path=REDIRECT_PATH,
                authorization_url=urljoin(client.base_url, "../oauth/v2/authorize"),
                installation_store=installations,
                state_store=states,
                callback_options=CallbackOptions(success=self._succeeded, failure=self._failed),
                logger=sdk_log,
            ),
        )

    @property
    def routes(self) -> list[Route]:
        """The two addresses that a browser opens."""
        return [Route(INSTALL_PATH, self._open_install), Route(REDIRECT_PATH, self._open_redirect)]

    def begin(self, request: BoltRequest) -> BoltResponse:
        """The page from which somebody goes to Slack."""
        if not self._begun.hit(MOST_BEGUN):
            return self._page("busy", 429, address=INSTALL_PATH, headers={"Retry-After": "60"})
        try:
            return self.handle_installation(request)
        except StoreError as problem:
            log.error("%s Nobody can install the app.", problem)
            return self._page("not_kept", 503)

    def finish(self, request: BoltRequest) -> BoltResponse:
        """What somebody sees when Slack sends them back."""
        try:
            return self.handle_callback(request)
        except StoreError as problem:
            log.error("%s An installation was not kept.", problem)
            return self._page("not_kept", 503)
        except NO_ANSWER as problem:
            log.error("Slack gave no answer to an installation: %s.", type(problem).__name__)
            return self._page("unreachable", 502)

    def build_authorize_url(self, state: str, request: BoltRequest) -> str:
        """Where Slack asks whether the app may; a link may name the workspace as `?team=T012AB3CD`."""
        asked = {"client_id": self.client_id, "scope": ",".join(self.settings.scopes or ()), "state": state}
        asked |= {"user_scope": ""} | ({"redirect_uri": self.redirect_uri} if self.redirect_uri else {})
        team = (request.query.get("team") or [""])[0]
        if re.fullmatch(r"T[A-Z0-9]{1,30}", team):
            asked["team"] = team
        return f"{self.settings.authorization_url}?{urlencode(asked)}"

    def build_install_page_html(self, url: str, request: BoltRequest) -> str:
        """The page that says what is offered."""
        return self._pages.html("offer", address=url)

    def store_installation(self, request: BoltRequest, installation: Installation) -> None:
        """Keep it, if it is one that we can serve. Raises StoreError."""
        if installation.is_enterprise_install or not installation.team_id:
            raise _UnfitError("whole_organisation")
        if installation.bot_refresh_token:
            raise _UnfitError("rotating")
        super().store_installation(request, installation)
        self._installed(installation.team_id)
        log.info("The app is installed in workspace %s.", installation.team_id)

    def _succeeded(self, args: SuccessArgs) -> BoltResponse:
        return self._page("done", 200, workspace=args.installation.team_name or "your workspace")

    def _failed(self, args: FailureArgs) -> BoltResponse:
        reason = str(args.error) if isinstance(args.error, _UnfitError) else args.reason
        outcome, status = _OUTCOMES.get(reason, ("refused", 400))
        log.warning("An installation ended: %s.", reason if reason in _OUTCOMES else "for another reason of Slack's")
        return self._page(outcome, status)

    def _page(
        self,
        outcome: Outcome,
        status: int,
        *,
        address: str = INSTALL_PATH,
        workspace: str = "",
        headers: dict[str, str] | None = None,
    ) -> BoltResponse:
        """A page that ends it: its cookie goes."""
        cookie = self.settings.state_utils.build_set_cookie_for_deletion()
        body = self._pages.html(outcome, address=address, workspace=workspace)
        return BoltResponse(status=status, body=body, headers={**(headers or {}), "Set-Cookie": [cookie]})

    async def _open_install(self, request: Request) -> Response:
        return await _answered(self.begin, request)

    async def _open_redirect(self, request: Request) -> Response:
        return await _answered(self.finish, request)


async def _answered(step: Callable[[BoltRequest], BoltResponse], request: Request) -> Response:
    answer = to_starlette_response(await run_in_threadpool(step, to_bolt_request(request, b"")))
    answer.headers.update(HEADERS)
    return answer
