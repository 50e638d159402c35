"""The proofs: an ask that finds another entry, a near miss that is answered and close neighbours are findings."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.corpus.entry import Corpus
from bot.corpus.load import load_corpus, read_corpus
from bot.corpus.problem import Problem
from bot.diagnosis.diagnose import Diagnoser
from bot.diagnosis.neighbours import neighbours_of
from bot.diagnosis.proofs import Proofs, left_one_out
from scripts.add_neighbours import with_near_misses
from tests.conftest import ROOT


@pytest.fixture
def little(little_knowledge: Path) -> Corpus:
    return load_corpus(little_knowledge)


def problems(corpus: Corpus, **changes: tuple[str, ...]) -> list[Problem]:
    """The proofs' findings once an entry of Webex Connect was changed."""
    entry = replace(corpus["connect-7105"], **changes)
    changed = replace(corpus, entries={**corpus.entries, entry.id: entry})
    return Proofs(Diagnoser(changed)).problems()


def added(before: list[Problem], after: list[Problem]) -> list[tuple[str, str, str]]:
    """File, key and code of what was not found before."""
    return [(problem.file, problem.key, problem.code) for problem in after if problem not in before]


def test_an_ask_that_finds_another_entry_is_a_finding(little: Corpus) -> None:
    """PRF:001 names the file of the ask."""
    before = problems(little)
    found = problems(little, asks=(*little["connect-7105"].asks, "Webex Connect error 7106 Channel not configured"))
    assert added(before, found) == [("webex-connect/connect-7105.toml", "asks", "PRF:001")]


def test_a_near_miss_that_is_answered_is_a_finding(little: Corpus) -> None:
    """PRF:002 names the file of the near miss."""
    before = problems(little)
    found = problems(little, near_misses=("Webex Connect error 7105",))
    assert added(before, found) == [("webex-connect/connect-7105.toml", "near_misses", "PRF:002")]


@pytest.fixture
def neighbours(little_knowledge: Path) -> Corpus:
    """Two entries with the same message but for a word, 7014's, that know nothing of each other."""
    for name in ("connect-7014-customer-not-found", "connect-7014-app-profile-not-found"):
        shutil.copy(ROOT / "knowledge/webex-connect" / f"{name}.toml", little_knowledge / "webex-connect")
    read, _ = read_corpus(little_knowledge)  # their related entries are not in the little corpus
    strangers = {entry.id: replace(entry, near_misses=()) if entry.code == "7014" else entry for entry in read}
    return replace(read, entries=strangers)


def test_neighbours_that_do_not_name_each_other_are_findings(neighbours: Corpus) -> None:
    """PRF:003 comes for both of two close entries, and is mended by the text that is proposed."""
    proofs = Proofs(Diagnoser(neighbours))
    one, other = neighbours["connect-7014-customer-not-found"], neighbours["connect-7014-app-profile-not-found"]
    missing = [(entry.id, near.id) for entry, near in proofs.missing_neighbours() if entry.code == "7014"]
    assert sorted(missing) == sorted([(one.id, other.id), (other.id, one.id)])
    text = proofs.near_miss_for(one, other)
    assert text is not None
    assert text.startswith("7014 ")
    mended = replace(neighbours, entries={**neighbours.entries, one.id: replace(one, near_misses=(text,))})
    codes = {
        (p.file, p.code)
        for p in Proofs(Diagnoser(mended)).problems()
        if p.code in ("PRF:002", "PRF:003") and "7014" in p.file
    }
    assert codes == {(f"webex-connect/{other.id}.toml", "PRF:003")}


def test_neighbours_are_those_with_close_messages_or_the_same_code(corpus: Corpus) -> None:
    """Messages that contain each other, copies elsewhere and shared codes are close; of many the nearest three."""
    close = {entry_id: [entry.id for entry in found] for entry_id, found in neighbours_of(corpus).items()}
    assert "wxm-2.1.6" in close["wxm-2.3.1"]
    assert close["connect-7628"] == ["connect-7629"]
    assert "8x8-2000" in close["connect-7006-internal-server-error"]
    assert len(close["connect-7003-psid"]) == 3
    assert "connect-7105" not in close


def test_left_one_out_is_a_share_that_stays_the_same(little: Corpus) -> None:
    """Two asks of each entry are asked, always the same ones."""
    share = left_one_out(little)
    assert share == left_one_out(little)
    assert (share.total, 0 <= share.count <= share.total) == (2 * len(little), True)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a = 1\nnear_misses = []\nb = 2\n", 'a = 1\nnear_misses = [\n  "7014 x",\n]\nb = 2\n'),
        ('near_misses = [\n  "y",\n]\nb = 2\n', 'near_misses = [\n  "y",\n  "7014 x",\n]\nb = 2\n'),
    ],
)
def test_near_misses_are_added_in_place(before: str, after: str) -> None:
    """What is added to a file stands at the end of its near misses; every other line stays."""
    assert with_near_misses(before, ["7014 x"]) == after
