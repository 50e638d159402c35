"""How texts of the corpus are compared with one another and with the sources: words, runs, fingerprints."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

LONGEST_RUN = 10
"""Words in a row that an explanation may share with a source."""

_WORD = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?")
_VERBATIM = re.compile(r"`[^`]*`")
_CODE_OR_FIELD = re.compile(r"\b\d{4,5}\b|\b\w*_\w+\b|\b[a-z]+[A-Z]\w*\b")

_FUNCTION_WORDS = frozenset(
    """
    a about after all also am an and any anyone are as at back be because been before being but by can cannot
    could did do does doing don't done for from get gets getting got had has have having he her here him his how
    i i'm if in into is isn't it it's its just me my no not now of off on one or our out over she should so some
    such than that that's the their them then there these they this those to too up us was we we're were what
    what's when where which while who why will with would yet you your
    """.split()
)


def words_of(text: str) -> list[str]:
    """The words of a text in lower case."""
    return _WORD.findall(text.lower())


def content_words(text: str) -> frozenset[str]:
    """The words that carry an ask's meaning: no function words, no codes, no field names."""
    return frozenset(words_of(_CODE_OR_FIELD.sub(" ", text))) - _FUNCTION_WORDS


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard's index of two sets of words, 0..1."""
    union = one | other
    return len(one & other) / len(union) if union else 1.0


def runs_of(text: str, *, length: int = LONGEST_RUN + 1) -> Iterator[tuple[str, ...]]:
    """Every run of `length` words; what stands in backticks is verbatim on purpose and breaks a run."""
    for piece in _VERBATIM.split(text):
        words = words_of(piece)
        for start in range(len(words) - length + 1):
            yield tuple(words[start : start + length])


def fingerprint(run: tuple[str, ...]) -> str:
    """Ten hexadecimal digits for a run of words, so that the sources' sentences need not be carried along."""
    return hashlib.blake2b(" ".join(run).encode(), digest_size=5).hexdigest()


def fingerprints_of(texts: Iterable[str], *, verbatim: Iterable[str]) -> list[str]:
    """Fingerprints of every run in the sources, those of the documented messages left out."""
    allowed = {run for message in verbatim for run in runs_of(message)}
    return sorted({fingerprint(run) for text in texts for run in runs_of(text.replace("`", " ")) if run not in allowed})


def read_fingerprints(path: Path) -> frozenset[str]:
    """The committed fingerprints; lines that start with # are comments."""
    return frozenset(line for line in path.read_text(encoding="ascii").split() if len(line) == 10)
