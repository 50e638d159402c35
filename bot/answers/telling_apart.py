"""What would tell candidates apart, read from the facts in which they differ and from nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.corpus.entry import Corpus, Entry

CHANNELS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "SMS": r"\bsms\b",
        "WhatsApp": r"\bwhatsapp\b",
        "Voice": r"\bvoice\b",
        "e-mail": r"\be-?mail\b",
        "Facebook": r"\b(?:facebook|messenger|fb)\b",
        "Instagram": r"\binstagram\b",
        "LINE": r"\bline platform\b|\bsource line\b",
        "push": r"\bpush\b",
        "rt": r"\brt channel\b",
    }.items()
}
PLATFORMS: Mapping[str, re.Pattern[str]] = {
    "Android": re.compile(r"\b(?:android|gcm|fcm)\b", re.IGNORECASE),
    "iOS": re.compile(r"\b(?:ios|apns?)\b", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact in which candidates differ."""

    fact: Literal["product", "api", "code", "platform", "channel", "message"]
    values: tuple[str, ...]
    """The values among which the asker can choose, as people read them; at most eight."""


def differences_of(entries: Sequence[Entry], corpus: Corpus) -> tuple[Difference, ...]:
    """The facts in which entries differ, the most telling first; empty where only their subject differs."""
    products = [(corpus.product_of(entry).name,) for entry in entries]
    apis = [corpus.apis_of(entry) for entry in entries]
    codes = [(entry.code,) if entry.code else () for entry in entries]
    platforms = [_named(PLATFORMS, entry) for entry in entries]
    channels = [_named(CHANNELS, entry) for entry in entries]
    found: list[Difference] = []
    if len(set(products)) > 1:
        found.append(Difference("product", _distinct(products)))
    elif len(set(apis)) > 1:
        found.append(Difference("api", _distinct(apis)))
    if len(set(codes)) > 1:
        found.append(Difference("code", _distinct(codes)))
    if _tell_apart(platforms):
        found.append(Difference("platform", _distinct(platforms)))
    if _tell_apart(channels):
        found.append(Difference("channel", _distinct(channels)))
    messages = [entry.messages for entry in entries]
    if len({tuple(m.casefold() for m in some) for some in messages}) > 1 and any(messages):
        found.append(Difference("message", _distinct([some[:1] for some in messages])))
    return tuple(found)


def _named(patterns: Mapping[str, re.Pattern[str]], entry: Entry) -> tuple[str, ...]:
    """The platforms or channels that an entry's own title and messages name."""
    text = " ".join((entry.title, *entry.messages))
    return tuple(name for name, pattern in patterns.items() if pattern.search(text))


def _tell_apart(named: Sequence[tuple[str, ...]]) -> bool:
    """At least half of the entries name one, and not all the same."""
    return sum(map(bool, named)) * 2 >= len(named) and len(set(filter(None, named))) > 1


def _distinct(values: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for some in values for value in some))[:8]
