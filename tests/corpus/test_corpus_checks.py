"""The coded checks: each finds the corpus that breaks its rule, and none finds anything in ours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.corpus.checks import CHECKS, OTHER_CODES, check_corpus, explain
from bot.corpus.entry import Corpus, Entry
from bot.corpus.folders import knowledge_folder
from bot.corpus.load import load_corpus

STEP = "Compare the id of the request with the id of the account."

Change = Callable[[Entry], Entry]

BROKEN: dict[str, Change] = {
    "ENT:007": lambda entry: replace(entry, acts=()),
    "ENT:008": lambda entry: replace(entry, outcome=type(entry.outcome).SUCCESS),
    "ENT:009": lambda entry: replace(entry, advice=type(entry.advice).GUIDE),
    "TXT:001": lambda entry: replace(entry, steps=()),
    "TXT:002": lambda entry: replace(entry, steps=("The balance should be looked at.",)),
    "TXT:003": lambda entry: replace(entry, causes=("There is no balance",)),
    "TXT:004": lambda entry: replace(entry, notes=("More stands on https://example.com/help.",)),
    "TXT:006": lambda entry: replace(entry, id="bird-14099"),
    "ASK:001": lambda entry: replace(entry, asks=entry.asks[:2]),
    "ASK:002": lambda entry: replace(
        entry, asks=(*entry.asks, "balance of the workspace is gone", "workspace balance gone")
    ),
    "ASK:003": lambda entry: replace(entry, asks=(*entry.asks, "throttled twice since lunch")),
    "STP:004": lambda entry: replace(entry, steps=(STEP,) * 30),
}


def with_changed(corpus: Corpus, change: Change) -> Corpus:
    """The corpus with one entry of Bird's changed, or added where the change gives it another id."""
    entry = change(corpus["bird-14001"])
    return replace(corpus, entries={**corpus.entries, entry.id: entry})


@pytest.mark.parametrize("code", BROKEN)
def test_a_broken_rule_is_found(little_knowledge: Path, code: str) -> None:
    """Each check finds what breaks its rule, and tells it with its code."""
    whole = load_corpus(little_knowledge)
    other = replace(whole["8x8-1200"], asks=(*whole["8x8-1200"].asks, "Throttled twice since lunch"), steps=(STEP,))
    whole = replace(whole, entries={**whole.entries, "8x8-1200": other})
    broken = with_changed(whole, BROKEN[code])
    assert code not in {problem.code for problem in check_corpus(whole, little_knowledge)}
    assert code in {problem.code for problem in check_corpus(broken, little_knowledge)}


def test_a_copied_sentence_is_found(corpus: Corpus) -> None:
    """Eleven words in a row as the guide has them are a finding; as a message in backticks they are not."""
    copied = "Sending a POST request on this endpoint allows to convey the outcome of an SMS to 8x8."
    folder = knowledge_folder()
    told = [
        p
        for p in check_corpus(with_changed(corpus, lambda e: replace(e, notes=(copied,))), folder)
        if p.code == "TXT:005"
    ]
    assert [(problem.file, problem.key) for problem in told] == [("bird/bird-14001.toml", "notes")]
    quoted = with_changed(corpus, lambda e: replace(e, notes=(f"It says `{copied}`",)))
    assert [p for p in check_corpus(quoted, folder) if p.code == "TXT:005"] == []


def pasted(corpus: Corpus, times: int) -> Corpus:
    """The corpus with one step pasted under so many entries."""
    entries = [replace(entry, steps=(*entry.steps, STEP)) for entry in list(corpus)[:times]]
    return replace(corpus, entries={**corpus.entries, **{entry.id: entry for entry in entries}})


def test_a_step_under_nine_entries_is_found(corpus: Corpus) -> None:
    """Eight entries may share a step, nine may not."""
    folder = knowledge_folder()
    assert check_corpus(pasted(corpus, 8), folder) == check_corpus(corpus, folder)
    told = [problem for problem in check_corpus(pasted(corpus, 9), folder) if problem.code == "STP:001"]
    assert len(told) == 1
    assert "stands in 9 entries" in told[0].sentence


def test_an_exception_needs_a_reason_and_a_need(corpus: Corpus, little_knowledge: Path) -> None:
    """An excepted step passes with a reason; without one, or without nine entries, the exception is the finding."""
    table = little_knowledge / "exceptions.toml"

    def told(reason: str, times: int) -> list[str]:
        table.write_text(f'[[steps]]\nstep = "{STEP}"\nreason = "{reason}"\n', encoding="utf-8")
        return [
            problem.code
            for problem in check_corpus(pasted(corpus, times), little_knowledge)
            if problem.code.startswith("STP")
        ]

    assert told("All of them concern the id.", 9) == []
    assert told("", 9) == ["STP:002"]
    assert told("All of them concern the id.", 8) == ["STP:003"]


def test_ours_passes_every_check(corpus: Corpus) -> None:
    """The corpus of this checkout has no finding."""
    assert [str(problem) for problem in check_corpus(corpus, knowledge_folder())] == []


def test_every_code_is_explained() -> None:
    """Each code tells what it holds; a check's also why. No code has two meanings."""
    codes = [check.code for check in CHECKS]
    assert not set(codes) & set(OTHER_CODES)
    assert len(set(codes)) == len(codes)
    for code in codes:
        assert " Why: " in (explain(code) or "")
    assert all(explain(code.lower()) for code in OTHER_CODES)
    assert explain("XYZ:001") is None
