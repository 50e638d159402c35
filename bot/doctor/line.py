"""Line: what one check found, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    """It works, and not as well as it could; or it could not be looked at."""
    PROBLEM = "problem"
    """Something does not work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One finding of one check."""

    state: State
    said: str
    """A sentence: what is so, or what is wrong and where."""
    mend: str = ""
    """A sentence: what to do about it; empty where nothing is to be done."""


def well(said: str) -> Line:
    """Nothing to mend."""
    return Line(state=State.OK, said=said)


def warning(said: str, mend: str) -> Line:
    """Something to look at."""
    return Line(state=State.WARNING, said=said, mend=mend)


def problem(said: str, mend: str) -> Line:
    """Something to mend."""
    return Line(state=State.PROBLEM, said=said, mend=mend)
