"""The Bolt app, and its Socket Mode link."""

from __future__ import annotations

import contextlib
import logging
import socket
from collections.abc import Callable
from typing import cast

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError

from bot.errors import SettingsError, SlackUnreachableError
from bot.slack import trouble
from bot.slack.clients import Clients, sdk_log, web_client
from bot.slack.workers import Workers

log = logging.getLogger(__name__)


class _BoltApp(App):
    """Bolt's app, for whose acknowledgements answers wait."""

    workers: Workers

    def dispatch(self, req: BoltRequest) -> BoltResponse:
        """Call the listener of a request; what it returns is the acknowledgement."""
        with self.workers.held():
            return super().dispatch(req)


def bolt_app(
    clients: Clients,
    workers: Workers,
    *,
    api_url: str,
    signing_secret: str,
    new_id: Callable[[], str],
    not_installed: str | None = None,
) -> App:
    """An app without listeners, that calls nobody at its start; `signing_secret` is not used in Socket Mode.

    No job of `workers` begins while a request is taken. `not_installed` is what somebody reads who uses it in a
    workspace for which we have no token.
    """

    def authorize(team_id: str | None, enterprise_id: str | None) -> AuthorizeResult | None:
        return clients.authorize(team_id)

    # A client that has a token makes Bolt warn that it is not used: authorize gives it to each request.
    app = _BoltApp(
        name="whyfailed",
        client=web_client(token=None, api_url=api_url),
        authorize=cast("Callable[..., AuthorizeResult]", authorize),  # Bolt takes None, too: not installed
        signing_secret=signing_secret,
        process_before_response=True,
        logger=sdk_log,
        user_facing_authorize_error_message=not_installed,
    )
    app.workers = workers

    def on_error(error: Exception) -> BoltResponse:
        """Slack hears that it went wrong, and sends events again; nobody else hears what."""
        reference = new_id()
        trouble.report(log, error, reference=reference, doing="taking a payload")
        return BoltResponse(status=500, body={"error": "internal error", "reference": reference})

    app.error(on_error)
    return app


class SocketMode:
    """The websocket over which Slack sends everything, opened by us."""

    def __init__(self, app: App, *, app_token: str) -> None:
        self._handler = SocketModeHandler(app, app_token, logger=sdk_log)

    def open(self) -> None:
        """Connect. Raises SettingsError when Slack does not take the token, SlackUnreachableError without an answer."""
        try:
            self._handler.client.connect()
        except SlackApiError as problem:
            self.close()
            raise SettingsError(
                f"Slack does not open a Socket Mode link: {problem.response.get('error')}. "
                "Check SLACK_APP_TOKEN, and that Socket Mode is enabled in the app's settings."
            ) from None
        except OSError as problem:
            self.close()
            raise SlackUnreachableError(
                f"Slack could not be reached for a Socket Mode link: {problem}. Check the network and SLACK_API_URL."
            ) from None

    @property
    def is_connected(self) -> bool:
        """Whether Slack can send something right now."""
        return bool(self._handler.client.is_connected())

    def close(self) -> None:
        """Hang up, at once: by itself the client first waits for a read and for its queue, seconds each."""
        client = self._handler.client
        client.auto_reconnect_enabled = False
        client.closed = True
        client.message_queue.put(None)
        link = client.current_session
        if link is not None and link.sock is not None:
            with contextlib.suppress(OSError):
                link.sock.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(
            AttributeError
        ):  # both sides hang up at once, and slack_sdk looks at a link that is gone
            client.close()
