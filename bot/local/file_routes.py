"""Where files are read: by the app with its token, and by the page, which never runs what it shows."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from bot.local.app import App
from bot.local.faults import Faults
from bot.local.files import Files
from bot.local.nouns import SlackError

SCOPE = "files:read"
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
"""What the page shows as a picture; all else it offers to save."""
SIGN_IN = "<!doctype html><title>Sign in | Slack</title><p>Sign in to your workspace to see this file."
"""What Slack answers, with status 200, to a request without the right token."""


FAULT = "url_private"
"""The name under which a fault of a download is ordered: late, or another status."""


def file_routes(files: Files, app: App, faults: Faults) -> list[BaseRoute]:
    """The addresses `url_private` and `url_private_download`, and the page's own."""

    async def private(request: Request) -> Response:
        fault = faults.next_of_call(FAULT)
        if fault is not None:
            await asyncio.sleep(fault.delay)
            if fault.status != 200:
                return Response(status_code=fault.status, headers={"Location": "/"})
        if request.headers.get("authorization") != f"Bearer {app.bot_token}" or not app.may(SCOPE):
            return HTMLResponse(SIGN_IN)
        try:
            file = files.find(request.path_params["file_id"])
        except SlackError:
            return HTMLResponse("<!doctype html><title>File not found</title>", 404)
        return Response(file.content, media_type=file.mimetype)

    async def shown(request: Request) -> Response:
        try:
            file = files.find(request.path_params["file_id"])
        except SlackError:
            return HTMLResponse("<!doctype html><title>File not found</title>", 404)
        headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}
        if file.mimetype in PICTURES:
            return Response(file.content, media_type=file.mimetype, headers=headers)
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
        return Response(file.content, media_type="application/octet-stream", headers=headers)

    return [Route("/files-pri/{file_id}/{name:path}", private), Route("/files/{file_id}", shown)]
