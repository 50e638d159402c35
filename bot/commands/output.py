"""Output for programs: JSON in UTF-8, whatever the terminal speaks, a line at a time."""

from __future__ import annotations

import json
from typing import Any, BinaryIO


def write_json(stream: BinaryIO, value: Any, *, indent: int | None = None) -> None:
    """One value and a line's end, out at once: whoever reads line by line is never kept waiting."""
    stream.write(json.dumps(value, ensure_ascii=False, indent=indent).encode("utf-8", "replace") + b"\n")
    stream.flush()
