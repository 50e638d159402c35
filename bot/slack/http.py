"""The server that Slack posts to: Starlette under uvicorn, with Bolt in a thread pool behind a signature check."""

from __future__ import annotations

import errno
import socket
import threading
from collections.abc import Sequence

import uvicorn
from slack_bolt import App
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from slack_sdk.signature import Clock as SignatureClock
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.errors import PortInUseError

EVENTS_PATH = "/slack/events"
LARGEST_BODY = 1_000_000
"""Bytes; Slack's own largest, a modal's state, is a quarter of it."""


def http_app(bolt: App, *, signing_secret: str, routes: Sequence[BaseRoute] = ()) -> Starlette:
    """The ASGI application: Slack's requests at /slack/events, and whatever else is served beside."""
    verifier = SignatureVerifier(signing_secret, SignatureClock())

    async def take(request: Request) -> Response:
        try:
            body = await _body_of(request)
        except ClientDisconnect:
            return Response(status_code=400)
        if body is None:
            return JSONResponse({"error": f"more than {LARGEST_BODY} bytes"}, 413)
        # Bolt checks the signature as well, but reads the body first, and logs what it refuses.
        if not _is_signed(request, body, verifier):
            return JSONResponse({"error": "invalid request"}, 401)
        try:
            bolt_request = to_bolt_request(request, body)
        except (ValueError, TypeError, AttributeError, RecursionError):
            # Bolt takes for granted that JSON is an object, and not nested thousands of times.
            return JSONResponse({"error": "the body is not what its content type says"}, 400)
        return to_starlette_response(await run_in_threadpool(bolt.dispatch, bolt_request))

    return Starlette(routes=[Route(EVENTS_PATH, take, methods=["POST"]), *routes])


async def _body_of(request: Request) -> bytes | None:
    """The whole body, or None as soon as it is too long."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            return None
    return body


def _is_signed(request: Request, body: bytes, verifier: SignatureVerifier) -> bool:
    """Whether Slack signed this within five minutes (docs.slack.dev, verifying-requests-from-slack)."""
    timestamp = request.headers.get("x-slack-request-timestamp", "")
    signature = request.headers.get("x-slack-signature", "")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 16 and signature.isascii()):
        return False
    try:
        return verifier.is_valid(body, timestamp, signature)
    except UnicodeDecodeError:
        return False


class HttpServer:
    """Serves an ASGI application on one address, from `start` to `close`."""

    def __init__(self, app: Starlette, *, host: str, port: int) -> None:
        """Take the port, 0 for any free one. Raises PortInUseError."""
        self._socket = _listening(host, port)
        self.port: int = self._socket.getsockname()[1]
        self.address = f"http://{host}:{self.port}"
        config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=3)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), name="http", daemon=True)

    def start(self) -> None:
        """Serve in a thread of its own; the port listens already, so that nobody is turned away meanwhile."""
        self._thread.start()

    def close(self) -> None:
        """Finish what is being answered, and let go of the port."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join()
        self._socket.close()


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, for otherwise asyncio leaves Nagle's algorithm on (base_events.py, _set_nodelay): over a connection
    # that stays open each acknowledgement, written in two pieces, would then take 40 ms longer.
    listening = socket.socket(family, proto=socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as problem:
        listening.close()
        if problem.errno == errno.EADDRINUSE:
            raise PortInUseError(
                f"Port {port} on {host} is in use by another program. Stop that program, or set PORT to another one."
            ) from None
        raise PortInUseError(
            f"It is not possible to listen on {host}, port {port}: {problem.strerror}. Set HOST and PORT."
        ) from None
    listening.listen(128)
    return listening
