"""Everything that is said to Slack: the one caller of the Web API and of response_urls.

Source: docs.slack.dev, reference/methods and apis/web-api/rate-limits.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse
from slack_sdk.webhook import WebhookClient

from bot.answers.examples import Prompt
from bot.answers.message import Message
from bot.errors import SlackRefusedError, SlackUnreachableError
from bot.slack.clients import NO_ANSWER, TIMEOUT, Clients, certificates_for, sdk_log, word_of
from bot.slack.refusals import DEAD_TOKEN, FOR_GOOD, OF_FILES, OF_RESPONSE_URLS
from bot.store.clock import Clock

log = logging.getLogger(__name__)

ANSWER_EVENT = "whyfailed_answer"
"""The event_type in the metadata of every message that we post."""

PROGRESS_EVENT = "whyfailed_progress"
"""The same of a line that an answer is going to replace."""

ATTEMPTS = 3
LONGEST_WAIT = 60.0
"""Seconds that we wait when Slack says Retry-After; longer is left to the next round of recovery."""


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

        metadata = _metadata(event_id=event_id, case_id=case_id)
        return str(self._post(message, metadata, before_each_attempt, channel=channel, thread_ts=thread_ts)["ts"])

    def post_waiting_line(
        self,
        message: Message,
        *,
        channel: str,
        thread_ts: str | None,
        event_id: str,
        before_each_attempt: Callable[[], None] = _nothing,
    ) -> str:
        """Say that an answer is on its way; the ts at which `put_answer` puts it. Raises as `post` does."""

        metadata = {"event_type": PROGRESS_EVENT, "event_payload": {"event_id": event_id}}
        return str(self._post(message, metadata, before_each_attempt, channel=channel, thread_ts=thread_ts)["ts"])

    def put_answer(
        self,
        message: Message,
        *,
        channel: str,
        ts: str,
        event_id: str,
        case_id: str,
        before_each_attempt: Callable[[], None] = _nothing,
    ) -> str:
        """Put a reply in the place of the line that said that it is on its way; its ts. Raises as `post` does."""

        def put() -> SlackResponse:
            before_each_attempt()
            return self._client.chat_update(
                channel=channel,
                ts=ts,
                text=message.text,
                blocks=list(message.blocks),
                metadata=_metadata(event_id=event_id, case_id=case_id),
            )

        self._call("chat.update", put)
        return ts

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
        webhook = WebhookClient(
            response_url, timeout=TIMEOUT, ssl=certificates_for(response_url), logger=sdk_log, retry_handlers=[]
        )
        for attempt in range(1, ATTEMPTS + 1):
            try:
                answer = webhook.send_dict(dict(body))
            except (SlackClientError, OSError, HTTPException) as problem:
                self._failed("response_url", type(problem).__name__)
                raise SlackUnreachableError(f"A response_url gave no answer: {type(problem).__name__}.") from None
            if answer.status_code != 429:
                break
            self._wait("response_url", answer.headers, attempt)
        if answer.status_code == 200:
            return
        word = _word_in(answer.body) or f"status {answer.status_code}"
        self._failed("response_url", word)
        if answer.status_code >= 500:
            raise SlackUnreachableError(f"A response_url answered with status {answer.status_code}.")
        raise SlackRefusedError("response_url", word)

    def post_to(self, person: str, message: Message, *, event_id: str, case_id: str) -> tuple[str, str]:
        """Write to one person in their direct messages with us; the conversation and the ts.

        Raises SlackRefusedError and SlackUnreachableError.
        """
        posted = self._post(message, _metadata(event_id=event_id, case_id=case_id), channel=person)
        return str(posted["channel"]), str(posted["ts"])

    def open_view(self, view: Mapping[str, Any], *, trigger_id: str) -> str:
        """Open a modal for whoever pressed; its id. Within three seconds, or Slack refuses it (`NO_TRIGGER`)."""
        opened = self._call("views.open", lambda: self._client.views_open(trigger_id=trigger_id, view=dict(view)))
        return str(opened["view"]["id"])

    def update_view(self, view: Mapping[str, Any], *, view_id: str) -> None:
        """Put another modal in the place of an open one."""
        self._call("views.update", lambda: self._client.views_update(view_id=view_id, view=dict(view)))

    def publish_home(self, view: Mapping[str, Any], *, person: str) -> None:
        """Show somebody their App Home. Raises SlackRefusedError and SlackUnreachableError."""
        self._call("views.publish", lambda: self._client.views_publish(user_id=person, view=dict(view)))

    def channels_of(self, person: str) -> tuple[str, ...]:
        """The channels that somebody is a member of, of private ones those with us; one call, the first thousand.

        Raises SlackRefusedError and SlackUnreachableError.
        """
        found = self._call(
            "users.conversations",
            lambda: self._client.users_conversations(
                user=person, types="public_channel,private_channel", exclude_archived=True, limit=1000
            ),
        )
        return tuple(channel["id"] for channel in found.get("channels") or ())

    def address_of(self, person: str) -> str | None:
        """Somebody's e-mail address, or None where Slack does not tell us."""
        try:
            found = self._call("users.info", lambda: self._client.users_info(user=person))
        except (SlackRefusedError, SlackUnreachableError) as problem:
            log.warning("No e-mail address: %s", problem)
            return None
        profile = (found.get("user") or {}).get("profile") or {}
        return str(profile["email"]) if profile.get("email") else None

    def file(self, file_id: str) -> dict[str, Any]:
        """What Slack says of a file. Raises SlackRefusedError and SlackUnreachableError."""
        found = self._call("files.info", lambda: self._client.files_info(file=file_id), expected=OF_FILES)
        return dict(found.get("file") or {})

    def thread(self, *, channel: str, thread_ts: str, oldest: str) -> tuple[dict[str, Any], ...]:
        """A thread's messages from `oldest` on, with their metadata; one call, the first thousand."""
        answer = self._call(
            "conversations.replies",
            lambda: self._client.conversations_replies(
                channel=channel, ts=thread_ts, oldest=oldest, inclusive=True, include_all_metadata=True, limit=999
            ),
        )
        return tuple(answer.get("messages") or ())

    def is_empty(self, channel: str) -> bool:
        """Whether nothing was said in a conversation yet. Raises SlackRefusedError and SlackUnreachableError."""
        answer = self._call(
            "conversations.history", lambda: self._client.conversations_history(channel=channel, limit=1)
        )
        return not answer.get("messages")

    def suggest(self, prompts: Sequence[Prompt], *, channel: str) -> None:
        """Offer questions under the latest message of the agent view.

        Raises SlackRefusedError (`NO_AGENT` where there is no such view) and SlackUnreachableError.
        """
        offered = [{"title": prompt.title, "message": prompt.message} for prompt in prompts]
        # without a thread_ts: for an app with agent_view Slack silently does nothing where there is one
        self._call(
            "assistant.threads.setSuggestedPrompts",
            lambda: self._client.assistant_threads_setSuggestedPrompts(channel_id=channel, prompts=offered),
        )

    def set_session(self, *, channel: str, thread_ts: str, status: str) -> None:
        """Show how far we are in a thread of the agent view: `processing`, `active` or `closed`.

        Raises SlackRefusedError (`NO_AGENT` where there is no such view) and SlackUnreachableError.
        """
        self._call(
            "agents.sessions.setStatus",
            lambda: self._client.agents_sessions_setStatus(channel_id=channel, thread_ts=thread_ts, status=status),
        )

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
            self._call("auth.test", self._client.auth_test, for_good=frozenset(), expected=DEAD_TOKEN)
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

    def _post(
        self,
        message: Message,
        metadata: Mapping[str, Any],
        before_each_attempt: Callable[[], None] = _nothing,
        *,
        channel: str,
        thread_ts: str | None = None,
    ) -> SlackResponse:
        """A new message, in which no link is unfurled."""

        def post() -> SlackResponse:
            before_each_attempt()
            return self._client.chat_postMessage(
                channel=channel,
                thread_ts=thread_ts,
                text=message.text,
                blocks=list(message.blocks),
                metadata=dict(metadata),
                unfurl_links=False,
                unfurl_media=False,
            )

        return self._call("chat.postMessage", post)

    def _call(
        self,
        method: str,
        call: Callable[[], SlackResponse],
        *,
        for_good: frozenset[str] = FOR_GOOD,
        expected: frozenset[str] = frozenset(),
    ) -> SlackResponse:
        """`expected` are refusals that are an answer to what was asked: they count as no failure of Slack's."""
        attempt = 0
        while True:
            attempt += 1
            try:
                return call()
            except SlackApiError as problem:
                response = problem.response
                if response.status_code == 429:
                    self._wait(method, response.headers, attempt)
                    continue
                word = word_of(problem)
                if word not in expected:
                    self._failed(method, word)
                if word in for_good | expected:
                    raise SlackRefusedError(method, word) from None
                raise SlackUnreachableError(f"Slack did not do {method}: {word}.") from None
            except NO_ANSWER as problem:
                self._failed(method, type(problem).__name__)
                raise SlackUnreachableError(f"Slack gave no answer to {method}: {type(problem).__name__}.") from None

    def _wait(self, method: str, headers: Mapping[str, Any], attempt: int) -> None:
        """Let pass what Slack asks for. Raises SlackUnreachableError where that is too long or too often."""
        self._failed(method, "ratelimited")
        given = next((value for name, value in headers.items() if name.lower() == "retry-after"), "1")
        given = given[0] if isinstance(given, list) else given
        seconds = float(given) if str(given).isdigit() else 1.0
        if seconds > LONGEST_WAIT or attempt == ATTEMPTS:
            raise SlackUnreachableError(f"Slack asks to wait {seconds:g} seconds before {method}.")
        log.info("Slack asks to wait %g seconds before %s.", seconds, method)
        self._clock.wait(seconds)


def posted_for(event_id: str, ours: Iterable[dict[str, Any]], *, kind: str = ANSWER_EVENT) -> dict[str, Any] | None:
    """The message of this kind that we posted for this event, or None.

    `ours` are the messages that we posted there: other apps may write whatever metadata they like.
    """
    for message in ours:
        metadata = message.get("metadata") or {}
        payload = metadata.get("event_payload") or {}
        if metadata.get("event_type") == kind and payload.get("event_id") == event_id:
            return message
    return None


def _metadata(*, event_id: str, case_id: str) -> dict[str, Any]:
    return {"event_type": ANSWER_EVENT, "event_payload": {"event_id": event_id, "case_id": case_id}}


def _word_in(body: str) -> str:
    """Slack's word for an error in the answer of a response_url; never the whole body."""
    return next((word for word in OF_RESPONSE_URLS if word in body), "")
