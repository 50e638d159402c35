"""The Mail tab: the .eml files of a folder, as the support desk would read them."""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail, as far as the page shows it."""

    name: str
    subject: str
    sender: str
    to: str
    date: str
    body: str
    attachments: tuple[str, ...] = ()


def mails(folder: Path | None) -> list[Mail]:
    """All mails of a folder, newest first; a folder that is not there yet has none."""
    if folder is None or not folder.is_dir():
        return []
    files = sorted(folder.glob("*.eml"), key=lambda file: (file.stat().st_mtime, file.name), reverse=True)
    return [_read(file) for file in files]


def mail_names(folder: Path | None) -> list[str]:
    """The names of all mails of a folder; enough to see that another one came."""
    return sorted(file.name for file in folder.glob("*.eml")) if folder and folder.is_dir() else []


def _read(file: Path) -> Mail:
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    body = message.get_body(("plain", "html"))
    return Mail(
        name=file.name,
        subject=str(message["subject"] or "(no subject)"),
        sender=str(message["from"] or ""),
        to=str(message["to"] or ""),
        date=str(message["date"] or ""),
        body=body.get_content() if body else "",
        attachments=tuple(part.get_filename() or "attachment" for part in message.iter_attachments()),
    )
