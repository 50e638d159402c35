"""Pages: what a browser shows on the way of installing the app, worded by `templates/pages/`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2 import TemplateError as JinjaError

from bot.errors import TemplateError

Outcome = Literal[
    "offer",
    "done",
    "cancelled",
    "stale",
    "refused",
    "unreachable",
    "not_kept",
    "whole_organisation",
    "rotating",
    "busy",
]

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
"""Nothing but the page itself is loaded; the address with its code and state is passed on to nobody."""


class InstallationPages:
    """Words the pages."""

    def __init__(self, templates: Path, *, days: int) -> None:
        """`days` is how long questions are kept. Raises TemplateError when the template is missing or broken."""
        self._days = days
        environment = Environment(
            loader=FileSystemLoader(templates / "pages"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        try:
            self._template = environment.get_template("installation.html.j2")
        except JinjaError as problem:
            raise TemplateError(f"templates/pages cannot be used: {type(problem).__name__}: {problem}.") from None

    def html(self, outcome: Outcome, *, address: str, workspace: str = "") -> str:
        """A page; `address` is where its button leads. Raises TemplateError."""
        try:
            return self._template.render(outcome=outcome, address=address, workspace=workspace, days=self._days)
        except JinjaError as problem:
            raise TemplateError(f"templates/pages asks for something that is not there: {problem}.") from None

    def check(self) -> None:
        """Word every page. Raises TemplateError."""
        for outcome in get_args(Outcome):
            self.html(outcome, address="/slack/install", workspace="sample")
