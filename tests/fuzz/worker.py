"""One target under atheris, in a process of its own: `python -m tests.fuzz.worker TARGET SECONDS FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["bot"]):
    from tests.fuzz.targets import TARGETS, seeds


def main() -> None:
    """Runs until the time is over, or an input breaks the target; libFuzzer prints how many inputs it tried."""
    target, seconds, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    begun = folder / "seeds"
    begun.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(target)):
        (begun / str(number)).write_bytes(seed)
    TARGETS[target](b"{}")  # reads the corpus before the clock runs
    options = [
        f"-max_total_time={seconds}",
        "-max_len=4096",
        "-timeout=60",
        "-rss_limit_mb=4096",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={folder}/", str(begun)], TARGETS[target])
    atheris.Fuzz()


main()
