"""Runs: values that stand together where they belong together, such as the likenesses of one entry's asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.diagnosis.tfidf import Floats

FAINT = 0.1
"""Share of the highest value below which one counts as nothing where values are pooled, since many add up."""

MANY = 0.1
"""Share of the values that count, above which all are gone through: picked one by one they take several times as long.
In a large collection few count."""


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
        self._firsts = self._bounds[self.owners]
        """Where the values of each of these begin."""

    def highest(self, values: NDArray[Any]) -> NDArray[Any]:
        """The highest value of each of `owners`; of several rows of values, row by row."""
        return np.maximum.reduceat(values, self._firsts, axis=-1)

    def pooled(self, values: Floats) -> Floats:
        """Of rows of values, the cubic norm of each owner's, the faint ones left out; 0 for those who own none."""
        counting = values > FAINT * values.max(axis=1, initial=0.0)[:, np.newaxis]
        cubes = np.zeros((len(values), len(self.counts)), dtype=np.float32)
        if np.count_nonzero(counting) > MANY * counting.size:
            cubed = values * values
            cubed *= values
            cubed *= counting
            cubes[:, self.owners] = np.add.reduceat(cubed, self._firsts, axis=1)
        else:
            rows, places = np.divmod(np.flatnonzero(counting), values.shape[1])
            counted = values[rows, places]
            np.add.at(cubes.reshape(-1), rows * len(self.counts) + self.owner_of[places], counted * counted * counted)
        return np.cbrt(cubes)

    def leading(self, values: Floats, owner: int) -> int | None:
        """The place of an owner's highest value, the first of several; None for somebody who owns none."""
        start, end = self._bounds[owner : owner + 2].tolist()
        return start + int(values[start:end].argmax()) if start < end else None
