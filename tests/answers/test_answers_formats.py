"""What holds for every entry in every format."""

from __future__ import annotations

import io

import pytest
from making_answers import boxes, complaints, finding, presses, words
from rich.console import Console

from bot.answers.answer import answer_for
from bot.answers.mrkdwn import escaped
from bot.answers.render import Renderer
from bot.corpus.entry import Corpus, Entry, Resend
from bot.corpus.folders import knowledge_folder
from bot.corpus.load import load_corpus
from bot.diagnosis.diagnosis import Answered

ENTRIES = list(load_corpus(knowledge_folder()))
RESEND = {
    Resend.YES: "yes",
    Resend.AFTER_FIX: "after the fix",
    Resend.NO: "no",
    Resend.NOT_STATED: "the source does not say",
}
GUIDES = {"webex-xm": "Dispatch guide", "webex-connect": "Webex Connect status codes", "bird": "Bird", "8x8": "8x8"}


def one_line(text: str) -> str:
    """A text without the line breaks and padding of a layout."""
    return " ".join(text.split())


def drawn(renderer: Renderer, entry: Entry, corpus: Corpus, *, width: int) -> str:
    """The terminal's picture of an entry, without colours."""
    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(
        renderer.terminal(answer_for(Answered(finding(corpus, entry.id, excerpt="my text")), corpus), width=width)
    )
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_every_format_tells_title_steps_resend_and_source(entry: Entry, corpus: Corpus, renderer: Renderer) -> None:
    """Slack, plain text and the terminal all carry the title, each step, whether to send again, and the source."""
    answer = answer_for(Answered(finding(corpus, entry.id, excerpt="my text")), corpus)
    message = renderer.slack(answer, case_id="C123456789", audience="thread")
    plain = renderer.plain(answer)
    terminal = drawn(renderer, entry, corpus, width=240)
    assert complaints(message) == []
    seen = (words(message), escaped(plain), escaped(one_line(terminal.replace("│", " "))))
    for text in seen:
        for said in (entry.title, *entry.steps):
            assert escaped(said) in text or one_line(escaped(said)) in one_line(text)
        assert RESEND[entry.resend] in text.lower()
        assert all(source.section in text for source in entry.sources)
        assert GUIDES[entry.product] in text
        assert ("Steps from the guide." if entry.advice == "guide" else "these steps are ours.") in text
        assert "my text" in text


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_every_entry_keeps_its_buttons(entry: Entry, corpus: Corpus, renderer: Renderer) -> None:
    """Solved, Not solved and Ask support carry case and entry; Ask support comes first where only support can help.
    Below are the reply for the customer and sharing, and each step has a box.
    """
    message = renderer.slack(answer_for(Answered(finding(corpus, entry.id)), corpus), case_id="C1", audience="only-you")
    expected = [("solved", f"C1|{entry.id}"), ("not_solved", f"C1|{entry.id}"), ("ask_support", f"C1|{entry.id}")]
    if not entry.self_service:
        expected = [expected[2], *expected[:2]]
    besides = [("customer_reply", f"C1|{entry.id}"), ("share_channel", f"C1|{entry.id}")]
    assert [*expected, *besides] == presses(message)
    assert [(f"Step {number} done", False) for number in range(1, len(entry.steps) + 1)] == boxes(message)


def test_the_text_for_screen_readers_tells_the_whole_answer(corpus: Corpus, renderer: Renderer) -> None:
    """The top-level text holds the longest scenario's title, steps and source, escaped."""
    entry = corpus["wxm-2.5.1"]
    text = renderer.slack(answer_for(Answered(finding(corpus, entry.id)), corpus), case_id="C1", audience="thread").text
    assert all(escaped(said) in text for said in (entry.title, *entry.steps, *entry.notes))
    assert "CX Setup -&gt; Invitations" in text


def test_the_terminal_keeps_to_its_width(corpus: Corpus, renderer: Renderer) -> None:
    """No line is wider than the terminal, and a narrow one loses no word."""
    picture = drawn(renderer, corpus["wxm-2.4.2"], corpus, width=50)
    assert max(map(len, picture.splitlines())) <= 50
    assert "Resend: after the fix · Acts: account admin" in one_line(picture.replace("│", " "))
    assert "2. Activate every dispatch" in one_line(picture)


def test_plain_text_and_terminal_show_the_asker_their_own_text(corpus: Corpus, renderer: Renderer) -> None:
    """What the asker typed is shown to them as it is, control characters apart, and masked in Slack."""
    answer = answer_for(Answered(finding(corpus, "wxm-2.4.2", excerpt="jane@example.com\x1b[31m paused")), corpus)
    assert "“jane@example.com [31m paused”" in renderer.plain(answer)
    message = renderer.slack(answer, case_id="C1", audience="thread")
    assert "“[email 1] [31m paused”" in words(message)
    assert "jane@" not in words(message) + message.text
