"""Delivery to several processes of one app: in turn, as behind a load balancer, or to all of them at once."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from bot.local.delivery import Attempt, Transport
from bot.local.nouns import JSON


class InTurn:
    """Each delivery and each retry goes to the next process, whether it lives or not."""

    def __init__(self, transports: Sequence[Transport]) -> None:
        self._next = itertools.cycle(transports)

    def send(self, kind: str, payload: JSON, *, retry_num: int, reason: str | None, seconds: float) -> Attempt:
        """Deliver to one."""
        return next(self._next).send(kind, payload, retry_num=retry_num, reason=reason, seconds=seconds)


class AtOnce:
    """Everything goes to every process at the same moment, as a retry does that overlaps with its event."""

    def __init__(self, transports: Sequence[Transport]) -> None:
        self._transports = tuple(transports)

    def send(self, kind: str, payload: JSON, *, retry_num: int, reason: str | None, seconds: float) -> Attempt:
        """Deliver to all; the first failure, or else the first acknowledgement."""
        with ThreadPoolExecutor(len(self._transports)) as pool:
            sent = [
                pool.submit(each.send, kind, payload, retry_num=retry_num, reason=reason, seconds=seconds)
                for each in self._transports
            ]
        attempts = [each.result() for each in sent]
        return next((attempt for attempt in attempts if attempt.failure is not None), attempts[0])
