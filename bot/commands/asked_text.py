"""The text of a question from the command line or from standard input, whatever bytes arrive there."""

from __future__ import annotations

import codecs
from typing import BinaryIO

import click

from bot.diagnosis.reading import LONGEST

MOST_BYTES = 4 * LONGEST
"""Bytes that are kept: a character of UTF-8 has at most four."""

MOST_SKIPPED = 256 * 2**20
"""Bytes that are read and dropped, so that the program before the pipe can finish; `yes | whyfailed ask` still ends."""

MOST_CONTROL = 0.1
"""Share of control characters from which something is no text; logs hold a few, colours of a terminal among them."""

MOST_UNREADABLE = 0.3
"""Share of bytes that are no UTF-8 from which something is no text; a text in an older encoding has fewer."""

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CHUNK = 2**16
_EXAMPLE = "Example: whyfailed ask 7105"


def text_of_argument(argument: str) -> str:
    """The text given as an argument; bytes that are no UTF-8 are replaced. Raises UsageError where there is none."""
    text = argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return _not_empty(text)


def text_of_input(stream: BinaryIO) -> str:
    """The text on standard input. Says on standard error what was replaced or left out.

    Raises UsageError where there is none, or where what arrives is no text.
    """
    raw, size = _read(stream)
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "utf-8")
    text = raw.decode(encoding, "replace")
    if _looks_binary(text[:8192]):
        raise click.UsageError("The input is binary, not text. Paste the error, or the part of the log that holds it.")
    if "\N{REPLACEMENT CHARACTER}" in text and not _decodes(raw, encoding):
        click.echo("The input is not all UTF-8; what could not be read was replaced.", err=True)
    if size > len(raw) or len(text) > LONGEST:
        click.echo(f"The input is long; its first {LONGEST:,} characters are read.", err=True)
    return _not_empty(text[:LONGEST])


def _read(stream: BinaryIO) -> tuple[bytes, int]:
    """The bytes that are kept, and how many there were."""
    kept = stream.read(MOST_BYTES)
    size = len(kept)
    while size < MOST_SKIPPED and (skipped := stream.read(_CHUNK)):
        size += len(skipped)
    return kept, size


def _decodes(raw: bytes, encoding: str) -> bool:
    """Whether the replacement characters in the text stood in the input; a character cut at the end does not count."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(raw, final=len(raw) < MOST_BYTES)
    except UnicodeDecodeError:
        return False
    return True


def _looks_binary(sample: str) -> bool:
    control = sum(char < " " and char not in "\t\n\r\f\x1b" for char in sample)
    unreadable = sample.count("\N{REPLACEMENT CHARACTER}")
    return control > MOST_CONTROL * len(sample) or unreadable > MOST_UNREADABLE * len(sample)


def _not_empty(text: str) -> str:
    if not text.strip("\ufeff\x00 \t\r\n"):
        raise click.UsageError(f"Nothing was asked. Give a code, a message or a question, or pipe it in. {_EXAMPLE}")
    return text
