"""One asker over the real corpus for all tests of this folder."""

from __future__ import annotations

import pytest
from asking import Asker

from bot.diagnosis.diagnose import Diagnoser


@pytest.fixture(scope="session")
def asker(diagnoser: Diagnoser) -> Asker:
    """Asks the diagnoser of the whole corpus."""
    return Asker(diagnoser)
