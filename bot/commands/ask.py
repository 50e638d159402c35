"""`whyfailed ask`: one question, its answer for a person or for a program."""

from __future__ import annotations

from typing import BinaryIO

import click
from rich.console import Console

from bot.answers.answer import Answer, answer_for
from bot.answers.render import Renderer
from bot.commands.explain import sections_of
from bot.commands.output import write_json
from bot.commands.service import Service
from bot.diagnosis.question import Question


def ask(text: str, *, as_json: BinaryIO | None = None, explain: bool = False) -> None:
    """Answers a text: the contract's object to `as_json` if given, else words to standard output."""
    service = Service.here()
    question = Question(text)
    diagnosis = service.diagnoser.diagnose(question)
    if as_json is not None:
        write_json(as_json, service.object_of(diagnosis))
        return
    print_answer(answer_for(diagnosis, service.corpus), service.renderer)
    if explain:
        for heading, lines in sections_of(question, diagnosis, service.diagnoser).items():
            click.echo()
            click.secho(heading, bold=True)
            for line in lines or ("none",):
                click.echo(f"  {line}")


def print_answer(answer: Answer, renderer: Renderer) -> None:
    """Lays an answer out for reading in a terminal; plain where it goes into a pipe or a file."""
    console = Console(highlight=False)
    if console.is_terminal:
        console.print(renderer.terminal(answer, width=console.width))
    else:
        click.echo(renderer.plain(answer).rstrip("\n"))
