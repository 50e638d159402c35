"""Metrics: what the process counted since its start, and what the database holds now, as Prometheus reads it.

No label holds what somebody wrote, nor who they are: surfaces, decisions, states, methods and Slack's error words only.
Source: prometheus.io, docs/practices/naming.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram, Info, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from bot.errors import StoreError
from bot.store.depths import Depths

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Bounds of the histogram: load is judged by 0.25 and 1, and 60 is the longest that we wait for a Retry-After."""


class Metrics:
    """Counts; thread-safe. Each has a registry of its own, so that two programs in one process are told apart."""

    def __init__(
        self,
        *,
        corpus_version: str,
        entries: int,
        lost: Callable[[], Mapping[str, int]],
        depths: Callable[[], Depths],
    ) -> None:
        """`lost` and `depths` are asked at each reading; `depths` may raise StoreError."""
        self._registry = CollectorRegistry()
        self._answers = Counter(
            "whyfailed_answers",
            "Replies that went out, by where somebody asked and what was decided.",
            ("surface", "decision"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "whyfailed_answer_seconds",
            "From taking a question to its reply being posted.",
            ("surface",),
            buckets=SECONDS,
            registry=self._registry,
        )
        self._slack_errors = Counter(
            "whyfailed_slack_errors",
            "Calls that Slack refused, put off or did not answer, by method and Slack's word.",
            ("method", "code"),
            registry=self._registry,
        )
        corpus = Info("whyfailed_corpus", "The knowledge that answers come from.", registry=self._registry)
        corpus.info({"version": corpus_version, "entries": str(entries)})
        self._registry.register(_Store(lost, depths))
        ProcessCollector(registry=self._registry)

    def begin(self) -> float:
        """Now, to be given to `answered`; seconds of a clock that nobody puts forward."""
        return time.perf_counter()

    def answered(self, *, surface: str, decision: str, since: float | None) -> None:
        """A reply is out; `since` is when its question was taken, None where another process took it."""
        self._answers.labels(surface, decision).inc()
        if since is not None:
            self._seconds.labels(surface).observe(time.perf_counter() - since)

    def slack_failed(self, method: str, code: str) -> None:
        """A call did not do what it should."""
        self._slack_errors.labels(method, code).inc()

    def page(self) -> bytes:
        """Everything, in Prometheus's text format."""
        return generate_latest(self._registry)


class _Store(Collector):
    """What is asked of the database at each reading; while it is down only that is told."""

    def __init__(self, lost: Callable[[], Mapping[str, int]], depths: Callable[[], Depths]) -> None:
        self._lost = lost
        self._depths = depths

    def describe(self) -> Iterator[Metric]:
        """Nothing beforehand: registering must not ask the database."""
        yield from ()

    def collect(self) -> Iterator[Metric]:
        """The figures of now."""
        lost = CounterMetricFamily("whyfailed_lost", "Rows that could not be stored, by kind.", labels=("kind",))
        for kind, number in self._lost().items():
            lost.add_metric((kind,), number)
        yield lost
        up = GaugeMetricFamily("whyfailed_database_up", "Whether the database answers.")
        try:
            depths = self._depths()
        except StoreError:
            up.add_metric((), 0)
            yield up
            return
        up.add_metric((), 1)
        yield up
        claims = GaugeMetricFamily("whyfailed_claims", "Events of the last day, by state.", labels=("state",))
        for state, number in depths.claims.items():
            claims.add_metric((state,), number)
        yield claims
        mails = GaugeMetricFamily("whyfailed_outbox_mails", "Mails to support, by state.", labels=("state",))
        for state, number in depths.mails.items():
            mails.add_metric((state,), number)
        yield mails
        yield GaugeMetricFamily(
            "whyfailed_outbox_oldest_seconds", "How long the oldest queued mail waits.", value=depths.oldest_mail
        )
