"""Logs as support agents paste them: documented messages, ordinary lines and stack frames, made by a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping

from bot.corpus.entry import Corpus
from bot.diagnosis.reading import LONGEST

STACK_FRAME = "   at Dispatcher.Vendors.Sender.<SendAsync>d__12.MoveNext() in D:\\a\\1\\s\\Vendors\\Sender.cs:line 81"
_FRAMES = (
    STACK_FRAME,
    "   at System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw()",
    "   at System.Runtime.CompilerServices.TaskAwaiter.HandleNonSuccessAndDebuggerNotification(Task task)",
    "--- End of stack trace from previous location where exception was thrown ---",
    "    at com.example.dispatch.QueueWorker.run(QueueWorker.java:210)",
    '  File "/srv/app/queue/worker.py", line 96, in run_once',
)
_ORDINARY = (
    "INFO  [http-nio-8080-exec-{small}] GET /api/v1/surveys/{hex} took {number} ms, client 10.0.{small}.{small}",
    "DEBUG [pool-2-thread-{small}] picked batch {hex} of {number} rows for user{number}",
    "INFO  heartbeat ok, {number} rows in queue, free memory {number} MB",
    "WARN  [scheduler] job nightly-{hex} is late by {number} s, next try at 08:{small}",
    "INFO  [kafka-consumer-{small}] committed offset {number} for partition {small} of topic events-{hex}",
    'INFO  access "POST /hook HTTP/1.1" 204 {number} "-" "client/{small}.{small}" id={hex}',
)
SHARE_OF_MESSAGES = 0.1
SHARE_OF_FRAMES = 0.3


def alike(corpus: Corpus) -> str:
    """A log in which lines repeat, as most do: the time aside, there are some hundreds of different ones."""
    return _until_full(_lines(corpus, names=40))


def different(corpus: Corpus) -> str:
    """A log in which no line equals another: each carries ids and numbers of its own, stack frames too."""
    return _until_full(f"{line} #{number:x}" for number, line in enumerate(_lines(corpus, names=1_000_000)))


LOGS: Mapping[str, str] = {"lines that repeat": "alike", "every line different": "different"}


def _until_full(lines: Iterator[str]) -> str:
    """As many lines as are read."""
    kept, length = [], 0
    for line in lines:
        length += len(line) + 1
        if length > LONGEST:
            return "\n".join(kept)
        kept.append(line)
    return "\n".join(kept)


def _lines(corpus: Corpus, *, names: int) -> Iterator[str]:
    """Lines without end; `names` is how many different ids and numbers occur."""
    chance = random.Random(2)  # noqa: S311 - the same log every time
    messages = [message for entry in corpus for message in entry.messages if len(message) > 20]
    clock = 0
    while True:
        clock += chance.randrange(40)
        seconds, thousandths = divmod(clock, 1000)
        stamp = f"2026-03-02T{seconds // 3600 % 24:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{thousandths:03}Z"
        number = chance.randrange(names)
        values = {"hex": f"{number * 2654435761 % 2**32:08x}", "number": number % 9973, "small": number % 61}
        kind = chance.random()
        if kind < SHARE_OF_MESSAGES:
            yield f"{stamp} ERROR [worker-{values['small']}] {values['hex']} {chance.choice(messages)}"
        elif kind < SHARE_OF_MESSAGES + SHARE_OF_FRAMES:
            yield chance.choice(_FRAMES)
        else:
            yield f"{stamp} {chance.choice(_ORDINARY).format(**values)}"
