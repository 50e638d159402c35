"""The table of what must go and what must stay, read from `redaction_cases.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path

_TABLE = tomllib.loads((Path(__file__).with_suffix(".toml")).read_text(encoding="utf-8").replace("¦", ""))

GONE: list[tuple[str, str]] = [(text, expected) for group in _TABLE["gone"].values() for text, expected in group]
"""(text, the text after redaction)."""

STAYS: list[str] = [text for group in _TABLE["stays"].values() for text in group]
"""Texts in which nothing may be touched."""
