"""What holds of every diagnosis, whatever the text: evidence, determinism, order, shapes, and the way over JSON."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from asking import Asker, written
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from perturbations import UNAMBIGUOUS

from bot.corpus.entry import Corpus
from bot.corpus.folders import knowledge_folder
from bot.corpus.load import load_corpus
from bot.diagnosis.diagnose import Diagnoser
from bot.diagnosis.diagnosis import Several, Unknown, decision_of, findings_of
from bot.diagnosis.question import Question
from bot.diagnosis.reading import read
from bot.diagnosis.wire import from_json, to_json

CORPUS = load_corpus(knowledge_folder())
MESSAGES = [message for entry in CORPUS for message in entry.messages]
CODES = sorted({entry.code for entry in CORPUS if entry.code})
ASKS = [ask for entry in CORPUS for ask in entry.asks[:1]]
NOISE = (
    "2024-03-02 08:14:55,120 INFO heartbeat ok, 7500 rows",
    "   at Dispatcher.Sender.SendAsync(Message m) in D:\\a\\Sender.cs:line 7101",
    "order #14001, room 7003, port 7200, the weather in Lisbon is lovely",
    "<b>&amp;quot;</b>{}[]()",
    "İıſß ﬁ Ａ１ 你好 🎉",
)
FRAMES = ("{}", "code {}", '{{"code": "{}"}}')
BETWEEN = ("\n", " ", ", ", "\n\n", " | ")
MESSAGE = st.builds(
    lambda name, m: UNAMBIGUOUS[name](m), st.sampled_from(sorted(UNAMBIGUOUS)), st.sampled_from(MESSAGES)
)
CODE = st.builds(str.format, st.sampled_from(FRAMES), st.sampled_from(CODES))
PIECE = st.one_of(MESSAGE, CODE, st.sampled_from(ASKS), st.sampled_from(NOISE), st.text(max_size=40))
MIXTURE = st.builds(lambda pieces, between: between.join(pieces), st.lists(PIECE, max_size=6), st.sampled_from(BETWEEN))

searching = settings(max_examples=400, deadline=20_000, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@searching
@given(text=MIXTURE)
def test_what_holds_of_every_diagnosis(asker: Asker, text: str) -> None:
    """Quotes stand in the text once its escapes are undone, findings have their decision's shape, JSON keeps all."""
    diagnosis = asker.ask(text)
    findings, readable = findings_of(diagnosis), read(text).text
    assert len(findings) == {"unknown": 0, "several": max(2, len(findings))}.get(decision_of(diagnosis), 1)
    assert [f.count for f in findings] == sorted((f.count for f in findings), reverse=True)
    for finding in findings:
        assert finding.decision == decision_of(diagnosis) or len(findings) > 1
        assert finding.excerpt in readable
        assert finding.count >= 1
        ids = [match.entry.id for match in finding.matches]
        assert len(set(ids)) == len(ids) > (finding.decision == "choose")
        for match in finding.matches:
            assert 0 < match.confidence <= 1
            assert match.evidence
            assert all(evidence.quote and evidence.quote in readable for evidence in match.evidence)
    kept = to_json(diagnosis)
    assert to_json(from_json(json.loads(json.dumps(kept)), CORPUS)) == kept


@pytest.mark.parametrize(
    ("text", "decision"),
    [
        ("code: 7105\n\nINVALID_BALANCE", "several"),
        ("error 7105", "answer"),
        ("code 7010", "choose"),
        ('{"code": 7302, "description": "Customer profile not found"}', "choose"),
        ("code: 7500\ncode: 7207", "answer"),
        ("code=7105\ncode=7106\ncode=7500", "several"),
        ("error 14099", "unknown"),
        ("good morning", "unknown"),
    ],
)
def test_each_decision_survives_the_way_over_json(asker: Asker, corpus: Corpus, text: str, decision: str) -> None:
    """Decision, findings, counts, evidence and remarks are the same on the way back."""
    diagnosis = asker.ask(text)
    assert decision_of(diagnosis) == decision
    kept = json.loads(json.dumps(to_json(diagnosis, hint="A sentence.")))
    assert kept["hint"] == "A sentence."
    back = from_json(kept, corpus)
    assert type(back) is type(diagnosis)
    assert written(back) == written(diagnosis)
    assert [(f.excerpt, f.count, f.remarks) for f in findings_of(back)] == [
        (f.excerpt, f.count, f.remarks) for f in findings_of(diagnosis)
    ]
    if isinstance(diagnosis, Unknown | Several):
        assert (back.hint if isinstance(back, Unknown) else back.remarks) == (
            diagnosis.hint if isinstance(diagnosis, Unknown) else diagnosis.remarks
        )


def test_entries_that_are_gone_are_left_out_on_the_way_back(asker: Asker, corpus: Corpus) -> None:
    """A diagnosis kept before an entry was removed is read without it, down to unknown."""
    kept = to_json(asker.ask("error 7105"))
    smaller = replace(corpus, entries={i: entry for i, entry in corpus.entries.items() if i != "connect-7105"})
    assert isinstance(from_json(kept, smaller), Unknown)


def test_the_same_question_gives_the_same_diagnosis_in_any_order_of_entries(asker: Asker, corpus: Corpus) -> None:
    """Neither asking twice nor the order in which entries are loaded changes decision, options or confidence."""
    turned = Diagnoser(replace(corpus, entries=dict(reversed(corpus.entries.items()))))
    texts = [*MESSAGES, *(f"code {code}" for code in CODES), *ASKS[::3], *NOISE, "\n".join(MESSAGES[:30])]
    for text in texts:
        one, other = asker.ask(text), turned.diagnose(Question(text))
        assert asker.ask(text) == one
        assert decision_of(one) == decision_of(other), text
        assert _plain(to_json(one)) == _plain(to_json(other)), text


def _plain(kept: dict[str, object]) -> list[object]:
    """Findings as sets of what they show, without the order of equals."""
    return sorted(
        (f["decision"], f["count"], sorted((m["id"], round(m["confidence"], 2)) for m in f["matches"]))
        if f["decision"] == "choose"
        else (f["decision"], f["count"], [(f["matches"][0]["id"], round(f["matches"][0]["confidence"], 2))])
        for f in kept["findings"]  # type: ignore[attr-defined]
    )


@searching
@given(
    text=st.text(max_size=60), earlier=st.text(max_size=60), name=st.sampled_from([None, "bird", "profile", "nobody"])
)
def test_no_context_breaks_a_diagnosis(asker: Asker, text: str, earlier: str, name: str | None) -> None:
    """Unknown products, entries that are gone and odd texts of a thread still lead to one of the four decisions."""
    diagnosis = asker.ask(text, product=name, api=name, text=earlier, offered=("connect-7105", "gone", "8x8-1002"))
    assert decision_of(diagnosis) in ("answer", "choose", "several", "unknown")
