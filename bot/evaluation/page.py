"""The page of `whyfailed eval --report`: what a run is worth, as one HTML file that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2 import TemplateError as JinjaError

from bot.errors import TemplateError
from bot.evaluation.intervals import wilson
from bot.evaluation.section import Section, shown
from bot.evaluation.thresholds import WRONG_COSTS


def page(sections: Sequence[Section], *, templates: Path) -> str:
    """The page as HTML, the same for the same questions. Raises TemplateError."""
    environment = Environment(
        loader=FileSystemLoader(templates / "report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"percent": _percent, "interval": _interval}
    try:
        return environment.get_template("page.html.j2").render(
            sections=[shown(section) for section in sections],
            wrong_costs=WRONG_COSTS,
        )
    except JinjaError as problem:
        raise TemplateError(f"templates/report cannot be used: {type(problem).__name__}: {problem}.") from problem


def _percent(share: float) -> str:
    return f"{share:.1%}"


def _interval(count: int, n: int) -> str:
    low, high = wilson(count, n)
    return f"{low:.1%}-{high:.1%}"
