"""Examples: what somebody can ask with one press, beside the sentences that say what can be asked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """A question that runs on a press."""

    name: str
    """What the button carries."""
    kind: str
    """What it is an example of, as people read it."""
    text: str
    """As somebody would type it; without backticks, for it is shown as code."""


EXAMPLES = (
    Example("code", "A code with its product", "Webex Connect 7105"),
    Example(
        "message", "An error message", "Delivery Policy configured under Dispatch to be used to send invites is paused"
    ),
    Example("response", "A response, as it is", '{"failure": {"code": 14001, "source": {"name": "sms"}}}'),
)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question that Slack offers under the greeting, in the Messages tab."""

    title: str
    message: str
    """What is sent when it is pressed, as if the person had typed it."""


PROMPTS = (
    Prompt("Invitations are not going out", "Our survey invitations are not going out, where do I start?"),
    Prompt("Explain a code", "Webex Connect error 7105"),
    Prompt(
        "Explain an error message",
        "Delivery Policy configured under Dispatch to be used to send invites is paused",
    ),
    Prompt("What can I ask?", "help"),
)
"""The same as in `slack-manifest.yaml`, which shows them before anybody was greeted."""


def example_named(name: str) -> Example | None:
    """The example with this name, or None."""
    return next((example for example in EXAMPLES if example.name == name), None)
