"""Neighbours: several workspaces in one Slack, with one app, its address and its OAuth; each has its own people."""

from __future__ import annotations

import html
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.local.app import App
from bot.local.method import Context
from bot.local.nouns import JSON
from bot.local.web_api import Reply, WebApi

CODE_SECONDS = 600.0
"""For so long a code can be exchanged (docs.slack.dev, authentication/installing-with-oauth)."""
AUTHORIZE_PATH = "/oauth/v2/authorize"
ACCESS = "oauth.v2.access"

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><main><h1>{title}</h1><p>{told}</p>{buttons}</main></html>"""
_BUTTON = '<p><a href="{address}">{label}</a></p>'


@dataclass(frozen=True, slots=True)
class _Code:
    team: str
    redirect_uri: str
    installer: str
    at: float


class Neighbours:
    """Finds the workspace of a token, asks on a page whether the app may, and exchanges codes for tokens."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.redirect_urls: list[str] = []
        """What stands in the app's settings under Redirect URLs."""
        self._clock = clock
        self._workspaces: dict[str, tuple[Context, WebApi]] = {}
        self._codes: dict[str, _Code] = {}

    def join(self, context: Context, web_api: WebApi) -> None:
        """Another workspace."""
        self._workspaces[context.workspace.team] = (context, web_api)

    def call(self, name: str, given: JSON, token: str | None) -> Reply:
        """Answer a call in the workspace of its token; without one, in the first."""
        if name == ACCESS:
            return Reply(self._access(given))
        apis = [api for _, api in self._workspaces.values()]
        asked = token or given.get("token")
        return next((api for api in apis if api.knows(asked)), apis[0]).call(name, given, token)

    @property
    def _app(self) -> App:
        """The app, as the first workspace has it; id and secret are the same in all."""
        return next(iter(self._workspaces.values()))[0].app

    @property
    def routes(self) -> list[BaseRoute]:
        """The page on which somebody allows an app, and its buttons."""
        return [Route(AUTHORIZE_PATH, self._ask), Route(f"{AUTHORIZE_PATH}/{{team}}", self._allow)]

    async def _ask(self, request: Request) -> Response:
        """Which workspace, and whether; Slack names what is wrong with the address on a page of its own."""
        asked = request.query_params
        problem = self._problem(asked.get("client_id", ""), asked.get("redirect_uri", ""))
        if problem:
            told = f"Something went wrong when authorizing this app. Error details: {problem}"
            return HTMLResponse(_page("Authorize", told, {}), 400)
        teams = [team for team in self._workspaces if asked.get("team") in (None, team)]
        buttons = {
            f"Allow in {self._workspaces[team][0].workspace.name}": f"{AUTHORIZE_PATH}/{team}?{urlencode(dict(asked))}"
            for team in teams
        }
        back = self._back(asked.get("redirect_uri", ""))
        buttons["Cancel"] = f"{back}?{urlencode({'error': 'access_denied', 'state': asked.get('state', '')})}"
        told = f"It asks for: {asked.get('scope', '').replace(',', ', ')}"
        return HTMLResponse(_page(f"{self._app.name} is requesting permission to access a workspace", told, buttons))

    async def _allow(self, request: Request) -> Response:
        team, asked = request.path_params["team"], request.query_params
        if team not in self._workspaces or self._problem(asked.get("client_id", ""), asked.get("redirect_uri", "")):
            return HTMLResponse(_page("Authorize", "Something went wrong when authorizing this app.", {}), 400)
        redirect_uri, code = asked.get("redirect_uri", ""), secrets.token_hex(12)
        installer = self._workspaces[team][0].workspace.people[0].id
        self._codes[code] = _Code(team, redirect_uri, installer, self._clock())
        return RedirectResponse(
            f"{self._back(redirect_uri)}?{urlencode({'code': code, 'state': asked.get('state', '')})}", 302
        )

    def _problem(self, client_id: str, redirect_uri: str) -> str:
        """Slack's word for what is wrong with a request for permission, or nothing."""
        if client_id != self._app.client_id:
            return "invalid_client_id"
        if not self.redirect_urls or not any((redirect_uri or url).startswith(url) for url in self.redirect_urls):
            return "bad_redirect_uri"
        return ""

    def _back(self, redirect_uri: str) -> str:
        return redirect_uri or self.redirect_urls[0]

    def _access(self, given: JSON) -> JSON:
        """`oauth.v2.access` (docs.slack.dev, reference/methods/oauth.v2.access)."""
        code = self._codes.pop(str(given.get("code")), None)
        if given.get("client_id") != self._app.client_id:
            return {"ok": False, "error": "invalid_client_id"}
        if given.get("client_secret") != self._app.client_secret:
            return {"ok": False, "error": "bad_client_secret"}
        if code is None or self._clock() - code.at > CODE_SECONDS:
            return {"ok": False, "error": "invalid_code"}
        if str(given.get("redirect_uri") or "") != code.redirect_uri:
            return {"ok": False, "error": "bad_redirect_uri"}
        context, _ = self._workspaces[code.team]
        context.app.installation.put_in()
        return {
            "ok": True,
            "access_token": context.app.bot_token,
            "token_type": "bot",
            "scope": ",".join(sorted(context.app.scopes or ())),
            "bot_user_id": context.app.bot_user,
            "app_id": context.app.app_id,
            "team": {"id": code.team, "name": context.workspace.name},
            "enterprise": None,
            "is_enterprise_install": False,
            "authed_user": {"id": code.installer},
        }


def _page(title: str, told: str, buttons: dict[str, str]) -> str:
    links = "".join(_BUTTON.format(address=html.escape(to), label=html.escape(label)) for label, to in buttons.items())
    return _PAGE.format(title=html.escape(title), told=html.escape(told), buttons=links)
