"""LabelledQuestion: a question of a test set with what a right answer is; and the reading of such files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from bot.diagnosis.question import Question
from bot.diagnosis.question_json import question_from
from bot.errors import QuestionFileError

Expectation = Literal["answer", "choose", "several", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledQuestion:
    """One question with its label."""

    question: Question
    expect: Expectation
    """The decision that is right."""
    accept: tuple[str, ...]
    """Ids that are right."""
    also: frozenset[str] = frozenset()
    """Ids that may be asserted besides."""
    or_ids: frozenset[str] = frozenset()
    """For `unknown`: ids that are right too."""
    kind: str = ""
    """How the text was made, such as `cut-head`."""
    set: str = ""
    """The group of questions that it belongs to."""

    def group(self, by: str) -> str:
        """The value of the field that a report is grouped by: set, kind or expect."""
        return str({"set": self.set, "kind": self.kind, "expect": self.expect}[by])


def read_questions(path: Path) -> list[LabelledQuestion]:
    """The questions of a file, one JSON object a line. Raises QuestionFileError with file and line."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise QuestionFileError(f"{path} cannot be read ({error.strerror}). Name an existing file.") from error
    except UnicodeDecodeError as error:
        raise QuestionFileError(f"{path} is not UTF-8 (byte {error.start}). Save it as UTF-8.") from error
    numbered = enumerate(lines, start=1)
    questions = [_question(line, f"{path}, line {number}") for number, line in numbered if line.strip()]
    if not questions:
        raise QuestionFileError(f"{path} holds no questions. One JSON object a line is expected.")
    return questions


def _question(line: str, where: str) -> LabelledQuestion:
    try:
        label = json.loads(line)
        question = question_from(label)
    except (ValueError, RecursionError) as error:
        raise QuestionFileError(f"{where}: {error}") from error
    expect = label.get("expect")
    if expect not in get_args(Expectation):
        raise QuestionFileError(f"{where}: `expect` is {expect!r}; expected one of {', '.join(get_args(Expectation))}.")
    return LabelledQuestion(
        question=question,
        expect=expect,
        accept=tuple(_ids(label, "accept", where)),
        also=frozenset(_ids(label, "also", where)),
        or_ids=frozenset(_ids(label, "or", where)),
        kind=str(label.get("kind", "")),
        set=str(label.get("set", "")),
    )


def _ids(label: Mapping[str, Any], key: str, where: str) -> Sequence[str]:
    ids = label.get(key, [])
    if not isinstance(ids, list) or not all(isinstance(item, str) for item in ids):
        raise QuestionFileError(f"{where}: `{key}` expects a list of ids.")
    return ids
