"""The HTTP surface: the Web API, response_urls, the Socket Mode link and the page, on one port."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from bot.local.neighbours import Neighbours
from bot.local.page.routes import Page
from bot.local.response_urls import ResponseUrls
from bot.local.socket_mode import SocketMode

HOSTS = ["127.0.0.1", "localhost"]
"""The names this server answers to, so that no foreign site can reach it through a name of its own."""


def application(
    web_api: Neighbours, response_urls: ResponseUrls, links: SocketMode, page: Page, files: Sequence[BaseRoute]
) -> Starlette:
    """The ASGI application of the loopback Slack."""

    async def call(request: Request) -> Response:
        given, problem = await arguments_of(request)
        if problem:
            return JSONResponse({"ok": False, "error": problem})
        given |= _client_of(request)
        reply = web_api.call(request.path_params["method"], given, _bearer(request))
        if reply.delay:
            await asyncio.sleep(reply.delay)
        if reply.is_half:
            text = json.dumps(reply.body)
            return Response(text[: len(text) // 2], reply.status, media_type="application/json")
        return JSONResponse(reply.body, reply.status, reply.headers)

    async def respond(request: Request) -> JSONResponse:
        given, problem = await arguments_of(request)
        if problem:
            return JSONResponse({"ok": False, "error": problem}, 400)
        status, body = response_urls.take(request.path_params["token"], given)
        return JSONResponse(body, status)

    return Starlette(
        routes=[
            Route("/api/{method}", call, methods=["GET", "POST"]),
            Route("/response/{token}", respond, methods=["POST"]),
            WebSocketRoute("/link", links.serve),
            *web_api.routes,
            *files,
            *page.routes,
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS)],
    )


async def arguments_of(request: Request) -> tuple[dict[str, Any], str | None]:
    """A request's arguments from its address and its JSON or form body; or Slack's word for what is wrong with it."""
    given: dict[str, Any] = dict(request.query_params)
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            body = json.loads(await request.body() or "{}")
        except ValueError:
            return {}, "invalid_json"
        if not isinstance(body, dict):
            return {}, "json_not_object"
        return {**given, **body}, None
    async with request.form() as form:
        return {**given, **dict(form)}, None


def _client_of(request: Request) -> dict[str, str]:
    """The app's own id and secret, which `oauth.v2.access` takes as HTTP Basic authentication."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return {}
    client_id, _, secret = base64.b64decode(given).decode(errors="replace").partition(":")
    return {"client_id": client_id, "client_secret": secret}


def _bearer(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else None
