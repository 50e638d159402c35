"""Runs: values that stand together where they belong together, such as the likenesses of one entry's asks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.diagnosis.tfidf import Floats


class Runs:
    """Which of many values belong to which owner; reduces each owner's values to one."""

    def __init__(self, owner_of: Sequence[int]) -> None:
        """`owner_of` gives the owner of each value, ascending."""
        self.owners: NDArray[np.intp]
        """Those who own any value, ascending; what is reduced comes in their order."""
        owners, starts, counts = np.unique(np.array(owner_of, dtype=np.intp), return_index=True, return_counts=True)
        self.owners, self._starts, self.counts = owners, starts, counts

    def highest(self, values: Floats) -> Floats:
        """Each owner's highest value."""
        return np.maximum.reduceat(values, self._starts) if len(self._starts) else np.zeros(0)

    def pooled(self, values: Floats) -> Floats:
        """The cubic norm of each owner's values, none of them negative."""
        if not len(self._starts):
            return np.zeros(0)
        return np.cbrt(np.add.reduceat(values * values * values, self._starts))

    def leading(self, values: Floats, owner: int) -> int | None:
        """The place of an owner's highest value, the first of several; None for somebody who owns none."""
        run = int(np.searchsorted(self.owners, owner))
        if run == len(self.owners) or self.owners[run] != owner:
            return None
        start = int(self._starts[run])
        return start + int(values[start : start + int(self.counts[run])].argmax())
