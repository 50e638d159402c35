"""The pieces that the Block Kit rules are built from: each checks one value and reports at its JSON pointer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class BlockError:
    """One thing that Slack would refuse, in the shape of `blocks.validate`."""

    pointer: str
    """JSON pointer into what was checked, such as `/0/text/text`."""
    message: str
    """Slack's wording, such as `must be less than 3001 characters`."""
    code: str = "failed_constraint"

    def __str__(self) -> str:
        return f"{self.message} [json-pointer:/blocks{self.pointer}]"

    def as_json(self) -> dict[str, str]:
        """The error as `blocks.validate` lists it."""
        return {"pointer": self.pointer, "code": self.code, "message": self.message}


Report = Callable[[BlockError], None]
Rule = Callable[[Any, str, Report], None]


def string(most: int, *, least: int = 1) -> Rule:
    """A string of `least` to `most` characters."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, str):
            report(BlockError(pointer, "must be a string", "invalid_type"))
        elif len(value) > most:
            report(BlockError(pointer, f"must be less than {most + 1} characters"))
        elif len(value) < least:
            report(BlockError(pointer, f"must be more than {least - 1} characters"))

    return check


def address(most: int = 3000) -> Rule:
    """A string that is an absolute address."""

    def check(value: Any, pointer: str, report: Report) -> None:
        string(most)(value, pointer, report)
        if isinstance(value, str) and not value.startswith(("https://", "http://", "mailto:", "tel:", "slack://")):
            report(BlockError(pointer, "must be a valid URL"))

    return check


def one_of(*choices: str) -> Rule:
    """One of a few words."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if value not in choices:
            report(BlockError(pointer, f"must be one of: {', '.join(choices)}"))

    return check


def boolean(value: Any, pointer: str, report: Report) -> None:
    """True or false."""
    if not isinstance(value, bool):
        report(BlockError(pointer, "must be a boolean", "invalid_type"))


def number(least: int, most: int) -> Rule:
    """A whole number from `least` to `most`."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            report(BlockError(pointer, "must be an integer", "invalid_type"))
        elif not least <= value <= most:
            report(BlockError(pointer, f"must be between {least} and {most}"))

    return check


def anything(value: Any, pointer: str, report: Report) -> None:
    """A field that Slack does not look into."""


def listed(rule: Rule, *, least: int = 1, most: int) -> Rule:
    """A list of `least` to `most` things that keep `rule`."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, Sequence) or isinstance(value, str):
            report(BlockError(pointer, "must be an array", "invalid_type"))
            return
        if len(value) > most:
            report(BlockError(pointer, f"no more than {most} items allowed"))
        if len(value) < least:
            report(BlockError(pointer, f"no fewer than {least} items allowed"))
        for position, item in enumerate(value):
            rule(item, f"{pointer}/{position}", report)

    return check


def fields(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None) -> Rule:
    """An object with these fields and no others."""
    known = {**required, **(optional or {})}

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, Mapping):
            report(BlockError(pointer, "must be an object", "invalid_type"))
            return
        for name in required:
            if value.get(name) is None:
                report(BlockError(pointer, f"missing required field: {name}", "missing_field"))
        for name, content in value.items():
            if name not in known:
                report(BlockError(pointer, f"invalid additional property: {name}", "additional_property"))
            elif content is not None:
                known[name](content, f"{pointer}/{name}", report)

    return check


def by_type(rules: Mapping[str, Rule]) -> Rule:
    """An object whose `type` says which rule it keeps."""

    def check(value: Any, pointer: str, report: Report) -> None:
        kind = value.get("type") if isinstance(value, Mapping) else None
        if kind is None:
            report(BlockError(pointer, "missing required field: type", "missing_field"))
        elif kind not in rules:
            report(BlockError(f"{pointer}/type", f"unsupported type: {kind}"))
        else:
            rules[kind](value, pointer, report)

    return check


def each_of(*rules: Rule) -> Rule:
    """All of these rules."""

    def check(value: Any, pointer: str, report: Report) -> None:
        for rule in rules:
            rule(value, pointer, report)

    return check


def any_field(*names: str) -> Rule:
    """An object that has at least one of these fields."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if isinstance(value, Mapping) and not any(value.get(name) for name in names):
            report(BlockError(pointer, f"missing required field: {' or '.join(names)}", "missing_field"))

    return check


def distinct(name: str) -> Rule:
    """A list whose objects do not share the field `name`."""

    def check(value: Any, pointer: str, report: Report) -> None:
        seen: set[str] = set()
        for position, item in enumerate(value if isinstance(value, Sequence) else ()):
            content = item.get(name) if isinstance(item, Mapping) else None
            if not isinstance(content, str):
                continue
            if content in seen:
                report(BlockError(f"{pointer}/{position}/{name}", f'{name} "{content}" already exists'))
            seen.add(content)

    return check


def initial_among_options(value: Any, pointer: str, report: Report) -> None:
    """An element's initial option must be one of its options, exactly."""
    if not isinstance(value, Mapping):
        return
    groups = value.get("option_groups") or []
    options = [*(value.get("options") or []), *(option for group in groups for option in group.get("options", []))]
    first = value.get("initial_option")
    for chosen in [*([first] if first else []), *(value.get("initial_options") or [])]:
        if chosen not in options:
            report(BlockError(pointer, "initial option must match one of the options"))
