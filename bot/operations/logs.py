"""The log: lines for people or JSON for machines, with reference and event ids, never with what somebody wrote.

An exception's text may quote a question, so of exceptions from outside only the type and the lines of code are kept.
"""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType
from typing import Literal, TypeAlias

import structlog
from structlog.typing import EventDict, WrappedLogger

LogFormat: TypeAlias = Literal["text", "json"]
_ExcInfo: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def start_log(level: str, *, form: LogFormat) -> None:
    """Log to standard error; the server's own start and stop are no news."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_json() if form == "json" else _Lines("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler])
    logging.getLogger("uvicorn").setLevel(logging.WARNING)


class _Lines(logging.Formatter):
    """Lines for people."""

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 (logging calls it so)
        """Where it broke."""
        return _where(ei)


def _json() -> logging.Formatter:
    """One object a line: at, level, logger, said, and the ids that are known there."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _only_where_it_broke,
            structlog.processors.EventRenamer("said"),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )


def _only_where_it_broke(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    found = event.pop("exc_info", None)
    if isinstance(found, tuple):
        event["broke"] = _where(found)
    return event


def _where(found: _ExcInfo) -> str:
    kind, _, frames = found
    lines = "".join(traceback.format_tb(frames)).rstrip()
    return f"{kind.__name__}\n{lines}" if kind is not None else ""
