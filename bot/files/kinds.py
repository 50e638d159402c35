"""Kinds: what a file is that holds no text to read, by what Slack says of it and by its first bytes."""

from __future__ import annotations

from bot.files.attachment import Attachment, Reason

_BY_MODE = {
    "tombstone": Reason.DELETED,
    "hidden_by_limit": Reason.NO_ACCESS,
    "external": Reason.EXTERNAL,
    "post": Reason.DOCUMENT,
    "space": Reason.DOCUMENT,
    "canvas": Reason.DOCUMENT,
    "quip": Reason.DOCUMENT,
    "list": Reason.DOCUMENT,
}
"""Slack's modes of files that have no bytes of their own to download."""

_BY_ENDING = {
    **dict.fromkeys("png jpg jpeg gif webp bmp tif tiff heic heif avif ico psd".split(), Reason.PICTURE),
    **dict.fromkeys("mp4 mov avi mkv webm m4v mp3 wav m4a ogg flac aac".split(), Reason.RECORDING),
    **dict.fromkeys("zip gz tgz tar bz2 xz zst 7z rar jar lz4 br".split(), Reason.ARCHIVE),
    **dict.fromkeys("pdf doc docx xls xlsx ppt pptx odt ods odp rtf msg pages numbers key".split(), Reason.DOCUMENT),
}

_BY_TYPE = (
    ("image/svg", None),  # a picture that is text
    ("image/", Reason.PICTURE),
    ("video/", Reason.RECORDING),
    ("audio/", Reason.RECORDING),
    ("application/pdf", Reason.DOCUMENT),
    ("application/msword", Reason.DOCUMENT),
    ("application/vnd.ms-", Reason.DOCUMENT),
    ("application/vnd.openxmlformats", Reason.DOCUMENT),
    ("application/vnd.oasis", Reason.DOCUMENT),
    ("application/zip", Reason.ARCHIVE),
    ("application/gzip", Reason.ARCHIVE),
    ("application/x-gzip", Reason.ARCHIVE),
    ("application/x-tar", Reason.ARCHIVE),
    ("application/x-7z", Reason.ARCHIVE),
    ("application/vnd.rar", Reason.ARCHIVE),
    ("application/x-bzip2", Reason.ARCHIVE),
)
"""Beginnings of mimetypes, the first that fits."""

_BY_FIRST_BYTES = (
    (b"PK\x03\x04", Reason.ARCHIVE),
    (b"PK\x05\x06", Reason.ARCHIVE),
    (b"\x1f\x8b", Reason.ARCHIVE),
    (b"BZh", Reason.ARCHIVE),
    (b"\xfd7zXZ", Reason.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Reason.ARCHIVE),
    (b"Rar!\x1a", Reason.ARCHIVE),
    (b"\x28\xb5\x2f\xfd", Reason.ARCHIVE),
    (b"\x89PNG", Reason.PICTURE),
    (b"\xff\xd8\xff", Reason.PICTURE),
    (b"GIF8", Reason.PICTURE),
    (b"%PDF-", Reason.DOCUMENT),
    (b"\xd0\xcf\x11\xe0", Reason.DOCUMENT),
    (b"{\\rtf", Reason.DOCUMENT),
    (b"\x7fELF", Reason.BINARY),
    (b"SQLite format 3", Reason.BINARY),
)
"""How files begin (en.wikipedia.org, List of file signatures), whatever they are called."""


def unreadable_by_label(attachment: Attachment) -> Reason | None:
    """Why nothing of it can be read, from what Slack says of it; None where its bytes have to be looked at."""
    if attachment.mode in _BY_MODE:
        return _BY_MODE[attachment.mode]
    ending = attachment.name.rpartition(".")[2].lower() if "." in attachment.name else ""
    if ending in _BY_ENDING:
        return _BY_ENDING[ending]
    if attachment.mode == "snippet":
        return None
    if ending in ("csv", "eml"):
        return None  # Slack calls a CSV file from a machine with Excel application/vnd.ms-excel
    return next((reason for start, reason in _BY_TYPE if attachment.mimetype.startswith(start)), None)


def unreadable_by_content(content: bytes) -> Reason | None:
    """Why nothing of it can be read, from its bytes; None where it may be text."""
    if not content.strip():
        return Reason.EMPTY
    return next((reason for start, reason in _BY_FIRST_BYTES if content.startswith(start)), None)
