"""What the program is compared with: a Bolt app that posts "hello", behind the same server."""

from __future__ import annotations

import os
import threading

import click
from slack_bolt import App, Say
from slack_sdk import WebClient

from bot.slack.http import EVENTS_PATH, HttpServer, http_app


def main() -> None:
    """Serve until killed; the first line says where."""
    secret = os.environ["SLACK_SIGNING_SECRET"]
    app = App(
        client=WebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"]),
        signing_secret=secret,
    )

    def hello(event: dict[str, str], say: Say) -> None:
        say("hello", thread_ts=event["ts"])

    app.event("app_mention")(hello)
    server = HttpServer(http_app(app, signing_secret=secret), host="127.0.0.1", port=0)
    server.start()
    click.echo(f"Listening on {server.address}{EVENTS_PATH}.", err=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
