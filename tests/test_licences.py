"""docs/licences.md lists what is kept, and all of it says under which licence."""

from __future__ import annotations

import re

from scripts.licences import LOCK, PAGE, pinned
from tests.conftest import ROOT

ROW = re.compile(r"^\| ([a-z0-9][\w.-]*) \| (\S+) \| (.+?) \| (run|extra|development|another system) \|$", re.MULTILINE)


def test_the_page_lists_what_the_lock_pins() -> None:
    """Each package with its version, in the lock's order, and no other; `make licences` writes it anew."""
    listed = [(name, version) for name, version, _, _ in ROW.findall(PAGE.read_text(encoding="utf-8"))]
    assert [(each.name, each.version) for each in pinned(LOCK.read_text(encoding="utf-8"))] == listed


def test_every_line_of_the_lock_is_read() -> None:
    """No pin is overlooked because it is written in another way."""
    pins = re.findall(r"^[^\s#].*==", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(pins) == len(list(pinned(LOCK.read_text(encoding="utf-8"))))


def test_what_the_program_runs_on_is_permissive() -> None:
    """Nothing that is needed to run asks for more than its notice; psycopg, under the LGPL, is an extra of its own."""
    run = {name: licence for name, _, licence, use in ROW.findall(PAGE.read_text(encoding="utf-8")) if use == "run"}
    assert [name for name, licence in run.items() if re.search(r"GPL|AGPL|MPL|not stated|Proprietary", licence)] == []
    assert {"slack-bolt", "sqlalchemy", "scikit-learn", "cryptography"} <= set(run)


def test_each_package_states_its_licence() -> None:
    """Nothing unknown is among them, the tools of development included."""
    assert "not stated" not in PAGE.read_text(encoding="utf-8")
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT")
