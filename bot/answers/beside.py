"""Beside: whether a field outside of all objects is one of a person: in a query, in a tag, in the lines of a form."""

from __future__ import annotations

import re

from bot.answers.fields import Field

_FARTHEST = 300
"""Characters on each side that are read."""

_OF_A_PERSON = re.compile(
    r"(?im)(?:^[ \t>*-]{0,4}|[?&\s*])(?:(?:first|last)[_ -]?name\*{0,2}[ \t]{0,2}[:=]"
    r"|(?:e-?mail(?:[_ -]?(?:id|address))?|(?:(?:tele)?phone|mobile)(?:[_ -]?(?:no|number))?|msisdn)\*{0,2}"
    r"[ \t]{0,2}[:=][ \t\"'*]{0,4}(?:[^\s@]{1,80}(?:@|%40)|[+(%]?[(\d]|\[(?:email|phone) ))"
)
"""Of an address and a number the value as well: `Email: failed` is a channel's."""

_OPENS = re.compile(r"(?m)^[ \t>*-]{0,4}\Z")


def stands_beside_a_person(text: str, field: Field, end: int) -> bool:
    """Whether an address, a number or a first or last name stands in the same query, tag or form.

    `end` is where the field's value ends.
    """
    before, after = text[max(0, field.start - _FARTHEST) : field.start], text[end : end + _FARTHEST]
    if before[-1:] in ("?", "&") or after[:1] == "&":
        before, after = re.split(r"[\s\"'<>]", before)[-1], re.split(r"[\s\"'<>]", after, maxsplit=1)[0]
    elif after[:1] in ('"', "'") and "<" in before and ">" in after:
        before, after = before.rpartition("<")[2], after.partition(">")[0]
    elif field.bare and _OPENS.search(before) and after[:1] in ("", "\n", "\r"):
        before, after = re.split(r"\n\s*\n", before)[-1], re.split(r"\n\s*\n", after, maxsplit=1)[0]
    else:
        return False
    return _OF_A_PERSON.search(f"{before}\n") is not None or _OF_A_PERSON.search(after) is not None
