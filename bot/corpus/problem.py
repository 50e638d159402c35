"""Problem: one thing that is wrong with a knowledge file, with its code, file and key."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One finding of the loader or of a check."""

    file: str
    """The file, relative to the knowledge folder."""
    key: str
    """The key of the file that is at fault, or an empty string where the file as a whole is."""
    code: str
    """Which check found it, such as `TXT:003`; `whyfailed knowledge check --explain CODE` tells about it."""
    sentence: str
    """What is wrong and what is expected."""

    def __str__(self) -> str:
        where = f"{self.file}: {self.key}" if self.key else self.file
        return f"{where}: {self.sentence} [{self.code}]"
