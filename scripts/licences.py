"""Writes docs/licences.md: every package that requirements.lock pins, its licence, and what needs it.

`python -m scripts.licences`. What is not installed here, for another system or Python, stands with the reason.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "licences.md"
LOCK = ROOT / "requirements.lock"

_PINNED = re.compile(r"^([a-z0-9][\w.-]*)==([\w.+!-]+)(?: ; (.*?))? \\$", re.MULTILINE)
_CLASSIFIED = "License :: OSI Approved :: "

HEAD = """# Licences of what whyfailed is built on

Every package that `requirements.lock` pins; `make licences` writes this page, and a test compares it with the lock.
*run* is what the program needs, *extra* what `whyfailed[report]` and `whyfailed[postgresql]` add, *development* what
only the tests and the build need. whyfailed itself is under the MIT licence.

"""


@dataclass(frozen=True, slots=True)
class Pinned:
    """One line of the lock."""

    name: str
    version: str
    marker: str


def pinned(lock: str) -> Iterator[Pinned]:
    """What a lock pins, in its order."""
    for name, version, marker in _PINNED.findall(lock):
        yield Pinned(name, version, marker)


def licence_of(found: Distribution) -> str:
    """What a package says of itself: the expression (PEP 639), else its classifiers, else the field's first line."""
    said = found.metadata
    if said.get("License-Expression"):
        return str(said["License-Expression"])
    classified = [each.removeprefix(_CLASSIFIED) for each in said.get_all("Classifier") or () if _CLASSIFIED in each]
    if classified:
        return ", ".join(classified)
    written = str(said.get("License") or "").strip()
    return written.splitlines()[0] if written else "not stated"


def needed_by(names: Iterable[str]) -> set[str]:
    """These packages and whatever they need on any system, as far as it is installed here."""
    found: set[str] = set()
    waiting = [Requirement(name) for name in names]
    while waiting:
        asked = waiting.pop()
        name = canonicalize_name(asked.name)
        key = f"{name}[{','.join(sorted(asked.extras))}]"
        if key in found:
            continue
        found |= {name, key}
        try:
            needs = [Requirement(line) for line in distribution(name).requires or ()]
        except PackageNotFoundError:
            continue
        extras = [*asked.extras, ""]
        waiting += [
            need for need in needs if need.marker is None or any(need.marker.evaluate({"extra": e}) for e in extras)
        ]
    return found


def page_of(lock: str, facts: dict[str, Any]) -> str:
    """The page; `facts` is the table `project` of pyproject.toml."""
    running = needed_by(facts["dependencies"])
    extra = needed_by(line for lines in facts["optional-dependencies"].values() for line in lines)
    lines = ["| package | version | licence | for |", "|---|---|---|---|"]
    for each in pinned(lock):
        name = canonicalize_name(each.name)
        use = "run" if name in running else "extra" if name in extra else "development"
        try:
            licence = licence_of(distribution(name))
        except PackageNotFoundError:
            licence, use = f"not installed here: only where {each.marker}", "another system"
        lines.append(f"| {each.name} | {each.version} | {licence.replace('|', '/')} | {use} |")
    return HEAD + "\n".join(lines) + "\n"


def main() -> None:
    """Writes the page."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    PAGE.write_text(page_of(LOCK.read_text(encoding="utf-8"), project["project"]), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} is written.")


if __name__ == "__main__":
    main()
