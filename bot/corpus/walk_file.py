"""Reading `knowledge/walk.toml`: a table in, one Walk out, with every problem that keeps it from being used."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from bot.corpus.walk import Branch, Point, Walk

Report = Callable[[str, str, str], None]
"""Takes a key, a code and a sentence."""

_TEXTS = ("id", "ask", "stage", "yes", "no", "still", "then")
_LISTS = ("facts", "scenarios", "checks")
_KNOWN = {*_TEXTS, *_LISTS, "branches"}
_ID = re.compile(r"[a-z0-9-]+")


def walk_of(table: Mapping[str, Any], *, entries: Collection[str], report: Report) -> Walk:
    """The walk of a file, empty for an empty one; points that cannot be read are left out and reported."""
    if not table:
        return Walk()
    points: dict[str, Point] = {}
    for number, item in enumerate(table.get("point", []), start=1):
        for point in _points(item, f"point {number}", entries, report):
            if point.id in points:
                report(f"point {number}", "WLK:001", f"is called {point.id}, as another one before it.")
            points[point.id] = point
    for point in points.values():
        for branch in point.branches:
            if branch.to and branch.to not in points:
                report(f"point {point.id}", "WLK:001", f"leads to {branch.to}, and there is no such point.")
    start = table.get("start", "")
    if start not in points:
        report("start", "WLK:001", f"is {start!r}, and there is no such point.")
    return Walk(start=start, points=points)


def _points(item: object, key: str, entries: Collection[str], report: Report) -> Iterator[Point]:
    """The points that one table stands for: one, or one for each check of a checklist."""
    if not isinstance(item, dict) or not _is_well_formed(item, key, report):
        return
    texts = {name: item.get(name, "") for name in _TEXTS}
    lists = {name: tuple(item.get(name, ())) for name in _LISTS}
    for missing in {texts["stage"], *lists["scenarios"], *lists["checks"]} - {"", *entries}:
        report(f"point {texts['id']}", "ENT:006", f"there is no entry {missing}.")
    branches = [Branch(says="", entry=scenario) for scenario in lists["scenarios"]]
    for branch in item.get("branches", ()):
        branches.append(Branch(says=branch["says"], to=branch.get("to", ""), entry=branch.get("entry", "")))
        if branch.get("entry", "") not in {"", *entries}:
            report(f"point {texts['id']}", "ENT:006", f"there is no entry {branch['entry']}.")
    if lists["checks"]:
        yield from _checklist(texts, lists["facts"], lists["checks"])
        return
    yield Point(id=texts["id"], ask=texts["ask"], stage=texts["stage"], facts=lists["facts"], branches=tuple(branches))


def _checklist(texts: Mapping[str, str], facts: tuple[str, ...], checks: tuple[str, ...]) -> Iterator[Point]:
    """A point a check, each leading to the next; the first has the checklist's id."""
    for number, check in enumerate(checks, start=1):
        is_last = number == len(checks)
        on = Branch(says=texts["still" if is_last else "no"], to=texts["then"] if is_last else _nth(texts, number + 1))
        yield Point(
            id=_nth(texts, number),
            ask=texts["ask"],
            stage=texts["stage"],
            facts=facts if number == 1 else (),
            branches=(Branch(says=texts["yes"], entry=check), on),
            check=check,
            number=number,
            checks=len(checks),
        )


def _nth(texts: Mapping[str, str], number: int) -> str:
    return texts["id"] if number == 1 else f"{texts['id']}-{number}"


def _is_well_formed(item: Mapping[str, Any], key: str, report: Report) -> bool:
    """Whether everything of a point has the kind that it should have; what has not is reported."""
    wrong = [name for name in _TEXTS if not isinstance(item.get(name, ""), str)]
    wrong += [name for name in _LISTS if not _are_texts(item.get(name, []))]
    branches = item.get("branches", [])
    if not isinstance(branches, list) or not all(map(_is_branch, branches)):
        wrong.append("branches")
    if not item.get("ask") or not _ID.fullmatch(str(item.get("id", ""))):
        wrong.append("id and ask")
    if item.get("checks") and not all(item.get(name) for name in ("yes", "no", "still", "then")):
        wrong.append("yes, no, still and then, which checks need")
    wrong += sorted(item.keys() - _KNOWN)
    if wrong:
        report(key, "FMT:005", f"has something missing, wrong or unknown: {'; '.join(wrong)}. The head says what is.")
    return not wrong


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) and text.strip() for text in value)


def _is_branch(value: object) -> bool:
    """Something to press, that leads to exactly one place."""
    if not isinstance(value, dict) or not all(isinstance(text, str) and text for text in value.values()):
        return False
    return set(value) in ({"says", "to"}, {"says", "entry"})
