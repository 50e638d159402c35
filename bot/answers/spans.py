"""Span: a piece of a text that must not leave the process, as the detectors of redaction report it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

Kind: TypeAlias = Literal[
    "email", "phone", "token", "key", "password", "card", "iban", "name", "address", "birthdate", "identity"
]

MARK = re.compile(rf"\[({'|'.join(get_args(Kind))}) (\d{{1,6}})\]")
"""What stands in a value's place."""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` of a text; `kind` is None where a mark stands already."""

    start: int
    end: int
    kind: Kind | None
