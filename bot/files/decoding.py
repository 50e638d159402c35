"""Decoding: from bytes to text, in whatever encoding the program that wrote them used."""

from __future__ import annotations

import codecs

from charset_normalizer import from_bytes

LOOKED_AT = 64 * 1024
"""Bytes from which the encoding is told; a text has the same one throughout."""
MOST_CONTROLS = 0.02
"""The share of control characters and of characters that could not be read, up to which something is a text."""

_BY_MARK = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LAID_OUT = frozenset("\n\r\t\f\v\x1b\b")
"""Control characters of texts; escapes colour a terminal."""


def decoded(content: bytes) -> str | None:
    """The text, or None where it is none."""
    text = content.decode(_encoding_of(content), errors="replace")
    sample = text[:LOOKED_AT]
    strange = sum(1 for char in sample if (char < " " and char not in _LAID_OUT) or char in "\x7f\ufffd")
    return None if strange > MOST_CONTROLS * len(sample) else text


def _encoding_of(content: bytes) -> str:
    for mark, encoding in _BY_MARK:
        if content.startswith(mark):
            return encoding
    sample = content[:LOOKED_AT]
    wide = _wide_encoding_of(sample)
    if wide:
        return wide
    try:
        # The sample may end within a character, which an incremental decoder waits for.
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        found = from_bytes(sample).best()
        return found.encoding if found is not None else "latin-1"
    return "utf-8"


def _wide_encoding_of(sample: bytes) -> str:
    """UTF-16 without a mark, as Windows programs write it: every other byte of English is zero."""
    zeros = (sample[0::2].count(0), sample[1::2].count(0))
    half = len(sample) // 2
    if half and zeros[1] > 0.7 * half and zeros[0] < 0.05 * half:
        return "utf-16-le"
    if half and zeros[0] > 0.7 * half and zeros[1] < 0.05 * half:
        return "utf-16-be"
    return ""
