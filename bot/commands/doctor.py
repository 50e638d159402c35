"""`whyfailed doctor`: what keeps the bot from answering, and how to mend it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import BinaryIO

import click

from bot.commands.output import write_json
from bot.doctor.examination import examine
from bot.doctor.line import State
from bot.doctor.patient import Patient
from bot.doctor.reading import readable_settings

ENV_FILE = Path(".env")
COLOURS = {State.OK: "green", State.WARNING: "yellow", State.PROBLEM: "red"}
WIDTH = max(map(len, State)) + 2


def doctor(*, as_json: BinaryIO | None) -> bool:
    """Prints a line for each finding, or one object; true where nothing has to be mended. Raises SettingsError."""
    settings, faulty = readable_settings(ENV_FILE)
    counts: Counter[State] = Counter()
    lines: list[dict[str, str]] = []
    for check, line in examine(Patient(settings=settings, faulty=faulty, env_file=ENV_FILE)):
        counts[line.state] += 1
        if as_json is not None:
            lines.append({"check": check.name, "state": line.state, "said": line.said, "mend": line.mend})
            continue
        click.echo(click.style(line.state.ljust(WIDTH), fg=COLOURS[line.state]) + f"{check.name}: {line.said}")
        if line.mend:
            click.echo(" " * WIDTH + line.mend)
    if as_json is not None:
        worst = next(state for state in reversed(State) if counts[state] or state is State.OK)
        write_json(as_json, {"state": worst, "lines": lines}, indent=2)
    else:
        click.echo(_summary(counts))
    return not counts[State.PROBLEM]


def _summary(counts: Counter[State]) -> str:
    problems, warnings = counts[State.PROBLEM], counts[State.WARNING]
    if not problems and not warnings:
        return "All is well."
    told = [f"{number} {name}{'s' * (number > 1)}" for number, name in ((problems, "problem"), (warnings, "warning"))]
    return f"{', '.join(each for each in told if each[0] != '0')}."
