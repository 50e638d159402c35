"""The Web API: checks token, scope and rate, lets ordered faults happen, calls the method, remembers the call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from typing import Any

from bot.local.app import App
from bot.local.arguments import Arguments
from bot.local.faults import Fault, Faults
from bot.local.method import Context, Method
from bot.local.methods import METHODS
from bot.local.nouns import JSON, SlackError
from bot.local.rate_limits import RateLimits

_SCOPES_OF_KINDS = {"channel": "channels", "group": "groups", "im": "im"}
"""How scopes spell a conversation's kind."""


@dataclass(frozen=True, slots=True)
class Call:
    """One Web API call of the app, as it was answered."""

    method: str
    arguments: JSON
    answer: JSON
    status: int = 200


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back over HTTP."""

    body: JSON
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    """In seconds."""
    is_half: bool = False
    """Whether only the first half of the body is sent."""


class WebApi:
    """All methods behind one door."""

    def __init__(self, context: Context, *, faults: Faults, limits: RateLimits, clock: Callable[[], float]) -> None:
        self.calls: list[Call] = []
        self._clock = clock
        self._context = context
        self._faults = faults
        self._limits = limits

    def knows(self, token: str | None) -> bool:
        """Whether a token is, or was, of this workspace."""
        installation = self._context.app.installation
        return token == installation.bot_token or token in installation.dead

    def call(self, name: str, given: dict[str, Any], token: str | None) -> Reply:
        """Answer one call."""
        arguments = Arguments(given)
        fault = self._faults.next_of_call(name)
        if fault is None:
            retry_after = self._too_often(name, arguments)
            if retry_after is None:
                reply = Reply(self._answer(name, arguments, token or given.get("token")))
            else:
                reply = _broken(Fault(retry_after=retry_after))
        else:
            body = self._answer(name, arguments, token or given.get("token")) if fault.takes_effect else {}
            spoiled = _broken(fault) if fault.spoils_answer else None
            reply = spoiled or Reply(body, delay=fault.delay, is_half=fault.half_sent)
        self.calls.append(Call(name, arguments.as_json(), reply.body, reply.status))
        self._context.workspace.changed()
        return replace(reply, headers={**reply.headers, **self._headers(token or given.get("token"))})

    def _headers(self, token: str | None) -> dict[str, str]:
        """What comes with every answer: Slack's time, and what the token may do (docs.slack.dev, apis/web-api)."""
        app = self._context.app
        headers = {"date": formatdate(self._clock(), usegmt=True)}
        if token == app.app_token:
            headers["x-oauth-scopes"] = "connections:write"
        elif token == app.bot_token and app.scopes is not None:
            headers["x-oauth-scopes"] = ",".join(sorted(app.scopes))
        return headers

    def _too_often(self, name: str, arguments: Arguments) -> int | None:
        """The seconds of Retry-After where the app calls more often than its tier."""
        if name not in METHODS:
            return None
        return self._limits.take(name, tier=METHODS[name].tier, channel=arguments.text("channel"))

    def _answer(self, name: str, arguments: Arguments, token: str | None) -> JSON:
        method = METHODS.get(name)
        try:
            if method is None:
                raise SlackError("unknown_method", req_method=name)
            _check_token(method, token, self._context.app)
            self._check_scope(method, arguments)
            return {"ok": True, **method.answer(self._context, arguments)}
        except SlackError as problem:
            return {"ok": False, "error": problem.error, **problem.details}

    def _check_scope(self, method: Method, arguments: Arguments) -> None:
        app = self._context.app
        needed = method.scope
        if needed and needed.startswith("*:"):
            channel = self._context.workspace.channel(arguments.required("channel", "channel_not_found"))
            needed = needed.replace("*", _SCOPES_OF_KINDS[channel.kind])
        if needed and not app.may(needed):
            raise SlackError("missing_scope", needed=needed, provided=",".join(sorted(app.scopes or ())))


def _check_token(method: Method, token: str | None, app: App) -> None:
    if method.token == "none":  # noqa: S105 (a kind of token, not one)
        return
    if not token:
        raise SlackError("not_authed")
    if token in app.installation.dead:
        raise SlackError(app.installation.dead[token])
    if token not in (app.bot_token, app.app_token):
        raise SlackError("invalid_auth")
    wanted = app.app_token if method.token == "app" else app.bot_token  # noqa: S105 (a kind of token, not one)
    if token != wanted:
        raise SlackError("not_allowed_token_type")


def _broken(fault: Fault) -> Reply:
    if fault.retry_after is not None:
        headers = {"Retry-After": str(fault.retry_after)}
        return Reply({"ok": False, "error": fault.error or "ratelimited"}, 429, headers, fault.delay)
    return Reply({"ok": False, "error": fault.error or "internal_error"}, fault.status, {}, fault.delay)
