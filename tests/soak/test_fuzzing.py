"""The coverage-guided fuzzer, for a while: no input may break a parser. `make fuzz` does the same for longer."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec

import pytest

from tests.conftest import ROOT
from tests.fuzz.targets import TARGETS

SECONDS = 20

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(find_spec("atheris") is None, reason="`make fuzz` and `make soak` install atheris"),
]


@pytest.mark.fault(
    "Payloads, texts, carried values and files that a fuzzer makes, led by coverage",
    part="Attacks",
    sees="what a parser says of any other input",
    lost="nothing",
    recovers="what must hold is asserted for each input",
)
def test_no_input_breaks_a_parser(record_property: Callable[[str, object], None]) -> None:
    """Every target for a while; how many inputs were tried is the figure."""
    command = [sys.executable, "-m", "tests.fuzz", "--seconds", str(SECONDS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 (our own program)
    tried = dict(re.findall(r"^(\w+) +([\d,]+) inputs", done.stdout, re.MULTILINE))
    record_property("figure", "inputs: " + ", ".join(f"{name} {count}" for name, count in tried.items()))
    assert done.returncode == 0, done.stderr
    assert tried.keys() == TARGETS.keys()
