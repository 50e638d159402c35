"""A folder of .eml files: where mails go where no mail server is set, for somebody to send them by hand."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from bot.errors import MailError
from bot.escalation.mime import UNSENT, mime_of
from bot.store.drafts import stem_of
from bot.store.outbox import OutboxMail


class Mailer(Protocol):
    """Something that takes mails off our hands."""

    address: str
    """What mails come from."""
    is_final: bool
    """Whether a mail is on its way to support once it is taken; otherwise somebody has to send it by hand."""

    def send(self, mail: OutboxMail) -> None:
        """Take a mail; a repeat has the same Message-ID. Raises MailError, and MailRefusedError where it never will."""

    def check(self) -> None:
        """Do everything but take a mail. Raises MailError where one would not be taken."""


class FolderMailer:
    """Writes each mail into a folder, once."""

    address = UNSENT
    is_final = False

    def __init__(self, folder: Path, *, new_id: Callable[[], str]) -> None:
        self._folder = folder
        self._new_id = new_id

    def send(self, mail: OutboxMail) -> None:
        """Write it, unless it is there already. Raises MailError where the folder does not take it."""
        name = stem_of(mail.message_id)
        final, draft = self._folder / f"{name}.eml", self._folder / f".{name}.{self._new_id()}.part"
        content = mime_of(mail, sender=self.address, is_draft=True).as_bytes()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(content)
            # A rename is atomic: whoever reads sees one whole mail. A repeat has the same bytes.
            os.replace(draft, final)
        except OSError as problem:
            with suppress(OSError):
                draft.unlink()
            raise MailError(f"The folder of MAIL_DIR did not take the mail: {problem.strerror}.") from None

    def check(self) -> None:
        """Write an empty draft and take it away; where the folder is not there yet, in the one that it will stand in.

        Raises MailError where the folder does not take it.
        """
        there = next(folder for folder in (self._folder, *self._folder.absolute().parents) if folder.exists())
        draft = there / f".check.{self._new_id()}.part"
        try:
            draft.touch()
            draft.unlink()
        except OSError as problem:
            raise MailError(f"The folder of MAIL_DIR takes no mail: {problem.strerror}.") from None
