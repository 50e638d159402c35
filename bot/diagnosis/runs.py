"""Runs: values that stand together where they belong together, such as the likenesses of one entry's asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.diagnosis.tfidf import Floats

SHORT = 8
"""Values an owner has on average, below which going from owner to owner takes longer than going through the values."""


class Runs:
    """Which of many values belong to which owner; reduces each owner's values, none of them negative, to one."""

    def __init__(self, owner_of: Sequence[int], *, owners: int) -> None:
        """`owner_of` gives the owner of each value, ascending; owners are numbered from 0."""
        self.owner_of: NDArray[np.intp] = np.array(owner_of, dtype=np.intp)
        self._bounds = np.searchsorted(self.owner_of, np.arange(owners + 1))
        """Where each owner's values begin, and where the last one's end."""
        self.counts: NDArray[np.intp] = np.diff(self._bounds)
        self.owners: NDArray[np.intp] = np.flatnonzero(self.counts)
        """Those who own any value, ascending."""

    def highest(self, values: NDArray[Any]) -> NDArray[Any]:
        """The highest value of each of `owners`."""
        return np.maximum.reduceat(values, self._bounds[self.owners])

    def pooled(self, values: Floats) -> Floats:
        """The cubic norm of each owner's values; 0 for those who own none."""
        cubes = np.zeros(len(self.counts), dtype=np.float32)
        if len(values) < SHORT * len(self.owners):
            counting = np.flatnonzero(values > 0)
            np.add.at(cubes, self.owner_of[counting], values[counting] ** 3)
        else:
            cubes[self.owners] = np.add.reduceat(values * values * values, self._bounds[self.owners])
        return np.cbrt(cubes)

    def leading(self, values: Floats, owner: int) -> int | None:
        """The place of an owner's highest value, the first of several; None for somebody who owns none."""
        start, end = self._bounds[owner : owner + 2].tolist()
        return start + int(values[start:end].argmax()) if start < end else None
