"""The modal for a long paste: text, product and files; and what was submitted as a question.

Source: docs.slack.dev, block elements plain_text_input and file_input; reference/interaction-payloads, view_submission.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.answers.render import Renderer
from bot.corpus.entry import Corpus
from bot.files.attachment import attachments_of
from bot.slack.asked import Asked, Surface
from bot.slack.inbox import team_of

PASTE = "paste"
"""The callback_id of the modal."""
OPEN_PASTE = "open_paste"
"""The action_id of the buttons that open it."""

LONGEST = 3_000
"""Characters that one field takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opener:
    """Where somebody opened the modal: the answer goes there, to them alone.

    The modal carries this and no more: who submits it, and in which workspace, is what Slack says when they do.
    """

    channel: str
    response_url: str
    """Reaches them there for half an hour, also where we are no member."""
    thread_ts: str | None = None

    def __str__(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def read(cls, text: str) -> Opener:
        """What a modal carries. Raises ValueError, TypeError and KeyError for what none of ours does."""
        said = json.loads(text)
        return cls(channel=said["channel"], response_url=said["response_url"], thread_ts=said.get("thread_ts"))


def opener_of_command(body: Mapping[str, Any]) -> Opener:
    """Whoever typed `/whyfailed` alone."""
    return Opener(channel=body["channel_id"], response_url=body["response_url"])


def opener_of_press(body: Mapping[str, Any]) -> Opener:
    """Whoever pressed the button in a message."""
    container = body.get("container", {})
    return Opener(
        channel=container["channel_id"],
        response_url=body["response_url"],
        thread_ts=container.get("thread_ts") or body.get("message", {}).get("thread_ts"),
    )


def paste_view(renderer: Renderer, corpus: Corpus, opener: Opener, *, most_megabytes: int) -> dict[str, Any]:
    """The empty modal."""
    products = [product for product in corpus.products if any(entry.product == product for entry in corpus)]
    view = renderer.form(
        PASTE,
        products=[(product, corpus.products[product].name) for product in products],
        longest=LONGEST,
        most=most_megabytes,
    )
    return {**view, "callback_id": PASTE, "private_metadata": str(opener)}


def check_paste_form(renderer: Renderer, corpus: Corpus) -> None:
    """Render the modal. Raises TemplateError."""
    paste_view(renderer, corpus, Opener(channel="", response_url=""), most_megabytes=1)


def asked_in_form(body: Mapping[str, Any]) -> Asked:
    """What a submission asks; its id is the view's, for a modal is submitted once."""
    view = body["view"]
    opener = Opener.read(view["private_metadata"])
    fields: Mapping[str, Mapping[str, Any]] = {
        name: elements.get(name) or {} for name, elements in view["state"]["values"].items()
    }
    return Asked(
        text=str(fields.get("text", {}).get("value") or "").strip(),
        product=str((fields.get("product", {}).get("selected_option") or {}).get("value") or ""),
        files=attachments_of(fields.get("files", {}).get("files")),
        surface=Surface.FORM,
        team=team_of(body),
        channel=opener.channel,
        asker=body["user"]["id"],
        event_id=view["id"],
        response_url=opener.response_url,
        shown_in=opener.thread_ts,
        shared_in=opener.thread_ts,
    )
