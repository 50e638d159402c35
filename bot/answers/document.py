"""Document: an answer as plain parts (title, steps, notes), from which plain text and the terminal are laid out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

Kind: TypeAlias = Literal["title", "glance", "label", "item", "text", "numbered", "bullets", "small"]
_KINDS = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text: one line or paragraph, or the items of a list."""

    kind: Kind
    text: str = ""
    items: tuple[str, ...] = ()


def part_of(written: Any) -> Part:
    """The part that a template wrote. Raises ValueError where it is none."""
    if not isinstance(written, dict) or written.get("part") not in _KINDS:
        kinds = ", ".join(_KINDS)
        raise ValueError(f"expected an object whose `part` is one of {kinds}, not {str(written)[:80]}")
    return Part(written["part"], written.get("text", ""), tuple(written.get("items", ())))


def plain_text(parts: Iterable[Part]) -> str:
    """The parts as plain text: paragraphs with a blank line between them, lists with numbers or hyphens."""
    return "\n".join(_lines(parts)).strip() + "\n"


def _lines(parts: Iterable[Part]) -> Iterator[str]:
    for part in parts:
        match part.kind:
            case "title":
                yield part.text
            case "item" | "label":
                yield ""
                yield part.text if part.kind == "item" else f"{part.text}{'' if part.text.endswith('?') else ':'}"
            case "glance":
                yield " · ".join(part.items)
            case "numbered":
                yield from (f"{number}. {item}" for number, item in enumerate(part.items, 1))
            case "bullets":
                yield from (f"- {item}" for item in part.items)
            case "text":
                yield part.text
            case "small":
                yield ""
                yield part.text
