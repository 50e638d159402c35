"""`whyfailed eval --report`: judges files of labelled questions and writes what came of it as one HTML page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from bot.corpus.folders import knowledge_folder, templates_folder
from bot.corpus.load import load_corpus
from bot.diagnosis.diagnose import Diagnoser
from bot.evaluation.candidates import Weighed, weighed
from bot.evaluation.labelled import read_questions
from bot.evaluation.page import page
from bot.evaluation.report import Report
from bot.evaluation.section import Section
from bot.index_cache import FolderCache


def write_page(target: Path, *, files: Sequence[Path], held: Sequence[Path], totals_only: bool) -> None:
    """Writes the page over `files`, and over `held` as totals. Raises QuestionFileError and TemplateError."""
    diagnoser = Diagnoser(load_corpus(knowledge_folder()), cache=FolderCache())
    groups = [(files, totals_only)] + ([(held, True)] if held else [])
    sections = [
        Section(
            name=f"part-{number}",
            title="Questions that nobody looks at" if hidden else "Questions that may be looked at",
            files=tuple((path.name, _weighed(path, diagnoser)) for path in paths),
            totals_only=hidden,
        )
        for number, (paths, hidden) in enumerate(groups, start=1)
    ]
    target.write_text(page(sections, templates=templates_folder()), encoding="utf-8", newline="\n")
    for section in sections:
        report = Report(tuple(question.judged for question in section.questions))
        click.echo(f"{section.title}: {report.total_line()}")
    click.echo(f"The report is in {target}.")


def _weighed(file: Path, diagnoser: Diagnoser) -> tuple[Weighed, ...]:
    labels = read_questions(file)
    report = Report.on((label, diagnoser.diagnose(label.question)) for label in labels)
    return tuple(weighed(judged, diagnoser.ranking(judged.label.question)) for judged in report.judged)
