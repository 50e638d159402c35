"""Gives entries whose messages are close a near miss of each other: `make neighbours`.

Appends to the `near_misses` of the TOML files and leaves every other line as it is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import click

from bot.corpus.folders import knowledge_folder
from bot.corpus.load import load_corpus
from bot.diagnosis.diagnose import Diagnoser
from bot.diagnosis.proofs import Proofs

_LIST = re.compile(r"^near_misses = \[(?P<items>.*?)^\]$", re.MULTILINE | re.DOTALL)
_EMPTY = re.compile(r"^near_misses = \[\]$", re.MULTILINE)


def main() -> None:
    """Writes what is missing, and says what was added and what could not be."""
    folder = knowledge_folder()
    proofs = Proofs(Diagnoser(load_corpus(folder)))
    missing: dict[Path, list[str]] = defaultdict(list)
    for entry, neighbour in proofs.missing_neighbours():
        text = proofs.near_miss_for(entry, neighbour)
        if text is None:
            click.echo(
                f"{entry.id}: every text of {neighbour.id} is answered with {entry.id}; write a near miss by hand."
            )
        else:
            missing[folder / entry.product / f"{entry.id}.toml"].append(text)
    for path, texts in missing.items():
        path.write_text(with_near_misses(path.read_text(encoding="utf-8"), texts), encoding="utf-8")
        click.echo(f"{path.name}: {len(texts)} added")


def with_near_misses(toml: str, texts: list[str]) -> str:
    """The file with the texts at the end of its near misses. Raises ValueError where it has no such list."""
    lines = "".join(f"  {_quoted(text)},\n" for text in dict.fromkeys(texts))
    if _EMPTY.search(toml):
        return _EMPTY.sub(lambda _: f"near_misses = [\n{lines}]", toml)
    if not _LIST.search(toml):
        raise ValueError("near_misses is expected as a list with one text a line.")
    return _LIST.sub(lambda found: f"near_misses = [{found['items']}{lines}]", toml)


def _quoted(text: str) -> str:
    """A TOML string that keeps the text as it is, the plainest that can."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    if "'" not in text:
        return f"'{text}'"
    return f"'''{text}'''"


if __name__ == "__main__":
    main()
