"""`whyfailed ask --jsonl`: one object a line in, one object a line out, in order, each as soon as it is known."""

from __future__ import annotations

import json
import logging
import uuid
from typing import Any, BinaryIO

from bot.commands.output import write_json
from bot.commands.service import Service
from bot.diagnosis.question_json import question_from

log = logging.getLogger(__name__)


def answer_lines(lines: BinaryIO, answers: BinaryIO) -> bool:
    """Answers every line; a bad one gives its error in its place. True where all lines were good."""
    service = Service.here()
    good = True
    for number, line in enumerate(lines, start=1):
        answer = _answer(line, service)
        if "error" in answer:
            answer["line"] = number
            good = False
        write_json(answers, answer)
    return good


def _answer(line: bytes, service: Service) -> dict[str, Any]:
    try:
        question = question_from(_value(line))
    except ValueError as error:
        return {"error": str(error)}
    try:
        return service.object_of(service.diagnoser.diagnose(question))
    except Exception:
        reference = uuid.uuid4().hex[:8]
        log.exception("reference %s", reference)
        return {"error": f"Something broke inside; nothing is wrong with the line. Reference {reference}."}


def _value(line: bytes) -> Any:
    """The JSON value of a line. Raises ValueError with a sentence."""
    if not line.strip():
        raise ValueError('The line is empty; an object such as {"text": "..."} is expected.')
    try:
        return json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ValueError(f"The line is not UTF-8 (byte {error.start}).") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"The line is not JSON: {error.msg} (character {error.pos + 1}).") from error
    except RecursionError:
        raise ValueError("The line is nested too deeply.") from None
