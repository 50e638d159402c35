"""Everything that is said to Slack: the one caller of the Web API and of response_urls.

Source: docs.slack.dev, reference/methods and apis/web-api/rate-limits.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from copy import copy
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse
from slack_sdk.webhook import WebhookClient

from bot.answers.message import Message
from bot.errors import SlackRefusedError, SlackUnreachableError
from bot.slack.clients import TIMEOUT, Clients, sdk_log
from bot.store.clock import Clock

log = logging.getLogger(__name__)

ANSWER_EVENT = "whyfailed_answer"
"""The event_type in the metadata of every message that we post."""

ATTEMPTS = 3
LONGEST_WAIT = 60.0
"""Seconds that we wait when Slack says Retry-After; longer is left to the next round of recovery."""

UNFIT_MESSAGE = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "metadata_too_large", "msg_blocks_too_long", "msg_too_long", "no_text"}
)
"""Errors that are about the message, not the place: a plainer one can be sent instead."""

NO_MEMBER = frozenset({"channel_not_found", "not_in_channel"})
"""Errors for a conversation that we are not in; a private one is not even known to us."""

NO_PLACE = NO_MEMBER | {
    "is_archived",
    "restricted_action",
    "restricted_action_read_only_channel",
    "restricted_action_thread_locked",
    "thread_not_found",
}
"""Errors about the place: we may not post there, whatever the message."""

NO_TRIGGER = frozenset({"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired"})
"""Errors of a press that was too long ago, or that opened a modal already."""

_FOR_GOOD = (
    UNFIT_MESSAGE
    | NO_PLACE
    | NO_TRIGGER
    | {
        "cant_update_message",
        "edit_window_closed",
        "message_not_found",
        "not_found",
        "user_not_found",
        "user_not_in_channel",
    }
)
"""Errors that the same call meets again. Others (a revoked token, a missing scope, trouble at Slack) may be mended."""

_DEAD_TOKEN = frozenset({"account_inactive", "invalid_auth", "token_expired", "token_revoked"})
"""What Slack says of a token that will never work again (docs.slack.dev, reference/methods/auth.test)."""

_OF_RESPONSE_URLS = ("used_url", "expired_url", "no_text", "invalid_blocks", "invalid_payload", "channel_not_found")


def _nothing() -> None:
    """Nothing to check before an attempt."""


def _unheard(method: str, code: str) -> None:
    """Nobody counts."""


class Outbox:
    """Posts, changes and reads messages as the bot of one workspace; thread-safe.

    `of(team)` gives the one of a workspace; only an answer on a response_url needs none.
    """

    def __init__(self, clients: Clients, *, clock: Clock, failed: Callable[[str, str], None] = _unheard) -> None:
        """`failed` hears of every call that did not do what it should, with its method and Slack's word."""
        self._clients = clients
        self._clock = clock
        self._failed = failed
        self._team = ""
        self._lock = threading.Lock()
        self._bot_users: dict[str | None, str] = {}

    def of(self, team: str) -> Outbox:
        """What speaks in this workspace, with its token."""
        there = copy(self)
        there._team = team
        return there

    @property
    def _client(self) -> WebClient:
        """Raises NotInstalledError and SlackUnreachableError."""
        return self._clients.of(self._team)

    def post(
        self,
        message: Message,
        *,
        channel: str,
        thread_ts: str | None,
        event_id: str,
        case_id: str,
        before_each_attempt: Callable[[], None] = _nothing,
    ) -> str:
        """Reply for everyone to see; its ts. The event's id goes along as metadata, so that recovery finds the reply.

        `before_each_attempt` may raise to stop, such as when the claim was lost while we waited.
        Raises SlackRefusedError and SlackUnreachableError.
        """

        def post() -> SlackResponse:
            before_each_attempt()
            return self._client.chat_postMessage(
                channel=channel,
                thread_ts=thread_ts,
                text=message.text,
                blocks=list(message.blocks),
                metadata=_metadata(event_id=event_id, case_id=case_id),
                unfurl_links=False,
                unfurl_media=False,
            )

        return str(self._call("chat.postMessage", post)["ts"])

    def update(self, message: Message, *, channel: str, ts: str) -> None:
        """Put another message in the place of one of ours; its metadata stays."""
        blocks = list(message.blocks)
        self._call(
            "chat.update",
            lambda: self._client.chat_update(channel=channel, ts=ts, text=message.text, blocks=blocks),
        )

    def whisper(self, message: Message, *, channel: str, thread_ts: str | None, person: str) -> None:
        """Say something that only one person sees, where we are a member."""
        blocks = list(message.blocks)
        self._call(
            "chat.postEphemeral",
            lambda: self._client.chat_postEphemeral(
                channel=channel, user=person, thread_ts=thread_ts, text=message.text, blocks=blocks
            ),
        )

    def respond(
        self, message: Message, *, response_url: str, replace: bool = False, thread_ts: str | None = None
    ) -> None:
        """Answer a command, a shortcut or a press where it was made, seen by that person only.

        `replace` puts the message in the place of the one that was pressed; `thread_ts` shows it in a thread.
        Raises SlackRefusedError and SlackUnreachableError.
        """
        body = {"response_type": "ephemeral", "replace_original": replace}
        self._respond(message, body | ({"thread_ts": thread_ts} if thread_ts else {}), response_url=response_url)

    def respond_to_all(self, message: Message, *, response_url: str, event_id: str, case_id: str) -> None:
        """Answer a press for everyone in the conversation to see, also where we are no member.

        Raises SlackRefusedError and SlackUnreachableError.
        """
        metadata = _metadata(event_id=event_id, case_id=case_id)
        body = {"response_type": "in_channel", "replace_original": False, "metadata": metadata}
        self._respond(message, body, response_url=response_url)

    def _respond(self, message: Message, body: Mapping[str, Any], *, response_url: str) -> None:
        body = {**body, "text": message.text, "blocks": list(message.blocks)}
        webhook = WebhookClient(response_url, timeout=TIMEOUT, logger=sdk_log, retry_handlers=[])
        for attempt in range(1, ATTEMPTS + 1):
            try:
                answer = webhook.send_dict(dict(body))
            except (SlackClientError, OSError, HTTPException) as problem:
                self._failed("response_url", type(problem).__name__)
                raise SlackUnreachableError(f"A response_url gave no answer: {type(problem).__name__}.") from None
            if answer.status_code != 429:
                break
            self._wait("a response_url", answer.headers, attempt)
        if answer.status_code != 200:
            self._failed("response_url", _word_in(answer.body) or f"status {answer.status_code}")
        if answer.status_code >= 500:
            raise SlackUnreachableError(f"A response_url answered with status {answer.status_code}.")
        if answer.status_code != 200:
            raise SlackRefusedError("a response_url", _word_in(answer.body) or f"status {answer.status_code}")

    def post_to(self, person: str, message: Message, *, event_id: str, case_id: str) -> tuple[str, str]:
        """Write to one person in their direct messages with us; the conversation and the ts.

        Raises SlackRefusedError and SlackUnreachableError.
        """
        posted = self._call(
            "chat.postMessage",
            lambda: self._client.chat_postMessage(
                channel=person,
                text=message.text,
                blocks=list(message.blocks),
                metadata=_metadata(event_id=event_id, case_id=case_id),
                unfurl_links=False,
                unfurl_media=False,
            ),
        )
        return str(posted["channel"]), str(posted["ts"])

    def open_view(self, view: Mapping[str, Any], *, trigger_id: str) -> str:
        """Open a modal for whoever pressed; its id. Within three seconds, or Slack refuses it (`NO_TRIGGER`)."""
        opened = self._call("views.open", lambda: self._client.views_open(trigger_id=trigger_id, view=dict(view)))
        return str(opened["view"]["id"])

    def update_view(self, view: Mapping[str, Any], *, view_id: str) -> None:
        """Put another modal in the place of an open one."""
        self._call("views.update", lambda: self._client.views_update(view_id=view_id, view=dict(view)))

    def address_of(self, person: str) -> str | None:
        """Somebody's e-mail address, or None where Slack does not tell us."""
        try:
            found = self._call("users.info", lambda: self._client.users_info(user=person))
        except (SlackRefusedError, SlackUnreachableError) as problem:
            log.warning("No e-mail address: %s", problem)
            return None
        profile = (found.get("user") or {}).get("profile") or {}
        return str(profile["email"]) if profile.get("email") else None

    def thread(self, *, channel: str, thread_ts: str, oldest: str) -> tuple[dict[str, Any], ...]:
        """A thread's messages from `oldest` on, with their metadata; one call, the first thousand."""
        answer = self._call(
            "conversations.replies",
            lambda: self._client.conversations_replies(
                channel=channel, ts=thread_ts, oldest=oldest, inclusive=True, include_all_metadata=True, limit=999
            ),
        )
        return tuple(answer.get("messages") or ())

    def permalink(self, *, channel: str, ts: str) -> str | None:
        """A message's address, or None where Slack does not tell."""
        try:
            found = self._call(
                "chat.getPermalink", lambda: self._client.chat_getPermalink(channel=channel, message_ts=ts)
            )
            return str(found["permalink"])
        except (SlackRefusedError, SlackUnreachableError) as problem:
            log.warning("No permalink: %s", problem)
            return None

    def is_welcome(self) -> bool:
        """Whether there is a token for this workspace that Slack takes. Raises SlackUnreachableError."""
        try:
            self._call("auth.test", self._client.auth_test, for_good=frozenset(), expected=_DEAD_TOKEN)
        except SlackRefusedError:
            return False
        return True

    def bot_user(self) -> str:
        """Our own user id: asked once, then remembered. Raises SlackRefusedError and SlackUnreachableError."""
        client = self._client
        with self._lock:
            if client.token not in self._bot_users:
                self._bot_users[client.token] = str(self._call("auth.test", client.auth_test)["user_id"])
            return self._bot_users[client.token]

    def _call(
        self,
        method: str,
        call: Callable[[], SlackResponse],
        *,
        for_good: frozenset[str] = _FOR_GOOD,
        expected: frozenset[str] = frozenset(),
    ) -> SlackResponse:
        """`expected` are refusals that are an answer to what was asked: they count as no failure of Slack's."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return call()
            except SlackApiError as problem:
                response = problem.response
                if response.status_code == 429:
                    self._wait(method, response.headers, attempt)
                    continue
                code = response.get("error", "") if isinstance(response.data, dict) else ""
                if code not in expected:
                    self._failed(method, code or f"status {response.status_code}")
                if code in for_good | expected:
                    raise SlackRefusedError(method, code) from None
                what = code or f"status {response.status_code}"
                raise SlackUnreachableError(f"Slack did not do {method}: {what}.") from None
            except (SlackClientError, OSError, HTTPException, ValueError) as problem:
                self._failed(method, type(problem).__name__)
                # a ValueError is an answer cut off in the middle: slack_sdk passes on what the JSON reader says
                raise SlackUnreachableError(f"Slack gave no answer to {method}: {type(problem).__name__}.") from None
        raise SlackUnreachableError(f"Slack is still busy after {ATTEMPTS} attempts at {method}.")

    def _wait(self, method: str, headers: Mapping[str, Any], attempt: int) -> None:
        """Let pass what Slack asks for. Raises SlackUnreachableError where that is too long or too often."""
        self._failed("response_url" if method == "a response_url" else method, "ratelimited")
        given = next((value for name, value in headers.items() if name.lower() == "retry-after"), "1")
        given = given[0] if isinstance(given, list) else given
        seconds = float(given) if str(given).isdigit() else 1.0
        if seconds > LONGEST_WAIT or attempt == ATTEMPTS:
            raise SlackUnreachableError(f"Slack asks to wait {seconds:g} seconds before {method}.")
        log.info("Slack asks to wait %g seconds before %s.", seconds, method)
        self._clock.wait(seconds)


def _metadata(*, event_id: str, case_id: str) -> dict[str, Any]:
    return {"event_type": ANSWER_EVENT, "event_payload": {"event_id": event_id, "case_id": case_id}}


def _word_in(body: str) -> str:
    """Slack's word for an error in the answer of a response_url; never the whole body."""
    return next((word for word in _OF_RESPONSE_URLS if word in body), "")
