"""`whyfailed eval`: its figures, its layout, and what it refuses to read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from bot.cli import main
from bot.corpus.entry import Corpus
from bot.diagnosis.diagnose import Diagnoser
from bot.evaluation.intervals import wilson
from bot.evaluation.labelled import read_questions
from bot.evaluation.report import Report
from tests.conftest import ROOT

QUESTIONS = [
    {"text": "code 7105", "expect": "answer", "accept": ["connect-7105"], "kind": "code", "set": "one"},
    {"text": "code 7106", "expect": "answer", "accept": ["connect-7105"], "kind": "code", "set": "one"},
    {"text": "the canteen is closed", "expect": "unknown", "accept": [], "kind": "off", "set": "two"},
]

Evaluate = Callable[..., Result]


@pytest.fixture
def evaluate(tmp_path: Path, little_knowledge: Path) -> Evaluate:
    """Runs `whyfailed eval` on questions, on a little corpus."""

    def run(*options: str, questions: object = QUESTIONS) -> Result:
        path = tmp_path / "questions.jsonl"
        lines = questions if isinstance(questions, bytes) else "\n".join(map(json.dumps, questions)).encode()
        path.write_bytes(lines)
        return CliRunner().invoke(main, ["eval", str(path), *options], env={"KNOWLEDGE_DIR": str(little_knowledge)})

    return run


def test_the_report(evaluate: Evaluate) -> None:
    """Groups with three figures, the quotes that are none, and the total with its intervals."""
    assert evaluate().stdout == (
        "one                      n=   2  right  50.0%  helpful  50.0%  wrong  50.0%\n"
        "two                      n=   1  right 100.0%  helpful 100.0%  wrong   0.0%\n"
        "evidence quotes that are no piece of the text: 0\n"
        "ALL n=3 right 66.7% (20.8%-93.9%) helpful 66.7% wrong 33.3% (6.1%-79.2%)\n"
    )


def test_groups_and_misses(evaluate: Evaluate) -> None:
    """`--by` groups otherwise; `--misses` shows what was wanted and what came."""
    said = evaluate("--by", "kind", "--misses", "5").stdout
    assert said.startswith("code                     n=   2  ")
    assert "WRONG \"code 7106\" | want answer ['connect-7105'] | got answer [('answer', ['connect-7106'])]\n" in said


def test_totals_only_shows_no_question(evaluate: Evaluate) -> None:
    """For questions that nobody may look at: four lines, no text, no group, no id."""
    assert evaluate("--totals-only").stdout == (
        "n 3\nright 66.7% (20.8%-93.9%)\nhelpful 66.7% (20.8%-93.9%)\nwrong 33.3% (6.1%-79.2%)\n"
    )


@pytest.mark.parametrize(
    ("questions", "sentence"),
    [
        (b"", "holds no questions"),
        (b"\xff", "is not UTF-8 (byte 0)"),
        (b"nonsense", "questions.jsonl, line 1: "),
        (b'{"text": "x", "expect": "unknown"}\n{"expect": "unknown"}', "questions.jsonl, line 2: `text` is missing."),
        (
            b'{"text": "x", "expect": "maybe"}',
            "line 1: `expect` is 'maybe'; expected one of answer, choose, several, unknown.",
        ),
        (b'{"text": "x", "expect": "answer", "accept": "connect-7105"}', "line 1: `accept` expects a list of ids."),
    ],
)
def test_a_broken_file_is_told(evaluate: Evaluate, questions: bytes, sentence: str) -> None:
    """File and line are named, exit status 1."""
    done = evaluate(questions=questions)
    assert done.exit_code == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.output


def test_a_missing_file_is_told() -> None:
    """A name that is no file ends in a sentence."""
    done = CliRunner().invoke(main, ["eval", "no-such-file.jsonl"])
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: no-such-file.jsonl cannot be read")


@given(st.integers(0, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share(counts: tuple[int, int]) -> None:
    """Wilson's interval lies within 0..1 and around the share, and is symmetrical in hits and misses."""
    count, total = counts
    low, high = wilson(count, total)
    assert -1e-9 <= low <= high <= 1 + 1e-9
    if total:
        assert low - 1e-9 <= count / total <= high + 1e-9
        mirrored = wilson(total - count, total)
        assert mirrored == pytest.approx((1 - high, 1 - low))


def test_the_interval_of_a_known_share() -> None:
    """10 of 100: 5.5 % to 17.4 % (Wilson, without continuity correction)."""
    assert wilson(10, 100) == pytest.approx((0.0552, 0.1744), abs=1e-4)


def test_labelled_questions_are_answered(diagnoser: Diagnoser, corpus: Corpus) -> None:
    """The gate, on the questions that may be looked at: 84 % right, at most 4 % wrong, each quote from its text."""
    labels = read_questions(ROOT / "tests/questions/look.jsonl")
    report = Report.on((label, diagnoser.diagnose(label.question)) for label in labels)
    total = report.total
    assert all(entry_id in corpus for label in labels for entry_id in label.accept)
    assert total.right / total.n >= 0.84
    assert total.wrong / total.n <= 0.04
    assert report.foreign == 0
