"""A small Bolt app of its own, in both of Slack's ways of delivery, against the loopback Slack."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.local.server import LoopbackSlack


@dataclass
class TinyApp:
    """An app that repeats what it hears, and keeps what it was sent."""

    slack: LoopbackSlack
    bolt: App
    heard: list[dict[str, Any]] = field(default_factory=list)
    held: threading.Event = field(default_factory=threading.Event)
    """Cleared by a test that wants slow acknowledgements; set otherwise."""

    @property
    def client(self) -> WebClient:
        """The app's Web API client."""
        return self.bolt.client


def tiny_app(slack: LoopbackSlack) -> TinyApp:
    """The app, not connected yet."""
    client = WebClient(token=slack.bot_token, base_url=slack.api_url)
    bolt = App(client=client, signing_secret=slack.signing_secret, listener_executor=ThreadPoolExecutor(16))
    app = TinyApp(slack, bolt)
    app.held.set()

    @bolt.event("app_mention")
    def on_mention(event: dict[str, Any], body: dict[str, Any], say: Any) -> None:
        app.heard.append(body)
        buttons = [
            {"type": "button", "action_id": "solved", "value": "yes", "text": {"type": "plain_text", "text": "Solved"}},
            {
                "type": "static_select",
                "action_id": "which",
                "placeholder": {"type": "plain_text", "text": "Which one?"},
                "options": [{"text": {"type": "plain_text", "text": name}, "value": name} for name in ("one", "two")],
            },
        ]
        say(
            text=f"You said {event['text']}",
            thread_ts=event.get("thread_ts") or event["ts"],
            blocks=[
                {"type": "section", "text": {"type": "mrkdwn", "text": f"You said {event['text']}"}},
                {"type": "actions", "elements": buttons},
            ],
            metadata={"event_type": "answer", "event_payload": {"event_id": body["event_id"]}},
        )

    @bolt.event("message")
    def on_message(event: dict[str, Any], body: dict[str, Any], say: Any) -> None:
        app.heard.append(body)
        if event.get("channel_type") == "im" and "subtype" not in event:
            say(text=f"You wrote {event['text']}")

    @bolt.event("app_home_opened")
    def on_home(event: dict[str, Any], client: WebClient) -> None:
        view = {"type": "home", "blocks": [{"type": "header", "text": {"type": "plain_text", "text": "Welcome"}}]}
        client.views_publish(user_id=event["user"], view=view)

    @bolt.command("/whyfailed")
    def on_command(ack: Any, command: dict[str, Any], respond: Any, client: WebClient) -> None:
        app.held.wait(5)
        ack()
        if command["text"] == "form":
            client.views_open(trigger_id=command["trigger_id"], view=form())
        elif command["text"] == "file":
            client.views_open(trigger_id=command["trigger_id"], view=file_form())
        else:
            respond(text=f"Only you asked: {command['text']}")

    @bolt.action("solved")
    def on_solved(ack: Any, body: dict[str, Any], respond: Any) -> None:
        ack()
        respond(text=f"Solved, says <@{body['user']['id']}>", replace_original=True)

    @bolt.action("which")
    def on_which(ack: Any, action: dict[str, Any], respond: Any) -> None:
        ack()
        respond(text=f"Chose {action['selected_option']['value']}", replace_original=False)

    @bolt.shortcut("why_failed")
    def on_shortcut(ack: Any, shortcut: dict[str, Any], respond: Any) -> None:
        ack()
        respond(text=f"About: {shortcut['message']['text']}", response_type="ephemeral")

    @bolt.view("form")
    def on_form(ack: Any, view: dict[str, Any], client: WebClient, body: dict[str, Any]) -> None:
        note = view["state"]["values"]["note"]["note"]["value"]
        if not note:
            ack(response_action="errors", errors={"note": "Write something."})
            return
        ack()
        client.chat_postMessage(channel=body["user"]["id"], text=f"Noted: {note}")

    @bolt.view("file_form")
    def on_file(ack: Any, view: dict[str, Any], client: WebClient, body: dict[str, Any]) -> None:
        ack()
        (file,) = view["state"]["values"]["log"]["log"]["files"]
        client.chat_postMessage(channel=body["user"]["id"], text=f"Got {file['name']}, {file['size']} bytes")

    return app


def file_form() -> dict[str, Any]:
    """A modal that asks for a file."""
    element = {"type": "file_input", "action_id": "log", "filetypes": ["log"], "max_files": 1}
    label = {"type": "plain_text", "text": "The log"}
    return {**form(), "callback_id": "file_form", "blocks": [
        {"type": "input", "block_id": "log", "label": label, "element": element}
    ]}  # fmt: skip


def form() -> dict[str, Any]:
    """A modal with one input."""
    return {
        "type": "modal",
        "callback_id": "form",
        "title": {"type": "plain_text", "text": "Ask support"},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": [
            {
                "type": "input",
                "block_id": "note",
                "label": {"type": "plain_text", "text": "Note"},
                "element": {"type": "plain_text_input", "action_id": "note", "multiline": True},
            }
        ],
    }


@contextmanager
def served_over_http(app: TinyApp) -> Iterator[str]:
    """The app behind a request URL."""

    async def events(request: Request) -> Response:
        bolt_request = to_bolt_request(request, await request.body())
        return to_starlette_response(await run_in_threadpool(app.bolt.dispatch, bolt_request))

    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    application = Starlette(routes=[Route("/slack/events", events, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(application, log_config=None, lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{port}/slack/events"
    server.should_exit = True
    thread.join()


@contextmanager
def connected(slack: LoopbackSlack, mode: str) -> Iterator[TinyApp]:
    """The app in a workspace, connected in one of the two modes."""
    app = tiny_app(slack)
    if mode == "http":
        with served_over_http(app) as url:
            slack.connect(url)
            yield app
        return
    handler = SocketModeHandler(app.bolt, slack.app_token)
    handler.connect()
    slack.connect()
    yield app
    handler.client.auto_reconnect_enabled = False
    slack.socket_mode.drop()
    # Closing takes slack_sdk half a second; the next test need not wait for that.
    threading.Thread(target=_closed, args=(handler,)).start()


def _closed(handler: SocketModeHandler) -> None:
    # slack_sdk closes its socket twice at once when both sides hang up, and trips over that.
    with suppress(AttributeError):
        handler.close()
