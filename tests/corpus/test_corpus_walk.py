"""The guided walk: what its file may hold, and that every way through ours comes to an end."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.corpus.checks import check_corpus
from bot.corpus.entry import Corpus, Kind
from bot.corpus.folders import knowledge_folder
from bot.corpus.load import read_corpus
from bot.corpus.walk import Branch, Point, Walk

STAGES = ("wxm-2.1", "wxm-2.2", "wxm-2.3", "wxm-2.4", "wxm-2.5")
ASK = '[[point]]\nid = "one"\nask = "Was it rejected?"\n'

BROKEN_FILES = {
    'start = "two"\n' + ASK: ("walk.toml: start: is 'two', and there is no such point.", "WLK:001"),
    'start = "one"\n' + ASK + ASK: ("walk.toml: point 2: is called one, as another one before it.", "WLK:001"),
    'start = "one"\n' + ASK + 'branches = [{ says = "Yes", to = "two" }]': (
        "walk.toml: point one: leads to two, and there is no such point.",
        "WLK:001",
    ),
    'start = "one"\n' + ASK + 'scenarios = ["wxm-9"]': ("walk.toml: point one: there is no entry wxm-9.", "ENT:006"),
    'start = "one"\n' + ASK + 'branches = [{ says = "Yes", entry = "wxm-9" }]': (
        "walk.toml: point one: there is no entry wxm-9.",
        "ENT:006",
    ),
    'start = "one"\n' + ASK + 'branches = [{ says = "Yes" }]\nfact = 1': (
        "walk.toml: point 1: has something missing, wrong or unknown: branches; fact. The head says what is.",
        "FMT:005",
    ),
    'start = "one"\n' + ASK + 'checks = ["bird-14001"]': (
        "walk.toml: point 1: has something missing, wrong or unknown: "
        "yes, no, still and then, which checks need. The head says what is.",
        "FMT:005",
    ),
}


@pytest.mark.parametrize("text", BROKEN_FILES)
def test_a_broken_file_is_told(little_knowledge: Path, text: str) -> None:
    """What leads nowhere or cannot be read is told with file, point and code, and the bot does not start with it."""
    (little_knowledge / "walk.toml").write_text(text, encoding="utf-8")
    _, problems = read_corpus(little_knowledge)
    sentence, code = BROKEN_FILES[text]
    assert f"{sentence} [{code}]" in [str(problem) for problem in problems]


def test_a_folder_without_a_walk_has_none(little_knowledge: Path) -> None:
    """A folder of an older version is still good."""
    (little_knowledge / "walk.toml").unlink()
    corpus, problems = read_corpus(little_knowledge)
    assert problems == ()
    assert corpus.walk == Walk()


def _changed(corpus: Corpus, point: Point) -> Corpus:
    return replace(corpus, walk=replace(corpus.walk, points={**corpus.walk.points, point.id: point}))


def test_a_point_that_nobody_comes_to_is_found(corpus: Corpus) -> None:
    """WLK:002."""
    broken = _changed(corpus, Point(id="island", ask="Alone?", facts=("Nobody comes here.",)))
    assert {"WLK:002"} == {problem.code for problem in check_corpus(broken, knowledge_folder())}


def test_a_scenario_that_is_never_offered_is_found(corpus: Corpus) -> None:
    """WLK:003."""
    stage = corpus.walk.points["whole-batch"]
    left = tuple(branch for branch in stage.branches if branch.entry != "wxm-2.3.3")
    found = check_corpus(_changed(corpus, replace(stage, branches=left)), knowledge_folder())
    assert [str(p) for p in found] == ["walk.toml: point: nothing leads to wxm-2.3.3. Offer it at its stage. [WLK:003]"]


def test_answers_that_cannot_be_pressed_are_found(corpus: Corpus) -> None:
    """WLK:004: one answer alone, the same answer twice, one that no button holds, and an end that says nothing."""
    start = corpus.walk.points["response"]
    branches = start.branches
    for broken in (branches[:1], (*branches, branches[0]), (*branches, Branch(says="x" * 76, to="open")), ()):
        changed = replace(start, branches=broken, facts=() if not broken else start.facts)
        assert "WLK:004" in {p.code for p in check_corpus(_changed(corpus, changed), knowledge_folder())}


def test_walking_in_circles_is_found(corpus: Corpus) -> None:
    """WLK:005."""
    end = corpus.walk.points["still-rejected"]
    circle = replace(end, branches=(Branch(says="Again", to="response"), Branch(says="On", to="open")))
    assert "WLK:005" in {p.code for p in check_corpus(_changed(corpus, circle), knowledge_folder())}


def test_copied_words_are_found(corpus: Corpus) -> None:
    """TXT:005 holds for the walk's words as for the entries'."""
    end = corpus.walk.points["open"]
    copied = "Sending a POST request on this endpoint allows to convey the outcome of an SMS to 8x8."
    broken = _changed(corpus, replace(end, facts=(copied,)))
    assert [problem.code for problem in check_corpus(broken, knowledge_folder())] == ["TXT:005"]


def test_a_stage_begins_at_its_scenarios(corpus: Corpus) -> None:
    """Each of the five stages has a point that offers all its scenarios."""
    for stage in STAGES:
        point = corpus.walk.point_of(stage)
        assert point is not None
        offered = {branch.entry for branch in point.branches if branch.entry}
        scenarios = {e.id for e in corpus if e.kind is Kind.SCENARIO and e.id.startswith(f"{stage}.")}
        assert scenarios | {stage} == offered


def test_several_stages_begin_where_they_part(corpus: Corpus) -> None:
    """The walk begins with the last question that leads to all that was offered; never, where something is no stage."""
    begins = [corpus.walk.point_for(stages) for stages in (STAGES, STAGES[:2], STAGES[2:4], ("wxm-2.3", "wxm-2.4.5"))]
    assert [point and point.id for point in begins] == ["response", "response", "batch-id", None]


def test_the_checklist_goes_through_all_of_it(corpus: Corpus) -> None:
    """Where no response was logged, one scenario of 2.1 after the other is checked; support stands at its end."""
    point, checked = corpus.walk.points["checklist"], []
    while point.check:
        checked.append((point.number, point.checks, point.check))
        found, onward = point.branches
        assert point.check == found.entry
        point = corpus.walk.points[onward.to]
    assert [(number, 6, f"wxm-2.1.{number}") for number in range(1, 7)] == checked
    assert "support@xm.webex.com" in " ".join(point.facts)
