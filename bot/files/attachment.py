"""Attachment and Unread: a file that came with a question, and one of which nothing could be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Reason(StrEnum):
    """Why nothing of a file is read; worded by `templates/remarks.j2`."""

    PICTURE = "picture"
    RECORDING = "recording"
    ARCHIVE = "archive"
    DOCUMENT = "document"
    BINARY = "binary"
    EMPTY = "empty"
    TOO_LARGE = "too-large"
    TOO_MANY = "too-many"
    DELETED = "deleted"
    EXTERNAL = "external"
    NO_ACCESS = "no-access"
    NO_SCOPE = "no-scope"
    TOO_SLOW = "too-slow"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file as Slack tells of it (docs.slack.dev, reference/objects/file-object)."""

    id: str
    name: str
    """As whoever uploaded it called it."""
    mimetype: str = ""
    """Such as `text/plain`; Slack's guess."""
    mode: str = ""
    """`snippet`, `hosted`, `external`, `post`, `canvas`, `tombstone`, …"""
    size: int = 0
    """Bytes, as Slack counts them; 0 where it does not say."""
    url: str = ""
    """Where its bytes are."""
    has_to_be_asked_for: bool = False
    """Whether Slack only gave the id: a file of another workspace, over Slack Connect."""

    @classmethod
    def read(cls, file: Mapping[str, Any]) -> Attachment:
        """From a file object, also one that is nearly empty."""
        size = file.get("size")
        return cls(
            id=str(file.get("id") or ""),
            name=str(file.get("name") or file.get("title") or ""),
            mimetype=str(file.get("mimetype") or "").lower(),
            mode="external" if file.get("is_external") else str(file.get("mode") or ""),
            size=size if isinstance(size, int) else 0,
            url=str(file.get("url_private_download") or file.get("url_private") or ""),
            has_to_be_asked_for=file.get("file_access") == "check_file_info",
        )


@dataclass(frozen=True, slots=True)
class Unread:
    """A file of which nothing is read, and why."""

    name: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What the files of one question say."""

    text: str = ""
    """The readable ones, one after the other; raw, in memory only."""
    unread: tuple[Unread, ...] = ()


def attachments_of(files: object) -> tuple[Attachment, ...]:
    """The files of a message or of a file input; what is no file object is left out."""
    listed = files if isinstance(files, Iterable) and not isinstance(files, str | Mapping) else ()
    return tuple(Attachment.read(file) for file in listed if isinstance(file, Mapping))
