"""Where `knowledge/` and `templates/` are: beside the package in a checkout, inside it in an installed wheel."""

from __future__ import annotations

import os
from pathlib import Path

from bot.errors import WhyfailedError

PACKAGE = Path(__file__).resolve().parent.parent


def folder_of(name: str, *, environment_key: str) -> Path:
    """The folder `name`: the one that the environment sets, else the wheel's own, else the checkout's.

    Raises WhyfailedError when the folder that the environment names does not exist, or when none is found.
    """
    chosen = os.environ.get(environment_key, "")
    if chosen:
        folder = Path(chosen).expanduser()
        if not folder.is_dir():
            raise WhyfailedError(
                f"{environment_key} names {folder}, which is no folder. Set it to an existing folder or unset it."
            )
        return folder
    for folder in (PACKAGE / name, PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise WhyfailedError(
        f"The folder {name} was not found beside or inside {PACKAGE}. "
        f"Install whyfailed again, or set {environment_key}."
    )


def knowledge_folder() -> Path:
    """The corpus: `KNOWLEDGE_DIR`, or the one that came with the package."""
    return folder_of("knowledge", environment_key="KNOWLEDGE_DIR")


def templates_folder() -> Path:
    """The wording: `TEMPLATES_DIR`, or the one that came with the package."""
    return folder_of("templates", environment_key="TEMPLATES_DIR")
