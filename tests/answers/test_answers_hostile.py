"""Whatever a text holds, its quotes fit, ring nobody and break nothing."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making_answers import complaints, ids_of_code, presses, words

from bot.answers.answer import answer_for
from bot.answers.message import Message
from bot.answers.render import Renderer
from bot.corpus.folders import knowledge_folder, templates_folder
from bot.corpus.load import load_corpus
from bot.diagnosis.diagnosis import Answered, Choice, Diagnosis, Evidence, Finding, Match, Remark, Several, Unknown

CORPUS = load_corpus(knowledge_folder())
RENDERER = Renderer(CORPUS, templates_folder())

HOSTILE = {
    "broadcasts": "<!channel> <!here> <!everyone> <@U0ADA> <#C0ADA|general> <!subteam^S1> @channel @here",
    "links": "<https://evil.example|https://bank.example> https://evil.example/?q=1 <mailto:a@b.example|x>",
    "escapes": "&lt;!channel&gt; &amp;lt; &#60;!here&#62;",
    "quotes": '"\'“”‘’`´\\" \\n \\u0000 }]}\'"{[',
    "fences": "``` code ``` `a` ```" * 20,
    "markup": "*bold* _italic_ ~gone~ > quote\n> quote\n• list",
    "templates": "{{ 7 * 7 }} {% for x in y %} {# gone #} ${7*7} %s %(x)s",
    "emoji": ":rotating_light: 🚨🧨👩‍👩‍👧‍👦 " * 60,
    "control": "a\x00b\x07c\x1b[31md\x7fe\x85f\x9bg",
    "direction": "\u202eabc\u202c \u2066def\u2069 \u200fghi\u200e \ufeff",
    "traceback": 'Traceback (most recent call last):\n  File "/srv/app.py", line 7105, in <module>\n' * 250,
    "one word": "A" * 20_000,
    "no words": "\n\t " * 3000,
    "astral": "𝕏" * 9_000,
    "marks": "e\u0301\u0302\u0303" * 3_000,
}


def everywhere(text: str) -> list[Diagnosis]:
    """Every decision, with the text in every place that carries a user's words."""
    evidence = (Evidence(text, "7105", "code"), Evidence(text, "x", "message"))
    remarks = (Remark("contradiction", {"code": text, "message": text}), Remark("statuses", {"counts": text}))

    def finding(*ids: str) -> Finding:
        matches = tuple(Match(CORPUS[i], 0.9, evidence) for i in ids)
        return Finding("answer" if len(ids) == 1 else "choose", text, matches, 3, remarks)

    codes = ids_of_code(CORPUS, "7003")
    several = tuple(finding(i) for i in codes[:4])
    return [
        Answered(finding("wxm-2.5.3")),
        Choice(finding(*codes[:3])),
        Choice(finding(*codes)),
        Several((*several, finding(*codes[5:9])), remarks),
        Several(tuple(finding(i) for i in codes), remarks),
        Unknown(remarks[0]),
    ]


def mrkdwn_of(part: Any) -> list[str]:
    """Every text in which Slack reads markup."""
    if isinstance(part, dict):
        own = [part["text"]] if part.get("type") == "mrkdwn" else []
        return own + [text for value in part.values() for text in mrkdwn_of(value)]
    return [text for item in part for text in mrkdwn_of(item)] if isinstance(part, list | tuple) else []


@cache
def messages_of(text: str, most: int = 6) -> list[Message]:
    """What Slack would be sent for the first decisions."""
    return [RENDERER.slack(answer_for(d, CORPUS), case_id="C1", audience="thread") for d in everywhere(text)[:most]]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_stays_within_limits_and_rings_nobody(text: str) -> None:
    """Every decision fits, keeps its buttons, and holds no mention, link or control character of the user's."""
    for message in messages_of(text):
        assert complaints(message) == []
        assert "ask_support" in [action for action, _ in presses(message)]
        for read_as_markup in (message.text, *mrkdwn_of(message.blocks)):
            assert "<" not in read_as_markup
            assert "evil.example" not in read_as_markup or read_as_markup is message.text
        shown = words(message) + message.text
        assert not any(char in shown for char in "\x00\x07\x1b\x7f\x85\x9b\u202e\u2066\u200f\ufeff")
        assert "49" not in shown


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_keeps_the_answer(text: str) -> None:
    """However long the quotes are, the steps of the answer are complete."""
    message = messages_of(text)[0]
    assert all(step in words(message) for step in CORPUS["wxm-2.5.3"].steps)


def test_broadcasts_are_shown_as_they_were_typed() -> None:
    """The reader still sees what stood in the text: plain_text carries it, the top-level text has it escaped."""
    message = messages_of("<!channel> 7105")[0]
    assert "“<!channel> 7105”" in words(message)
    assert "“&lt;!channel&gt; 7105”" in message.text


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=400))
def test_any_text_fits(text: str) -> None:
    """No text makes a message that Slack would refuse."""
    for message in messages_of(text, most=4):
        assert complaints(message) == []


def test_secrets_in_quotes_are_masked_alike_everywhere() -> None:
    """A value has one mark in evidence, excerpt and remarks, and stands in no Slack text."""
    for message in messages_of("to jane@example.com, Authorization: Bearer abcdef123456"):
        shown = words(message) + message.text
        assert "jane@" not in shown
        assert "abcdef123456" not in shown
        assert "[email 2]" not in shown
