"""Writes knowledge/sources.fingerprints from a folder of source documents: `make fingerprints SOURCES=folder`.

The sources themselves are not part of this repository; their fingerprints are enough to hold that no explanation
copies them.
"""

from __future__ import annotations

import sys
from pathlib import Path

from bot.corpus.folders import knowledge_folder
from bot.corpus.load import read_corpus
from bot.corpus.wording import fingerprints_of


def main() -> None:
    """Reads every .txt file of the folder given and writes the fingerprints of its runs of words."""
    sources = sorted(Path(sys.argv[1]).glob("*.txt"))
    folder = knowledge_folder()
    corpus, _ = read_corpus(folder)
    lines = fingerprints_of(
        (path.read_text(encoding="utf-8") for path in sources), verbatim=(m for entry in corpus for m in entry.messages)
    )
    head = "# Fingerprints of every run of eleven words in the sources, messages left out; see bot/corpus/wording.py.\n"
    (folder / "sources.fingerprints").write_text(head + "\n".join(lines) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
