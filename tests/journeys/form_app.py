"""A small app whose forms hold every input, so that a journey can fill them in; the program itself asks less."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from queue import Queue
from typing import Any

from slack_bolt import App
from slack_sdk import WebClient

from bot.local.nouns import Shortcut
from bot.local.server import LoopbackSlack
from bot.slack.http import EVENTS_PATH, HttpServer, http_app

FORM = Shortcut("form", "Open the form")

Filled = Queue[dict[str, Any]]
"""The states of the forms that arrived."""


@contextmanager
def form_app() -> Iterator[tuple[LoopbackSlack, Filled]]:
    """A workspace with the app connected, and the states of the forms that it was sent."""
    filled: Filled = Queue()
    with LoopbackSlack(shortcuts=(FORM,)) as slack:
        bolt = App(client=WebClient(token=slack.bot_token, base_url=slack.api_url), signing_secret=slack.signing_secret)
        _listen(bolt, filled)
        server = HttpServer(
            http_app(bolt, signing_secret=slack.signing_secret), host="127.0.0.1", port=0
        )  # fmt: skip
        server.start()
        slack.connect(f"{server.address}{EVENTS_PATH}")
        try:
            yield slack, filled
        finally:
            server.close()


def _listen(bolt: App, filled: Filled) -> None:
    @bolt.event("message")
    def on_message() -> None:
        """Hear it, as every app has to that is subscribed."""

    @bolt.shortcut("form")
    def on_shortcut(ack: Any, shortcut: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=shortcut["trigger_id"], view=form("First"))

    @bolt.action("change")
    def on_change(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_update(view_id=body["view"]["id"], view=form("Changed"))

    @bolt.action("another")
    def on_another(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_push(trigger_id=body["trigger_id"], view=form("Second"))

    @bolt.view("form")
    def on_form(ack: Any, view: dict[str, Any]) -> None:
        values = view["state"]["values"]
        if values["name"]["name"]["value"] == "nobody":
            ack(response_action="errors", errors={"name": "Nobody is not a name."})
            return
        ack()
        filled.put(values)


def form(title: str) -> dict[str, Any]:
    """A modal with every kind of input; the name is required."""
    choices = [{"text": _plain(name), "value": name} for name in ("one", "two", "three")]
    return {
        "type": "modal",
        "callback_id": "form",
        "title": _plain(title),
        "submit": _plain("Send"),
        "blocks": [
            _input("name", {"type": "plain_text_input"}, hint=_plain("As on the invitation")),
            _input("note", {"type": "plain_text_input", "multiline": True}, optional=True),
            _input("one", {"type": "static_select", "options": choices}, optional=True),
            _input("some", {"type": "multi_static_select", "options": choices}, optional=True),
            _input("checked", {"type": "checkboxes", "options": choices}, optional=True),
            _input("files", {"type": "file_input", "max_files": 2}, optional=True),
            {"type": "actions", "elements": [_button("change"), _button("another")]},
        ],
    }


def _plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def _input(name: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": name,
        "label": _plain(name.title()),
        "element": {"action_id": name, **element},
        **more,
    }


def _button(name: str) -> dict[str, Any]:
    return {"type": "button", "action_id": name, "text": _plain(name.title())}
