"""`whyfailed eval`: judges the answers to files of labelled questions by the one rule."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from bot.corpus.folders import knowledge_folder
from bot.corpus.load import load_corpus
from bot.diagnosis.diagnose import Diagnoser
from bot.evaluation.labelled import read_questions
from bot.evaluation.report import Report
from bot.index_cache import FolderCache


def evaluate(files: Sequence[Path], *, by: str, misses: int, totals_only: bool) -> None:
    """Prints the report over all files together. Raises QuestionFileError."""
    labels = [label for file in files for label in read_questions(file)]
    diagnoser = Diagnoser(load_corpus(knowledge_folder()), cache=FolderCache())
    report = Report.on((label, diagnoser.diagnose(label.question)) for label in labels)
    for line in report.totals() if totals_only else report.lines(by=by, misses=misses):
        click.echo(line)
