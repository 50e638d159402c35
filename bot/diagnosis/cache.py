"""Cache: where a word index is kept from one start to the next, as its arrays; to build one takes seconds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Arrays = Mapping[str, NDArray[Any]]
    """What is kept, by name."""


class IndexCache(Protocol):
    """Keeps arrays by a key that says what they were made from."""

    def recall(self, key: str) -> Arrays | None:
        """What was kept under this key; None where nothing was."""

    def keep(self, key: str, arrays: Arrays) -> None:
        """Keeps arrays; fails silently, since they can be made anew."""


class NoCache:
    """Keeps nothing: each index is built anew."""

    def recall(self, key: str) -> Arrays | None:
        return None

    def keep(self, key: str, arrays: Arrays) -> None:
        return
