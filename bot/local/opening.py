"""What people have said before anybody looks: a visitor walks into a workspace where something has failed."""

from __future__ import annotations

from bot.local.server import PEOPLE, LoopbackSlack

EXAMPLES = (
    "Invites went out yesterday but nobody got one, the EventLog says DeliveryPolicy not found",
    "Webex Connect gives me error 7106",
    '{"failure": {"code": 14001, "source": {"name": "sms"}}}',
)
"""What the page of `serve --local` offers a first-time visitor to ask."""

ERROR = "Delivery Policy configured under Dispatch to be used to send invites is paused"
"""What a colleague pasted; on it a visitor tries the message's menu."""

LEAD = PEOPLE[2]
"""Who leads support in `serve --local`."""


def open_workspace(slack: LoopbackSlack) -> None:
    """Let people talk; before the app is connected, so that it hears nothing of it."""
    slack.say("priya", "invitations", "Morning! The spring relationship survey goes out to 7,500 guests today.")
    approved = slack.say("tomas", "invitations", "Template is approved, dispatch starts at noon.")
    slack.actions.react("priya", "invitations", approved, "white_check_mark")
    slack.say("priya", "invitations", f"Half of it never left. The EventLog says:\n```\n{ERROR}\n```\nAnyone?")
    monitor = "Batch 1182: 312 of 7,500 messages failed, *code 7106*, channel sms."
    slack.say_as_bot("cx-programs", monitor)
    slack.say("tomas", "cx-programs", "I will look into batch 1182 after lunch.")
    slack.say(
        "priya", "lounge", '{"failure": {"code": 14001, "source": {"name": "sms"}}}\nDoes this mean anything to you?'
    )
    slack.say("tomas", "partner-desk", "Partners ask about `Request expired` again. What do we tell them?")
    slack.settle()
