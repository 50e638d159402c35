"""`whyfailed knowledge`: check the folder, show an entry, export them all."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import click

from bot.answers.answer import answer_for
from bot.commands.output import write_json
from bot.corpus.checks import check_corpus, explain
from bot.corpus.entry import Corpus
from bot.corpus.export import exported
from bot.corpus.folders import knowledge_folder
from bot.corpus.load import load_corpus, read_corpus
from bot.corpus.problem import Problem
from bot.errors import WhyfailedError
from bot.index_cache import FolderCache


def check() -> bool:
    """Prints every finding of the loader, the checks and the proofs; true where there is none."""
    folder = knowledge_folder()
    corpus, problems = read_corpus(folder)
    found = [*problems, *check_corpus(corpus, folder)]
    share = ""
    if not problems:
        # Proofs on half a corpus would blame entries for what is missing beside them.
        more, share = _prove(corpus)
        found += more
    for problem in sorted(found):
        click.echo(str(problem))
    if problems:
        click.echo("The proofs were left out, since not every file could be read. Mend the files and check again.")
    if share:
        click.echo(share)
    click.echo(_summary(corpus, found, folder))
    return not found


def _prove(corpus: Corpus) -> tuple[list[Problem], str]:
    from bot.diagnosis.diagnose import Diagnoser
    from bot.diagnosis.proofs import Proofs, left_one_out

    problems = Proofs(Diagnoser(corpus, cache=FolderCache())).problems()
    return problems, f"Asks that find their entry with that ask left out: {left_one_out(corpus)}. A figure, no gate."


def _summary(corpus: Corpus, found: list[Problem], folder: Path) -> str:
    size = f"{len(corpus)} entries in {folder}"
    if not found:
        return f"{size}: nothing to mend."
    return f"{size}: {len(found)} to mend. `whyfailed knowledge check --explain CODE` tells what a code holds and why."


def explain_code(code: str) -> None:
    """Prints what a check's code holds. Raises WhyfailedError for a code that no check has."""
    told = explain(code)
    if told is None:
        raise WhyfailedError(f"There is no check {code}. Codes stand in brackets behind each finding.")
    click.echo(f"{code.upper()}: {told}")


def show(entry_id: str) -> None:
    """Prints an entry as an answer. Raises WhyfailedError where there is none, with ids that look alike."""
    from rapidfuzz import process

    from bot.commands.ask import print_answer
    from bot.commands.service import Service
    from bot.diagnosis.diagnosis import Unknown

    service = Service.here()
    if entry_id not in service.corpus:
        alike = [name for name, _, _ in process.extract(entry_id, list(service.corpus.entries), limit=3)]
        raise WhyfailedError(f"There is no entry {entry_id}. Ids that look alike: {', '.join(alike)}.")
    print_answer(answer_for(Unknown(), service.corpus, chosen=entry_id), service.renderer)


def export(stream: BinaryIO) -> None:
    """Writes every entry as a line of JSON, in the contract's order."""
    for entry in load_corpus(knowledge_folder()):
        write_json(stream, exported(entry))
