"""Index cache: built word indexes in the user's cache folder, so that only the first start builds one."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import stat
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

if TYPE_CHECKING:
    from bot.diagnosis.cache import Arrays

log = logging.getLogger(__name__)


class FolderCache:
    """A folder of files named by what they were made from and by which program; the newest few are kept.

    The folder has to belong to this user and be closed to others: whoever can write there decides what is answered.
    Where it cannot be used, an index is built anew at each start. Files hold plain arrays, nothing that is run.
    """

    MOST = 8
    """Files that are kept; the oldest go."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or _cache_folder()

    def recall(self, key: str) -> Arrays | None:
        """What was kept under this key; None where nothing was, or where it cannot be trusted or read."""
        path = self._path(key)
        if not self._is_ours():
            return None
        import numpy as np  # takes a tenth of a second, which a bare code on the command line need not pay

        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                return dict(arrays)
        except (OSError, ValueError, KeyError, BadZipFile, EOFError) as problem:
            if not isinstance(problem, FileNotFoundError):
                log.warning("%s cannot be used (%s) and is made anew.", path, problem)
            return None

    def keep(self, key: str, arrays: Arrays) -> None:
        """Keeps arrays, all of them or none; says nothing where it cannot."""
        import numpy as np  # as above

        with contextlib.suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not self._is_ours():
                return
            number, name = tempfile.mkstemp(dir=self._folder, suffix=".part")
            with os.fdopen(number, "wb") as file:
                np.savez(file, allow_pickle=False, **arrays)
            Path(name).replace(self._path(key))
            files = sorted(self._folder.glob("index-*.npz"), key=lambda path: path.stat().st_mtime)
            for old in files[: -self.MOST]:
                old.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / f"index-{_program()}-{key}.npz"

    def _is_ours(self) -> bool:
        if not self._folder.is_dir():
            return False
        if sys.platform == "win32":
            return True  # a profile's folder is closed to others there, and has no such bits
        known = self._folder.stat()
        return known.st_uid == os.getuid() and not known.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


@cache
def _program() -> str:
    """A digest of the code that builds and reads indexes: another release, or an edit, builds its own."""
    digest = hashlib.sha256()
    for path in sorted((Path(__file__).parent / "diagnosis").glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _cache_folder() -> Path:
    """Where this user's programs keep what can be made anew (XDG Base Directory Specification)."""
    chosen = os.environ.get("XDG_CACHE_HOME", "")
    base = Path(chosen) if Path(chosen).is_absolute() else Path.home() / ".cache"
    return base / "whyfailed"
