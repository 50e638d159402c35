"""A folder of .eml files: where mails go as long as nothing sends them, and always in development and tests."""

from __future__ import annotations

import os
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from bot.errors import MailError


class Mailer(Protocol):
    """Something that takes a mail off our hands."""

    def hand_over(self, mail: EmailMessage, *, case_id: str) -> bool:
        """Take the mail of a case; False where this case's mail was taken before. Raises MailError."""


class FolderMailer:
    """Writes each case's mail into a folder, once."""

    def __init__(self, folder: Path, *, new_id: Callable[[], str]) -> None:
        self._folder = folder
        self._new_id = new_id

    def hand_over(self, mail: EmailMessage, *, case_id: str) -> bool:
        """Write `CASE.eml`; False where it is there already. Raises MailError where the folder does not take it."""
        final, draft = self._folder / f"{case_id}.eml", self._folder / f".{case_id}.{self._new_id()}.part"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(mail.as_bytes())
            try:
                # A link, unlike a rename, fails where the name exists: whoever reads sees one whole mail, once.
                os.link(draft, final)
            except FileExistsError:
                return False
            finally:
                draft.unlink()
        except OSError as problem:
            why = problem.strerror
            raise MailError(f"The mail of case {case_id} was not written: {why}. Look at MAIL_DIR.") from None
        return True
