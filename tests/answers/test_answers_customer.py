"""The reply for the customer: sendable as it is, for every entry; UPDATE_SNAPSHOTS=1 writes the samples anew."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from making_answers import finding, ids_of_code

from bot.answers.answer import answer_for
from bot.answers.render import Renderer
from bot.corpus.entry import Corpus, Entry
from bot.corpus.folders import knowledge_folder
from bot.corpus.load import load_corpus
from bot.diagnosis.diagnosis import Answered, Choice, Diagnosis, Several, Unknown

CORPUS = load_corpus(knowledge_folder())
FOLDER = Path(__file__).parent / "customer_replies"

INTERNAL = re.compile(
    r"`|\b(?:choose|confidence|score|whyfailed|runner-up|tables?|scenario \d|which is what us|Bird lists"
    r"|the guide (?:gives|does|says)|support@xm\.webex\.com|(?:Webex Connect|Bird|8x8) support)\b"
)
"""Words of our desk and of our documents."""


def mail(renderer: Renderer, diagnosis: Diagnosis, corpus: Corpus) -> str:
    """The reply for a diagnosis."""
    return renderer.for_customer(answer_for(diagnosis, corpus))


@pytest.mark.parametrize("entry", list(CORPUS), ids=lambda entry: entry.id)
def test_every_entrys_reply_can_be_sent_unedited(entry: Entry, corpus: Corpus, renderer: Renderer) -> None:
    """It greets, tells what happened and what to do, ends politely, fits a field, and has no word of our desk."""
    text = mail(renderer, Answered(finding(corpus, entry.id, excerpt="ann@example.com")), corpus)
    assert INTERNAL.findall(text) == []
    assert entry.id not in text
    assert "ann@example.com" not in text
    assert text.startswith("Hello,\n\nthank you for getting in touch. We looked into what you sent us")
    assert text.endswith("\n\nKind regards\n")
    assert len(text) <= 3_000
    assert "\n\n\n" not in text
    assert [line for line in text.splitlines() if line != line.strip()] == []
    numbered = re.findall(r"^(\d+)\. ", text, re.MULTILINE)
    assert numbered == [str(number) for number in range(1, len(numbered) + 1)]


@pytest.mark.parametrize(
    ("entry_id", "expected"),
    [
        ("connect-7105", "To solve it, please take these steps:"),
        ("wxm-2.4.2", "Your account administrator can solve this. Please take these steps together with them:"),
        ("wxm-2.3.1", "Please take these steps. For some of them you may need your account administrator:"),
        ("connect-7109", "This depends on the recipient. Please take these steps, with their help where you need it:"),
        ("bird-12001", "This cannot be solved on your side alone, so we will take it up."),
        ("connect-7501", "There is nothing that you have to do."),
    ],
)
def test_who_acts_decides_whom_the_reply_asks(entry_id: str, expected: str, corpus: Corpus, renderer: Renderer) -> None:
    """The customer, their administrator, the recipient, us, or nobody."""
    assert expected in mail(renderer, Answered(finding(corpus, entry_id)), corpus)


def test_a_step_that_asks_support_is_left_out_or_asks_us(corpus: Corpus, renderer: Renderer) -> None:
    """It is support that writes: a step that only hands on goes, and inside another one support becomes us."""
    handed_on = mail(renderer, Answered(finding(corpus, "connect-7003-customerid")), corpus)
    inside = mail(renderer, Answered(finding(corpus, "connect-7213")), corpus)
    assert "in every record" not in handed_on
    assert "and ask us about those who say that they never did." in inside


SAMPLES: dict[str, Diagnosis] = {
    "administrator": Answered(finding(CORPUS, "wxm-2.4.2")),
    "customer": Answered(finding(CORPUS, "connect-7105")),
    "recipient": Answered(finding(CORPUS, "connect-7109")),
    "us": Answered(finding(CORPUS, "bird-12001")),
    "nobody": Answered(finding(CORPUS, "connect-7501")),
    "by_message": Answered(finding(CORPUS, "wxm-2.5.3")),
    "open": Choice(finding(CORPUS, *ids_of_code(CORPUS, "1002"))),
    "several": Several(
        (
            finding(CORPUS, "connect-7105", count=12),
            finding(CORPUS, *ids_of_code(CORPUS, "7208"), count=2),
            finding(CORPUS, "bird-12001"),
        )
    ),
    "many": Several(tuple(finding(CORPUS, entry.id) for entry in list(CORPUS)[40:55])),
    "unknown": Unknown(),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_the_reply_is_the_one_that_was_read(name: str, corpus: Corpus, renderer: Renderer) -> None:
    """To the letter."""
    path = FOLDER / f"{name}.txt"
    text = mail(renderer, SAMPLES[name], corpus)
    if os.environ.get("UPDATE_SNAPSHOTS") == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text
