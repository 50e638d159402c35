"""The modal of Ask support: within Slack's limits whatever the case, and nothing is lost on its way there and back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.redaction import Redactor
from bot.answers.render import Renderer
from bot.corpus.entry import Corpus, Entry
from bot.corpus.folders import knowledge_folder, templates_folder
from bot.corpus.load import load_corpus
from bot.diagnosis.diagnosis import Choice, Evidence, Finding, Match
from bot.errors import TemplateError
from bot.escalation.packet import Packet, edited, packet_of
from bot.local.block_kit import view_errors
from bot.slack.support_form import Origin, Submitted, check_forms, edits_of, filled_view
from bot.store.cases import Case

CORPUS: Corpus = load_corpus(knowledge_folder())
RENDERER = Renderer(CORPUS, templates_folder())
ORIGIN = Origin(
    case_id="c1",
    entry_id="connect-7105",
    channel="C1",
    thread_ts="5.1",
    sender_name="maya",
    permalink="https://x.slack.example/archives/C1/p51",
    reply_to="maya@partner.example",
)


def packet(*entries: Entry, question: str = "why?\n{}") -> Packet:
    """A case that fits these entries."""
    evidence = (Evidence("7105 " * 40, "7105", "code"),) * 3
    found = Finding("choose", "", tuple(Match(entry, 0.5, evidence) for entry in entries))
    case = Case(
        id="c1",
        question=question,
        diagnosis=Choice(found),
        corpus_version="v1",
        surface="mention",
        team="T1",
        channel="C1",
        thread_ts="5.1",
        asker="U1ADA",
    )
    return packet_of(case, entry_id="", corpus=CORPUS, sender="maya", sender_id="U2", permalink=ORIGIN.permalink)


def view(made: Packet, origin: Origin = ORIGIN) -> dict[str, Any]:
    """The modal."""
    return filled_view(RENDERER, made, origin, recipient="support@xm.webex.com", earlier=("queued",), is_sent=True)


def submitted(modal: dict[str, Any], **typed: str) -> Submitted:
    """The modal as it was sent, with what was typed into its fields."""
    inputs = [block for block in modal["blocks"] if block["type"] == "input"]
    values = {
        block["block_id"]: {block["block_id"]: {"value": block["element"].get("initial_value")}} for block in inputs
    }
    values |= {name: {name: {"value": value}} for name, value in typed.items()}
    sent = {"private_metadata": modal["private_metadata"], "state": {"values": values}}
    return Submitted.read({"view": sent, "user": {"id": "U2"}, "team": {"id": "T1"}})


def chunks() -> Iterable[tuple[Entry, ...]]:
    """Every entry by itself, and as many together as a choice may offer."""
    entries = list(CORPUS)
    yield from ((entry,) for entry in entries)
    yield from (tuple(entries[at : at + 30]) for at in range(0, len(entries), 30))


def test_the_modal_of_every_entry_keeps_slacks_limits() -> None:
    """Blocks, labels, initial values, metadata and the whole, also where thirty entries fit and the paste is long."""
    wrong = []
    for entries in chunks():
        modal = view(packet(*entries, question="why " * 2_000 + "\n" + "{x}\n" * 10_000), replace(ORIGIN, reply_to=""))
        wrong += [(entries[0].id, str(error)) for error in view_errors(modal)]
        assert len(json.dumps(modal)) < 250_000
        assert len(modal["private_metadata"]) <= 3_000
    assert wrong == []


def test_every_fact_of_an_entry_is_a_field() -> None:
    """What the entry says support needs is asked for by name, without its backticks; long pastes get room."""
    modal = view(packet(CORPUS["8x8-1200"]))
    inputs = [block for block in modal["blocks"] if str(block.get("block_id", "")).startswith("fact_")]
    assert [block["label"]["text"] for block in inputs] == [
        name.replace("`", "") for name in CORPUS["8x8-1200"].collect
    ]
    assert {block["label"]["text"]: block["element"]["multiline"] for block in inputs}["timestamp of the 1200 answer"]


def test_the_vendor_is_shown_before_anything_is_sent() -> None:
    """Whoever sends it reads whom else the mail names."""
    assert "The mail also names 8x8 support, with what to quote to them" in str(view(packet(CORPUS["8x8-1200"])))


def test_text_of_people_is_shown_as_text() -> None:
    """What a quote or a question holds rings nobody and links nowhere."""
    hostile = ("“<!channel> <https://evil.example|x>” fits x",)
    made = packet(CORPUS["connect-7105"], question="<!channel>")
    made = replace(made, suspects=tuple(replace(each, evidence=hostile) for each in made.suspects))
    texts = [
        text["text"]
        for block in view(made)["blocks"]
        for text in [block.get("text"), *(block.get("elements") or [])]
        if text and text.get("type") == "mrkdwn"
    ]
    assert [text for text in texts if "<!" in text or "evil" in text] == []


@given(st.text(alphabet="ab {}\n", max_size=400), st.integers(min_value=1, max_value=120))
def test_nothing_of_a_text_is_lost_between_modal_and_mail(text: str, times: int) -> None:
    """However long and however cut, what was not changed comes back as it was, apart from where lines are cut."""
    made = packet(CORPUS["connect-7105"], question=text * times)
    again = edited(made, edits_of(submitted(view(made)), made), redact=Redactor())
    assert _letters(again.question) == _letters(made.question)
    assert _letters(again.paste) == _letters(made.paste)
    assert again.title == made.title


def test_what_was_typed_comes_back_by_the_facts_name() -> None:
    """Fields are numbered in Slack and named in the mail."""
    made = packet(CORPUS["connect-7105"])
    again = edited(made, edits_of(submitted(view(made), fact_1="1f7c-77", tried="a restart"), made), redact=Redactor())
    assert {fact.name: fact.value for fact in again.facts if fact.value} == {"Transaction id": "1f7c-77"}
    assert again.tried == "a restart"


def test_where_it_came_from_comes_back() -> None:
    """The submission knows the case, the thread and the address again."""
    assert submitted(view(packet(CORPUS["connect-7105"]))).origin == ORIGIN


def test_a_broken_form_is_named_at_the_start(tmp_path: Path) -> None:
    """The check renders every branch of the modals."""
    folder = Path(shutil.copytree(templates_folder(), tmp_path / "templates"))
    form = folder / "slack" / "forms" / "ask_support.j2"
    form.write_text(form.read_text(encoding="utf-8").replace("vendor.quote", "vendor.colour"), encoding="utf-8")
    with pytest.raises(TemplateError, match=r"ask_support\.j2, line \d+, .*colour"):
        check_forms(Renderer(CORPUS, folder), CORPUS)


def _letters(text: str) -> str:
    return "".join(text.split())
