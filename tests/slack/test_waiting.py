"""The line where an answer takes a while: who sees it, and where."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.answers.render import Renderer
from bot.corpus.folders import knowledge_folder, templates_folder
from bot.corpus.load import load_corpus
from bot.local.server import LoopbackSlack
from bot.slack.asked import Asked, Surface
from bot.slack.clients import OneWorkspace, web_client
from bot.slack.outbox import Outbox
from bot.slack.waiting import Shown, WaitingLine
from bot.store.clock import SystemClock

SAID = "I am reading what you sent. The answer comes here in a moment."


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    """The real wording."""
    return Renderer(load_corpus(knowledge_folder()), templates_folder())


@pytest.fixture
def slack() -> Iterator[LoopbackSlack]:
    """A Slack on this machine."""
    with LoopbackSlack() as slack:
        yield slack


@pytest.fixture
def line(slack: LoopbackSlack, renderer: Renderer) -> WaitingLine:
    """One that waits no longer than it takes to start waiting."""
    client = web_client(token=slack.bot_token, api_url=slack.api_url)
    return WaitingLine(renderer=renderer, outbox=Outbox(OneWorkspace(client), clock=SystemClock()), after=0.0)


def test_a_command_is_told_alone_and_where_it_was_typed(slack: LoopbackSlack, line: WaitingLine) -> None:
    """A long text needs no file to take long; the line cannot be replaced, so it has no place for the answer."""
    shown = Shown()
    typed = slack.command("maya", "invitations", "/whyfailed a long text")
    slack.settle()
    before = slack.ephemerals("maya")  # Slack's own word that no app has taken it
    asked = _asked(Surface.COMMAND, response_url=typed.payload["response_url"])
    with line.of(asked, shown=shown, check=_holds):
        slack.wait_for(lambda: slack.ephemerals("maya")[len(before) :])
    assert [message.text for message in slack.ephemerals("maya")[len(before) :]] == [SAID]
    assert slack.messages("invitations") == []
    assert shown.ts is None


def test_a_mention_is_told_in_its_thread(slack: LoopbackSlack, line: WaitingLine) -> None:
    """Where everyone sees the answer, it will be put in the line's place."""
    shown = Shown()
    ts = slack.say("maya", "invitations", "@whyfailed a long text")
    with line.of(_asked(Surface.MENTION, ts=ts, thread_ts=ts), shown=shown, check=_holds):
        slack.wait_for(lambda: slack.messages("invitations", ts)[1:])
    _, told = slack.messages("invitations", ts)
    assert (told.text, told.ts) == (SAID, shown.ts)


@pytest.mark.parametrize("surface", [Surface.FOLLOW_UP, Surface.WATCHED])
def test_where_silence_may_be_right_nothing_is_promised(
    slack: LoopbackSlack, line: WaitingLine, surface: Surface
) -> None:
    """Nobody called us, and there may be nothing to say."""
    with line.of(_asked(surface, ts="1.5", thread_ts="1.5"), shown=Shown(), check=_holds):
        pass
    assert slack.calls == []


def _asked(surface: Surface, **more: str) -> Asked:
    return Asked(
        text="a long text", surface=surface, team="T1", channel="C0INVITES", asker="U0MAYA", event_id="e", **more
    )


def _holds() -> None:
    """The claim is ours still."""
