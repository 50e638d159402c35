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
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack, App

from bot.slack import inbox
from bot.slack.asked import Pressed, Silence
from bot.slack.deletions import Deletions
from bot.slack.escalating import Escalating
from bot.slack.greeting import Greeting
from bot.slack.home import Home
from bot.slack.mode_asked import SET_MODE, read_mode_command, read_mode_press
from bot.slack.mode_setting import ModeSetting
from bot.slack.outbox import Outbox
from bot.slack.paste_form import OPEN_PASTE, PASTE
from bot.slack.pasting import Pasting
from bot.slack.presses import Presses
from bot.slack.support_form import ASK_SUPPORT
from bot.slack.why_form import WHY_OTHER, read_words
from bot.support import Support

log = logging.getLogger(__name__)

QUESTIONS = ("app_mention", "message")
OPENED = "app_home_opened"
UNANSWERED = ("app_context_changed", "agent_session_stopped")
"""What somebody looks at and that they do not want to wait any longer, need no answer: one takes less than a second."""
EVENTS = (*QUESTIONS, OPENED, *UNANSWERED)
"""What Slack sends us."""
ANYTHING = re.compile(".*", re.DOTALL)

Body = Mapping[str, Any]


def register(
    app: App,
    *,
    support: Support,
    presses: Presses,
    escalating: Escalating,
    pasting: Pasting,
    deletions: Deletions,
    modes: ModeSetting,
    home: Home,
    greeting: Greeting,
    outbox: Outbox,
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
        mode_asked = read_mode_command(body)
        asked = inbox.read_command(body)
        if mode_asked is not None:
            modes.take(mode_asked)
        elif asked.text:
            support.hear(asked)
        else:
            pasting.take_command(body)

    def hear_mode(ack: Ack, body: Body) -> None:
        ack()
        asked = read_mode_press(body)
        if isinstance(asked, Silence):
            log.warning("A press on a mode was not understood: %s.", asked)
        else:
            modes.take(asked)

    def hear_paste(ack: Ack, body: Body) -> None:
        ack()
        pasting.take_press(body)

    def hear_shortcut(ack: Ack, body: Body) -> None:
        ack()
        support.hear(inbox.read_shortcut(body, bot_user=outbox.of(inbox.team_of(body)).bot_user()))

    def hear_press(read: Callable[[Body], Pressed | Silence]) -> Callable[[Ack, Body], None]:
        def hear(ack: Ack, body: Body) -> None:
            ack()
            pressed = read(body)
            if isinstance(pressed, Pressed):
                presses.take(pressed)
            else:
                log.warning("A press was not understood: %s.", pressed)

        return hear

    def hear_why(ack: Ack, body: Body) -> None:
        ack()
        presses.take(read_words(body))

    def hear_submission(submit: Callable[[Body], Mapping[str, str]]) -> Callable[[Ack, Body], None]:
        def hear(ack: Ack, body: Body) -> None:
            errors = submit(body)
            if errors:
                ack(response_action="errors", errors=dict(errors))
            else:
                ack()

        return hear

    def hear_example(ack: Ack, body: Body) -> None:
        ack()
        asked = inbox.read_example(body)
        if isinstance(asked, Silence):
            log.warning("A press on an example was not understood: %s.", asked)
            return
        support.hear(asked)
        at_home = inbox.read_home_press(body)
        if at_home is not None:
            home.tell_of_answer(at_home)

    def is_home_tab(event: Body) -> bool:
        return event.get("tab") == "home"

    def hear_home(ack: Ack, body: Body) -> None:
        ack()
        home.show(inbox.read_home_opened(body))

    def hear_deletion(ack: Ack, body: Body) -> None:
        ack()
        deletions.take(inbox.read_deletion(body))

    def is_messages_tab(event: Body) -> bool:
        return event.get("tab") == "messages"

    def hear_opened(ack: Ack, body: Body) -> None:
        ack()
        greeting.take(inbox.read_opened(body))

    def acknowledge(ack: Ack) -> None:
        """Nothing that concerns us; without an acknowledgement Slack would send it again."""
        ack()

    for event in QUESTIONS:
        app.event(event)(hear_event)
    app.event(OPENED, matchers=[is_home_tab])(hear_home)
    app.event(OPENED, matchers=[is_messages_tab])(hear_opened)
    app.command(inbox.COMMAND)(hear_command)
    app.shortcut(inbox.SHORTCUT)(hear_shortcut)
    app.action(inbox.PRESS)(hear_press(inbox.read_press))
    app.action(inbox.TICK)(hear_press(inbox.read_tick))
    app.action(inbox.EXAMPLE)(hear_example)
    app.action(inbox.DELETE_KEPT)(hear_deletion)
    app.action(SET_MODE)(hear_mode)
    app.action(OPEN_PASTE)(hear_paste)
    app.view_submission(ASK_SUPPORT)(hear_submission(escalating.submit))
    app.view_submission(WHY_OTHER)(hear_why)
    app.view_submission(PASTE)(hear_submission(pasting.submit))
    app.event(ANYTHING)(acknowledge)
    app.command(ANYTHING)(acknowledge)
    app.shortcut(ANYTHING)(acknowledge)
    app.action(ANYTHING)(acknowledge)
    app.view(ANYTHING)(acknowledge)
