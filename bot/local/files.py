"""Files that people upload: what Slack says of them, and their content for whoever may read it.

Source: docs.slack.dev, reference/objects/file-object and reference/events/message/file_share.
"""

from __future__ import annotations

import mimetypes
import threading
from dataclasses import dataclass

from bot.local.nouns import JSON, SlackError
from bot.local.stamps import Stamps

LARGEST = 10 * 1024 * 1024
"""Bytes of one file here; Slack's file inputs take as much."""
LARGEST_SNIPPET = 1024 * 1024
"""Bytes up to which Slack keeps a text as a snippet."""
PREVIEW_LINES = 5
_TEXTS = {
    "csv": "csv", "eml": "text", "htm": "html", "html": "html", "json": "javascript", "log": "text", "md": "markdown",
    "ps1": "powershell", "py": "python", "sh": "shell", "text": "text", "tsv": "tsv", "txt": "text", "xml": "xml",
    "yaml": "yaml", "yml": "yaml",
}  # fmt: skip
"""Name endings that Slack keeps as snippets, with its word for the type."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as somebody gives it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class File:
    """A file in the workspace."""

    id: str
    name: str
    content: bytes
    user: str
    created: int
    """Seconds since 1970."""
    address: str
    """Where this Slack is, such as `http://127.0.0.1:4100`."""

    @property
    def is_snippet(self) -> bool:
        """Whether Slack would keep it as a text of its own kind, with a preview."""
        return self._ending in _TEXTS and len(self.content) <= LARGEST_SNIPPET and self.text is not None

    @property
    def mimetype(self) -> str:
        """Such as `text/plain`."""
        return "text/plain" if self.is_snippet else mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @property
    def text(self) -> str | None:
        """The content where it is UTF-8, otherwise None."""
        try:
            return self.content.decode()
        except UnicodeDecodeError:
            return None

    @property
    def _ending(self) -> str:
        return self.name.rpartition(".")[2].lower()

    def as_json(self) -> JSON:
        """The file object; of a snippet it carries only the first lines, as in Slack."""
        private = f"{self.address}/files-pri/{self.id}/{self.name}"
        body: JSON = {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.name,
            "mimetype": self.mimetype,
            "filetype": _TEXTS[self._ending] if self.is_snippet else self._ending,
            "pretty_type": "Plain Text" if self.is_snippet else self._ending.upper(),
            "user": self.user,
            "mode": "snippet" if self.is_snippet else "hosted",
            "editable": self.is_snippet,
            "size": len(self.content),
            "is_external": False,
            "is_public": True,
            "url_private": private,
            "url_private_download": f"{private}?download=1",
            "permalink": f"{self.address}/files/{self.id}",
            "file_access": "visible",
        }
        if self.is_snippet:
            lines = (self.text or "").splitlines()
            shown = lines[:PREVIEW_LINES]
            body |= {
                "preview": "\n".join(shown),
                "lines": len(lines),
                "lines_more": len(lines) - len(shown),
                "preview_is_truncated": len(lines) > len(shown),
            }
        return body


class Files:
    """All files of the workspace."""

    def __init__(self, stamps: Stamps, *, address: str) -> None:
        self._stamps = stamps
        self._address = address
        self._files: dict[str, File] = {}
        self._lock = threading.Lock()

    def keep(self, upload: Upload, *, user: str) -> File:
        """Take a file in. Raises SlackError `file_too_large` or `no_file_data`."""
        if len(upload.content) > LARGEST:
            raise SlackError("file_too_large")
        if not upload.content:
            raise SlackError("no_file_data")
        name = upload.name.replace("\\", "/").rpartition("/")[2].strip() or "Untitled"
        created = int(self._stamps.now())
        file = File(self._stamps.id("F"), name, upload.content, user, created, self._address)
        with self._lock:
            self._files[file.id] = file
        return file

    def find(self, file_id: str) -> File:
        """A file by its id. Raises SlackError `file_not_found`."""
        with self._lock:
            found = self._files.get(file_id)
        if found is None:
            raise SlackError("file_not_found")
        return found
