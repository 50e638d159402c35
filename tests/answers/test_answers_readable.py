"""Readable without seeing: every message says in its text what its blocks say, and every button says what it does."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from making_answers import elements, words

from bot.answers.message import Message
from bot.answers.progress import WHYS, Mark, Progress
from bot.answers.render import NO_PROGRESS, Renderer
from bot.answers.samples import sample_answers
from bot.answers.sentences import SENTENCES
from bot.corpus.entry import Corpus
from bot.corpus.folders import templates_folder

EMOJI = re.compile(r":[a-z][a-z0-9_+-]*:")
MARKS = re.compile(r"[*`]")
LEADS = re.compile(r"^(?:- |• |\d+\. )", re.MULTILINE)
LONGEST = 3_900
CASE = "C1"


@pytest.fixture(scope="module")
def shown(corpus: Corpus) -> list[Message]:
    """Every kind of message: samples of every answer to both audiences, marked and not, and every sentence."""
    renderer = Renderer(corpus, templates_folder())
    answers = list(sample_answers(corpus))
    marks = (Mark("solved", "U0ADA"), *(Mark("not_solved", "U0ADA", why) for why in (None, *WHYS)))
    states = (NO_PROGRESS, *(Progress(mark=mark) for mark in marks))
    messages = [
        renderer.slack(a, case_id=CASE, audience="thread", progress=progress) for a in answers for progress in states
    ]
    messages += [renderer.slack(a, case_id=CASE, audience="only-you", trail=("response", "rejected")) for a in answers]
    messages += [renderer.sentence(name, **dict.fromkeys(values, "sample")) for name, values in SENTENCES.items()]
    return messages


def test_the_text_says_what_the_blocks_say(shown: list[Message]) -> None:
    """A screen reader reads the text alone: every heading and every paragraph stands in it, unless it is too long."""
    whole = [message for message in shown if len(message.text) < LONGEST - 100 and not message.text.endswith("…")]
    missing = {line for message in whole for line in _paragraphs(message) if _plain(line) not in _plain(message.text)}
    assert len(whole) > 100
    assert missing == set()


def test_the_choices_stand_in_the_text(shown: list[Message]) -> None:
    """What can be chosen is read out too: each option's title, each answer of the walk."""
    for message in shown:
        if len(message.text) < LONGEST - 100:
            for element in elements(message):
                if re.fullmatch(r"(?:choose|walk)_\d+", element["action_id"]):
                    said = element["accessibility_label"].removeprefix("This one: ").split(": ")[0].rstrip("…")
                    assert _plain(said) in _plain(message.text)


def test_every_button_says_what_it_does(shown: list[Message]) -> None:
    """Its label begins with the words that are seen (WCAG 2.5.3), and no two buttons of a message sound the same."""
    for message in shown:
        buttons = [element for element in elements(message) if element["type"] == "button"]
        heard = [button.get("accessibility_label", button["text"]["text"]) for button in buttons]
        for button, label in zip(buttons, heard, strict=True):
            assert re.search(r"\w", button["text"]["text"])
            assert label.startswith(button["text"]["text"].rstrip("…"))
        assert [label for label, times in Counter(heard).items() if times > 1] == []


def test_every_menu_and_picture_has_a_name(shown: list[Message]) -> None:
    """A menu says what it is for; a picture would have to say what it shows."""
    for message in shown:
        for element in elements(message):
            if element["type"] == "static_select":
                assert element["placeholder"]["text"].strip()
        assert all(part["alt_text"].strip() for part in _parts(message.blocks) if part.get("type") == "image")


def test_nothing_is_said_by_an_emoji(shown: list[Message]) -> None:
    """Neither as a character nor as a name, and no plain text turns one into the other."""
    for message in shown:
        said = f"{message.text}\n{words(message)}"
        assert [letter for letter in said if unicodedata.category(letter) == "So"] == []
        assert EMOJI.findall(said) == []
        texts = [part for part in _parts(message.blocks) if part.get("type") == "plain_text"]
        assert all(text["emoji"] is False for text in texts)


def test_nothing_is_said_by_a_colour_alone(shown: list[Message]) -> None:
    """A coloured button says in words what its colour says: which one is meant, and what cannot be undone."""
    coloured = {
        (part["style"], part["text"]["text"])
        for message in shown
        for part in _parts(message.blocks)
        if "style" in part and part.get("type") == "button"
    }
    assert {("primary", "Solved"), ("primary", "Ask support")} == coloured


def _paragraphs(message: Message) -> Iterator[str]:
    """Headings and the lines of sections; fields say at a glance what the text says in a line."""
    for block in message.blocks:
        if block["type"] == "header" or (block["type"] == "section" and "text" in block):
            yield from (line for line in block["text"]["text"].splitlines() if line.strip("*"))


def _plain(text: str) -> str:
    """Without markup, and without what leads an item of a list."""
    text = text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
    return " ".join(LEADS.sub("", MARKS.sub("", text)).rstrip(": …").split())


def _parts(part: Any) -> Iterator[dict[str, Any]]:
    """Every object within blocks."""
    if isinstance(part, dict):
        yield part
        for value in part.values():
            yield from _parts(value)
    elif isinstance(part, list | tuple):
        for item in part:
            yield from _parts(item)
