"""Wilson's interval: how far a share of a small sample can be trusted."""

from __future__ import annotations

import math

SURE = 1.96
"""Standard deviations of a 95 % interval."""


def wilson(count: int, total: int) -> tuple[float, float]:
    """The 95 % interval of `count` of `total`, both ends 0..1 (E. B. Wilson, 1927, JASA 22:209)."""
    if total == 0:
        return 0.0, 0.0
    share, square = count / total, SURE * SURE
    centre = share + square / (2 * total)
    half = SURE * math.sqrt(share * (1 - share) / total + square / (4 * total * total))
    low, high = (centre - half) / (1 + square / total), (centre + half) / (1 + square / total)
    return max(0.0, low), min(1.0, high)  # of none and of all, rounding would print -0.0%
