"""What Bolt calls: acknowledge, read, ask, send.

The app runs with `process_before_response`: a listener runs in the thread that took the payload, and the
acknowledgement leaves when it returns. So a claim is written before Slack hears that we have the event, and a process
that dies in between is sent the event again. What takes longer goes to the workers, so that a listener only ever costs
one row in the database. (Read in slack_bolt's listener/thread_runner.py; without that setting events are acknowledged
before their listener runs, in a pool of five threads.)
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack, App

from bot.slack import inbox
from bot.slack.asked import Pressed, Silence
from bot.slack.deletions import Deletions
from bot.slack.escalating import Escalating
from bot.slack.outbox import Outbox
from bot.slack.presses import Presses
from bot.slack.support_form import ASK_SUPPORT
from bot.support import Support

log = logging.getLogger(__name__)

EVENTS = ("app_mention", "message")
ANYTHING = re.compile(".*", re.DOTALL)

Body = Mapping[str, Any]


def register(
    app: App, *, support: Support, presses: Presses, escalating: Escalating, deletions: Deletions, outbox: Outbox
) -> None:
    """Tell Bolt what to call."""

    def hear_event(ack: Ack, body: Body) -> None:
        ack()
        bot_user = inbox.bot_user_of(body) or outbox.of(inbox.team_of(body)).bot_user()
        asked = inbox.read_event(body, bot_user=bot_user)
        if isinstance(asked, Silence):
            log.debug("Event %s is not for us: %s.", body.get("event_id"), asked)
        else:
            support.hear(asked)

    def hear_command(ack: Ack, body: Body) -> None:
        ack()
        support.hear(inbox.read_command(body))

    def hear_shortcut(ack: Ack, body: Body) -> None:
        ack()
        support.hear(inbox.read_shortcut(body, bot_user=outbox.of(inbox.team_of(body)).bot_user()))

    def hear_press(ack: Ack, body: Body) -> None:
        ack()
        pressed = inbox.read_press(body)
        if isinstance(pressed, Pressed):
            presses.take(pressed)
        else:
            log.warning("A press was not understood: %s.", pressed)

    def hear_submission(ack: Ack, body: Body) -> None:
        errors = escalating.submit(body)
        if errors:
            ack(response_action="errors", errors=dict(errors))
        else:
            ack()

    def hear_example(ack: Ack, body: Body) -> None:
        ack()
        asked = inbox.read_example(body)
        if isinstance(asked, Silence):
            log.warning("A press on an example was not understood: %s.", asked)
        else:
            support.hear(asked)

    def hear_deletion(ack: Ack, body: Body) -> None:
        ack()
        deletions.take(inbox.read_deletion(body))

    def acknowledge(ack: Ack) -> None:
        """Nothing that concerns us; without an acknowledgement Slack would send it again."""
        ack()

    for event in EVENTS:
        app.event(event)(hear_event)
    app.command(inbox.COMMAND)(hear_command)
    app.shortcut(inbox.SHORTCUT)(hear_shortcut)
    app.action(inbox.PRESS)(hear_press)
    app.action(inbox.EXAMPLE)(hear_example)
    app.action(inbox.DELETE_KEPT)(hear_deletion)
    app.view_submission(ASK_SUPPORT)(hear_submission)
    app.event(ANYTHING)(acknowledge)
    app.command(ANYTHING)(acknowledge)
    app.shortcut(ANYTHING)(acknowledge)
    app.action(ANYTHING)(acknowledge)
    app.view(ANYTHING)(acknowledge)
