"""Index cache: the second start builds nothing, and a file that is not to be trusted is not used."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.index_cache import FolderCache
from tests.conftest import Whyfailed

ARRAYS = {"kept": np.array([1, 4]), "weights": np.array([[0.5, 1.0], [0.25, 0.0]], dtype=np.float32)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A cache folder that does not exist yet."""
    return tmp_path / "cache" / "whyfailed"


def test_what_was_kept_is_recalled_by_its_key_alone(folder: Path) -> None:
    """Another process gets the same numbers; another corpus gets nothing."""
    FolderCache(folder).keep("a", ARRAYS)
    recalled = FolderCache(folder).recall("a")
    assert recalled is not None
    np.testing.assert_array_equal(ARRAYS["kept"], recalled["kept"])
    np.testing.assert_array_equal(ARRAYS["weights"], recalled["weights"])
    assert FolderCache(folder).recall("b") is None


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o722])
def test_a_folder_that_others_may_write_to_is_not_believed(folder: Path, mode: int) -> None:
    """Who could put a file there could decide what is answered."""
    FolderCache(folder).keep("a", ARRAYS)
    folder.chmod(mode)
    assert FolderCache(folder).recall("a") is None


@pytest.mark.parametrize("content", [b"", b"not an archive", b"PK\x03\x04 broken"])
def test_a_broken_file_is_made_anew(folder: Path, content: bytes) -> None:
    """Half a file, or something else under its name, costs time and no answer."""
    FolderCache(folder).keep("a", ARRAYS)
    next(folder.iterdir()).write_bytes(content)
    assert FolderCache(folder).recall("a") is None
    FolderCache(folder).keep("a", ARRAYS)
    assert FolderCache(folder).recall("a") is not None


def test_a_folder_that_cannot_be_made_keeps_nothing(tmp_path: Path) -> None:
    """A home that is a file, or read-only, is no failure."""
    (tmp_path / "home").write_text("a file")
    FolderCache(tmp_path / "home" / "whyfailed").keep("a", ARRAYS)
    assert FolderCache(tmp_path / "home" / "whyfailed").recall("a") is None


def test_old_files_go(folder: Path) -> None:
    """Corpora that are edited often do not fill the disk."""
    for number in range(FolderCache.MOST + 3):
        FolderCache(folder).keep(f"{number}", ARRAYS)
    assert len(list(folder.iterdir())) == FolderCache.MOST


def test_the_second_start_builds_nothing_and_answers_the_same(
    whyfailed: Whyfailed, little_knowledge: Path, tmp_path: Path
) -> None:
    """`whyfailed ask` keeps its index in the user's cache folder, and answers from there."""
    asked = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "KNOWLEDGE_DIR": str(little_knowledge)}
    first = whyfailed("ask", "--json", "nobody opened the campaign since it was paused", **asked)
    kept = [path.name for path in (tmp_path / "cache" / "whyfailed").iterdir()]
    assert len(kept) == 1
    second = whyfailed("ask", "--json", "nobody opened the campaign since it was paused", **asked)
    assert first.stdout == second.stdout
    assert [path.name for path in (tmp_path / "cache" / "whyfailed").iterdir()] == kept


def test_an_index_of_something_else_is_not_used(whyfailed: Whyfailed, little_knowledge: Path, tmp_path: Path) -> None:
    """Under the right name, arrays that are no index are written anew, and the answer is the same."""
    asked = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "KNOWLEDGE_DIR": str(little_knowledge)}
    first = whyfailed("ask", "--json", "nobody opened the campaign since it was paused", **asked)
    kept = next((tmp_path / "cache" / "whyfailed").iterdir())
    size = kept.stat().st_size
    with kept.open("wb") as file:
        np.savez(file, **ARRAYS)
    assert first.stdout == whyfailed("ask", "--json", "nobody opened the campaign since it was paused", **asked).stdout
    assert size == kept.stat().st_size
