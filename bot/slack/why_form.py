"""The modal in which somebody says in their own words why an answer did not help, and what was submitted in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.answers.render import Renderer
from bot.answers.ticket import Ticket
from bot.slack.asked import Pressed
from bot.slack.inbox import team_of

WHY_OTHER = "why_other"
"""The callback_id of the modal, and the id of its field."""

LONGEST = 500
"""Characters; enough for a reason, too few for a log, which belongs into a message."""


def why_view(renderer: Renderer, pressed: Pressed) -> dict[str, Any]:
    """The modal; it carries where the answer stands, so that its submission finds back."""
    origin = {
        "ticket": str(pressed.ticket),
        "channel": pressed.channel,
        "message_ts": pressed.message_ts,
        "thread_ts": pressed.thread_ts,
        "is_private": pressed.is_private,
        "response_url": pressed.response_url,
    }
    metadata = json.dumps(origin, separators=(",", ":"))
    return {**_form(renderer), "callback_id": WHY_OTHER, "private_metadata": metadata}


def check_why_form(renderer: Renderer) -> None:
    """Render the modal. Raises TemplateError."""
    _form(renderer)


def read_words(body: Mapping[str, Any]) -> Pressed:
    """A `view_submission` of the modal, as a press on the answer (docs.slack.dev, reference/interaction-payloads).

    Raises ValueError, KeyError and TypeError for what no modal of ours carries.
    """
    view, user = body["view"], body["user"]
    origin = json.loads(view["private_metadata"])
    ticket = Ticket.read(origin.pop("ticket"))
    if ticket is None:
        raise ValueError("a modal without a ticket")
    return Pressed(
        action="why_told",
        ticket=ticket,
        person=user["id"],
        person_name=user.get("username") or user.get("name") or user["id"],
        team=team_of(body),
        trigger_id=body["trigger_id"],
        words=str(view["state"]["values"][WHY_OTHER][WHY_OTHER].get("value") or ""),
        **origin,
    )


def _form(renderer: Renderer) -> dict[str, Any]:
    return renderer.form(WHY_OTHER, field=WHY_OTHER, longest=LONGEST)
