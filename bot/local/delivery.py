"""Sends things to the app and minds the acknowledgement: 3 seconds, then Slack's retries with their reason.

Source: docs.slack.dev, apis/events-api (error handling) and apis/events-api/using-socket-mode.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from bot.local.faults import DeliveryFault, Faults
from bot.local.nouns import JSON
from bot.local.workspace import Workspace

EVENT = "events_api"
COMMAND = "slash_commands"
INTERACTION = "interactive"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at delivering something, and what the app answered."""

    retry_num: int
    """0 the first time."""
    seconds: float
    """From sending to the acknowledgement, or to giving up on it."""
    failure: str | None = None
    """Slack's word for what went wrong, such as `http_timeout`; None when the app acknowledged."""
    status: int | None = None
    """The HTTP status; None over Socket Mode or without an answer."""
    answer: Any = None
    """What came with the acknowledgement: an object, or text."""
    no_retry: bool = False
    """Whether the app asked not to be sent it again (x-slack-no-retry)."""


@dataclass(slots=True)
class Delivery:
    """Something on its way to the app, with all tries so far."""

    kind: str
    """`events_api`, `slash_commands` or `interactive`, as Socket Mode calls them."""
    payload: JSON
    attempts: tuple[Attempt, ...] = ()
    is_over: bool = False

    @property
    def acknowledged(self) -> bool:
        """Whether the app took it in time."""
        return any(attempt.failure is None for attempt in self.attempts)

    @property
    def event(self) -> JSON:
        """The event inside, or an empty object for commands and interactions."""
        return dict(self.payload.get("event", {}))


class Transport(Protocol):
    """A way to the app."""

    def send(self, kind: str, payload: JSON, *, retry_num: int, reason: str | None, seconds: float) -> Attempt:
        """Deliver once and wait up to `seconds` for the acknowledgement."""


class Courier:
    """Delivers to the app, each thing in a thread of its own, so that a slow app holds up nothing else."""

    def __init__(
        self, workspace: Workspace, faults: Faults, *, ack_seconds: float, retry_delays: tuple[float, ...]
    ) -> None:
        self.deliveries: list[Delivery] = []
        self._transport: Transport | None = None
        self._may_send = threading.Event()
        """Clear while the app is on its way and everything waits for it."""
        self._may_send.set()
        self._workspace = workspace
        self._faults = faults
        self._ack_seconds = ack_seconds
        self._retry_delays = retry_delays
        self._stopped = threading.Event()
        self._overtaken: list[threading.Event] = []
        """What events wait for that are to arrive after the one behind them."""
        self._lock = threading.Lock()

    def await_app(self) -> None:
        """Hold back what is sent from now on until the app is connected, instead of finding nobody there."""
        self._may_send.clear()

    def connect(self, transport: Transport) -> None:
        """Deliver this way from now on."""
        self._transport = transport
        self._may_send.set()

    def stop(self) -> None:
        """Deliver and retry nothing more."""
        self._stopped.set()
        self._may_send.set()

    def send(self, kind: str, payload: JSON, *, then: Callable[[Delivery], None] | None = None) -> Delivery:
        """Deliver; events are retried, commands and interactions are not. `then` is called when it is over."""
        delivery = Delivery(kind, payload)
        self.deliveries.append(delivery)
        fault = self._faults.next_of_event() if kind == EVENT else None
        if fault is not None and fault.kind == "duplicated":
            self.send_again(payload)
        with self._lock:
            waiting, self._overtaken = self._overtaken, []
            if fault is not None and fault.kind == "out_of_order":
                self._overtaken = [threading.Event()]
            before = self._overtaken[0] if self._overtaken else None
        args = (delivery, then, fault, before, waiting)
        threading.Thread(target=self._carry_with, args=args, daemon=True).start()
        return delivery

    def send_again(self, payload: JSON) -> Delivery:
        """Deliver an event once more as Slack's first retry, whatever became of it before."""
        delivery = Delivery(EVENT, payload)
        self.deliveries.append(delivery)
        args = (delivery, None, 1, "http_timeout")
        threading.Thread(target=self._carry, args=args, daemon=True).start()
        return delivery

    def _carry_with(
        self,
        delivery: Delivery,
        then: Callable[[Delivery], None] | None,
        fault: DeliveryFault | None,
        before: threading.Event | None,
        waiting: list[threading.Event],
    ) -> None:
        """Carry something late, after what comes `before` it, or in front of those who are `waiting` for it."""
        if before is not None and fault is not None:
            before.wait(fault.seconds)
        elif fault is not None and fault.kind == "late":
            self._stopped.wait(fault.seconds)
        if fault is not None and fault.kind == "lost":
            delivery.attempts = (Attempt(0, 0.0, failure="connection_failed"),)
            self._workspace.changed()
            self._carry(delivery, then, 1, "connection_failed")
        else:
            self._carry(delivery, then)
        for event in waiting:
            event.set()

    def _carry(
        self,
        delivery: Delivery,
        then: Callable[[Delivery], None] | None,
        retry_num: int = 0,
        reason: str | None = None,
    ) -> None:
        delays = self._retry_delays if delivery.kind == EVENT else ()
        while True:
            attempt = self._attempt(delivery, retry_num, reason)
            delivery.attempts = (*delivery.attempts, attempt)
            nobody_there = self._transport is None
            if attempt.failure is None or attempt.no_retry or nobody_there or retry_num >= len(delays):
                break
            self._workspace.changed()
            if self._stopped.wait(delays[retry_num]):
                break
            reason = attempt.failure
            retry_num += 1
        if then:
            then(delivery)
        delivery.is_over = True
        self._workspace.changed()

    def _attempt(self, delivery: Delivery, retry_num: int, reason: str | None) -> Attempt:
        self._may_send.wait()
        if self._transport is None or self._stopped.is_set():
            return Attempt(retry_num, 0.0, failure="connection_failed")
        return self._transport.send(
            delivery.kind, delivery.payload, retry_num=retry_num, reason=reason, seconds=self._ack_seconds
        )
