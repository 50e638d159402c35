"""What needs a process of its own: memory, the building of an index from nothing, and the start of the program."""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import click

from bot.corpus.folders import knowledge_folder
from bot.corpus.load import load_corpus
from tests.bench import logs
from tests.bench.sides import OURS, side_of
from tests.bench.timing import seconds_of

PLAIN_QUESTION = "api refuses request, no dispatches set up in acm yet"
_STATUS = Path("/proc/self/status")
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a side needs before it answers."""

    seconds: float
    """To import its library and to build the index."""
    megabytes: float
    """What the process grew by for that, at its largest."""


def cost_of(name: str) -> Cost:
    """A side's cost, in a process that does nothing else."""
    return Cost(**json.loads(_output(sys.executable, "-m", __name__, name)))


def growth_by_a_large_log() -> float:
    """Megabytes by which a process grows at most that answers questions already and is given 10 MB of log."""
    return float(_output(sys.executable, "-m", __name__, "log"))


def start_of_ask(*, rounds: int) -> tuple[float, float]:
    """Seconds of `whyfailed ask` with a plain question, and of importing scikit-learn's text features, by turns."""
    ask = (sys.executable, "-m", "bot", "ask", PLAIN_QUESTION)
    bare = (sys.executable, "-c", "from sklearn.feature_extraction.text import TfidfVectorizer")
    taken = [(seconds_of(lambda: _output(*ask)), seconds_of(lambda: _output(*bare))) for _ in range(rounds)]
    return min(time for time, _ in taken), min(time for _, time in taken)


def _output(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, check=True, text=True)  # noqa: S603 - this Python, our words
    return done.stdout


def _megabytes() -> float:
    """The most memory that this process ever held."""
    if _STATUS.exists() and (peak := _PEAK.search(_STATUS.read_text(encoding="ascii", errors="replace"))):
        return int(peak.group(1)) / 2**10
    # Linux hands getrusage's figure on from the parent (getrusage(2)), so it serves only where there is no /proc
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def _main(name: str) -> None:
    corpus = load_corpus(knowledge_folder())
    before = _megabytes()
    if name == "log":
        ours = side_of(OURS)(corpus)
        ours.ask(PLAIN_QUESTION)
        before = _megabytes()
        ours.ask(logs.different(corpus) * 50)
        click.echo(_megabytes() - before)
    else:
        seconds = seconds_of(lambda: side_of(name)(corpus).ask(PLAIN_QUESTION))
        click.echo(json.dumps({"seconds": seconds, "megabytes": _megabytes() - before}))


if __name__ == "__main__":
    _main(sys.argv[1])
