"""Drafts: the mails that were written as files where no mail server is set; they are kept as long as the rows are.

Only files with names of ours (`case-….eml`, and `.case-….part` while one is written) are ever looked at.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parsedate_to_datetime
from pathlib import Path

from bot.errors import StoreError

_OURS = re.compile(r"(?P<stem>case-[^/\s]+)\.eml|\.(?P<half>case-[^/\s]+)\.[^./]+\.part")
_POLICY = SMTP.clone(cte_type="7bit")
"""As the mails are written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One mail as a file."""

    name: str
    written_at: float
    """Seconds since 1970, as the mail says."""
    content: str


class Drafts:
    """The files of one folder, which need not be there. Every method that touches it raises StoreError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, message_ids: Iterable[str]) -> tuple[Draft, ...]:
        """Those of the mails with these Message-IDs that were written as files."""
        stems = {stem_of(message_id) for message_id in message_ids}
        with _told("read"):
            return tuple(
                Draft(
                    name=path.name, written_at=_written_at(path), content=path.read_bytes().decode("ascii", "replace")
                )
                for stem, path in self._files()
                if stem in stems and path.suffix == ".eml"
            )

    def delete(self, message_ids: Iterable[str]) -> None:
        """Delete the files of these mails, half written ones too."""
        stems = {stem_of(message_id) for message_id in message_ids}
        with _told("delete from"):
            for stem, path in self._files():
                if stem in stems:
                    path.unlink(missing_ok=True)

    def sweep(self, before: float) -> int:
        """Delete what was written before then (seconds since 1970), whether or not a row still knows it; how many."""
        with _told("sweep"):
            old = [path for _, path in self._files() if _written_at(path) < before]
            for path in old:
                path.unlink(missing_ok=True)
        return len(old)

    def strike_out(self, mentioned: re.Pattern[str], mark: str) -> None:
        """Put `mark` in the place of what somebody else's mails say of a person."""
        with _told("change the mails of"):
            for _, path in self._files():
                message = message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=_POLICY)
                if path.suffix == ".eml" and _strike_out(message, mentioned, mark):
                    half = path.with_name(f".{path.stem}.struck.part")
                    half.write_bytes(message.as_bytes())
                    os.replace(half, path)

    def _files(self) -> list[tuple[str, Path]]:
        """Our files with the mail that each is of, in the order of their names."""
        if not self._folder.is_dir():
            return []
        found = ((_OURS.fullmatch(path.name), path) for path in sorted(self._folder.iterdir()))
        return [(name["stem"] or name["half"], path) for name, path in found if name is not None]


def stem_of(message_id: str) -> str:
    """The name of a mail's file, without its ending."""
    return message_id.strip("<>").partition("@")[0]


def _written_at(path: Path) -> float:
    """When the mail says that it was written; of a half written one, when the file was."""
    said = message_from_bytes(path.read_bytes()).get("Date", "")
    try:
        return parsedate_to_datetime(said).timestamp()
    except ValueError:
        return path.stat().st_mtime


def _strike_out(message: EmailMessage, mentioned: re.Pattern[str], mark: str) -> bool:
    """Whether anything of it was there to strike out."""
    is_found = False
    if mentioned.search(message["Subject"] or ""):
        is_found = True
        message.replace_header("Subject", mentioned.sub(mark, message["Subject"]))
    for part in message.walk():
        if part.get_content_maintype() == "text" and mentioned.search(part.get_content()):
            is_found = True
            part.set_content(mentioned.sub(mark, part.get_content()), subtype=part.get_content_subtype())
    return is_found


@contextmanager
def _told(doing: str) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise StoreError(f"The program could not {doing} the folder of MAIL_DIR: {problem.strerror}.") from None
