"""What a visitor finds in the workspace before anybody has asked, and what a manifest may hold."""

from __future__ import annotations

import pytest
from tiny_app import TinyApp

from bot.local.nouns import Shortcut
from bot.local.opening import ERROR, open_workspace
from bot.local.server import LoopbackSlack


def test_visitor_finds_people_and_an_error(slack: LoopbackSlack) -> None:
    """Every channel has been talked in, and a colleague has pasted an error."""
    open_workspace(slack)
    places = [channel.name for channel in slack.workspace.channels]
    assert [place for place in places if not slack.messages(place)] == []
    assert ERROR in slack.messages("invitations")[-1].text


def test_app_hears_nothing_of_what_was_said_before(slack: LoopbackSlack) -> None:
    """What is said before the app is connected is over when it comes, and never sent to it."""
    open_workspace(slack)
    assert [delivery for delivery in slack.deliveries if not delivery.is_over] == []
    assert {delivery.attempts[-1].failure for delivery in slack.deliveries} == {"connection_failed"}


def test_shortcut_is_tried_on_the_error(slack: LoopbackSlack, app: TinyApp) -> None:
    """The message's menu works on the colleague's error."""
    open_workspace(slack)
    slack.shortcut("maya", slack.messages("invitations")[-1].ts, "why_failed")
    answer = slack.wait_for(lambda: slack.ephemerals("maya"))[0]
    assert ERROR in answer.text


@pytest.mark.parametrize(
    ("within", "beyond"),
    [
        ({"commands": ["/" + "x" * 31]}, {"commands": ["/" + "x" * 32]}),
        ({"commands": ["/ask"]}, {"commands": ["ask"]}),
        ({"commands": [f"/c{number}" for number in range(50)]}, {"commands": [f"/c{number}" for number in range(51)]}),
        ({"shortcuts": [Shortcut("s", "x" * 24)]}, {"shortcuts": [Shortcut("s", "x" * 25)]}),
        ({"shortcuts": [Shortcut("s", "x")] * 5}, {"shortcuts": [Shortcut("s", "x")] * 6}),
    ],
)
def test_manifest_is_limited(within: dict[str, object], beyond: dict[str, object]) -> None:
    """An app with a longer name or more commands and shortcuts than Slack takes is refused with a sentence."""
    with LoopbackSlack(**within):  # type: ignore[arg-type]  # the rows give what the parameters take
        pass
    with pytest.raises(ValueError, match="up to"):
        LoopbackSlack(**beyond)  # type: ignore[arg-type]  # the rows give what the parameters take
