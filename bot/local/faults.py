"""Faults on demand: what goes wrong with the app's next calls, and with what it is sent next."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

from bot.local.nouns import JSON, SlackError

ANY_METHOD = "*"
LONGEST = 60.0
"""Seconds that a fault may delay something."""
MOST_TIMES = 100
DELIVERY_FAULTS = ("late", "duplicated", "out_of_order", "lost")


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to the next call of a method instead of an answer."""

    error: str | None = None
    status: int = 200
    retry_after: int | None = None
    """In seconds; with it the answer is a 429 `ratelimited`."""
    delay: float = 0.0
    """In seconds, before the answer."""
    after_the_fact: bool = False
    """Whether the call takes effect and only its answer is lost."""
    half_sent: bool = False
    """Whether only the first half of the answer goes back; the call takes effect."""

    @property
    def spoils_answer(self) -> bool:
        """Whether something else than the method's own answer goes back."""
        return self.error is not None or self.retry_after is not None or self.status != 200

    @property
    def takes_effect(self) -> bool:
        """Whether the method runs all the same."""
        return self.after_the_fact or not self.spoils_answer


@dataclass(frozen=True, slots=True)
class DeliveryFault:
    """What happens to the next event on its way to the app."""

    kind: str
    """`late`, `duplicated`, `out_of_order` (it waits for the event after it) or `lost` (nobody acknowledges it)."""
    seconds: float = 5.0
    """How late, or how long an event waits for the one after it at most."""


class Faults:
    """The faults that are ordered and have not happened yet; nothing goes wrong by itself."""

    def __init__(self) -> None:
        self._of_calls: dict[str, list[Fault]] = {}
        self._of_events: list[DeliveryFault] = []
        self._lock = threading.Lock()

    def order(self, method: str, fault: Fault, *, times: int = 1) -> None:
        """Let the next `times` calls of a method fail, `*` for whichever comes."""
        with self._lock:
            self._of_calls.setdefault(method, []).extend([fault] * times)

    def order_json(self, content: JSON) -> None:
        """Order what the control endpoint or the panel asks for. Raises SlackError `invalid_arguments`."""
        times = int(_number(content, "times", 1, most=MOST_TIMES))
        if "event" in content:
            if content["event"] not in DELIVERY_FAULTS:
                raise SlackError("invalid_arguments", detail=f"event must be one of {', '.join(DELIVERY_FAULTS)}")
            seconds = _number(content, "seconds", 5.0, most=LONGEST)
            with self._lock:
                self._of_events.extend([DeliveryFault(content["event"], seconds)] * times)
            return
        retry_after = content.get("retry_after")
        fault = Fault(
            error=str(content["error"]) if content.get("error") else None,
            status=int(_number(content, "status", 200, most=599)),
            retry_after=None if retry_after is None else int(_number(content, "retry_after", 1, most=LONGEST)),
            delay=_number(content, "delay", 0.0, most=LONGEST),
            after_the_fact=content.get("after_the_fact") is True,
            half_sent=content.get("half_sent") is True,
        )
        self.order(str(content.get("method") or ANY_METHOD), fault, times=times)

    def forget(self) -> None:
        """Let nothing that was ordered happen any more."""
        with self._lock:
            self._of_calls.clear()
            self._of_events.clear()

    def next_of_call(self, method: str) -> Fault | None:
        """The fault of this call, which then is used up."""
        with self._lock:
            for name in (method, ANY_METHOD):
                if self._of_calls.get(name):
                    return self._of_calls[name].pop(0)
        return None

    def next_of_event(self) -> DeliveryFault | None:
        """The fault of this event, which then is used up."""
        with self._lock:
            return self._of_events.pop(0) if self._of_events else None

    def waiting(self) -> list[str]:
        """What is ordered and has not happened, in words."""
        with self._lock:
            calls = [f"{_which(name)}: {_worded(fault)}" for name, faults in self._of_calls.items() for fault in faults]
            return [*calls, *(f"next event: {fault.kind.replace('_', ' ')}" for fault in self._of_events)]


def _which(method: str) -> str:
    return "next call" if method == ANY_METHOD else f"next {method}"


def _worded(fault: Fault) -> str:
    words = [f"{fault.delay:g} seconds late"] if fault.delay else []
    if fault.retry_after is not None:
        words.append(f"rate limited for {fault.retry_after} seconds")
    elif fault.error:
        words.append(f"refused with {fault.error}")
    elif fault.status != 200:
        words.append(f"HTTP status {fault.status}")
    if fault.half_sent:
        words.append("half an answer")
    return ", ".join(words) or "nothing"


def _number(content: JSON, name: str, default: float, *, most: float) -> float:
    value: Any = content.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise SlackError("invalid_arguments", detail=f"{name} must be a number from 0 to {most:g}")
    return float(value)
