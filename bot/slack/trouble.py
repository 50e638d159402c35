"""When something breaks inside: a reference id for the person, and the same id with the traceback in the log."""

from __future__ import annotations

import logging
import traceback

from bot.errors import WhyfailedError


def report(log: logging.Logger, problem: BaseException, *, reference: str, doing: str) -> None:
    """Log where it broke under a reference id.

    Exceptions' texts stay out, for they may quote the question, but for our own, which never do: the log gets the
    types and the lines of code.
    """
    told = (reference, doing, _told(problem), _frames(problem))
    log.error("%s: %s broke: %s.\n%s", *told, extra={"reference": reference})


def _told(problem: BaseException) -> str:
    told = f"{type(problem).__name__}: {problem}" if isinstance(problem, WhyfailedError) else type(problem).__name__
    cause = problem.__cause__ or problem.__context__
    return told.rstrip(".") if cause is None else f"{told.rstrip('.')}, from {type(cause).__name__}"


def _frames(problem: BaseException) -> str:
    return "".join(traceback.format_tb(problem.__traceback__)).rstrip()
