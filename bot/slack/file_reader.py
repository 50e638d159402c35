"""FileReader: from the files of a question to the text in them, and what could not be read."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import SlackRefusedError, SlackUnreachableError
from bot.files.attachment import Attachment, Enclosed, Reason, Unread
from bot.files.content import text_of
from bot.files.kinds import unreadable_by_label
from bot.slack.downloads import Downloads
from bot.slack.outbox import Outbox

log = logging.getLogger(__name__)

MOST_FILES = 10
"""Files of one question; Slack takes no more in one message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReader:
    """Reads files, one after the other, until there is as much text as is read at once."""

    downloads: Downloads
    outbox: Outbox

    @property
    def most_megabytes(self) -> int:
        """What is read at once, of all files together."""
        return self.downloads.most_bytes // (1024 * 1024)

    def read(self, files: Sequence[Attachment], *, team: str) -> Enclosed:
        """What stands in them; all of them together may hold as many bytes as one alone."""
        texts: list[str] = []
        unread: list[Unread] = []
        left = self.downloads.most_bytes
        for number, file in enumerate(files):
            found: str | Reason = Reason.TOO_MANY if number >= MOST_FILES else self._text_of(file, team=team, room=left)
            if isinstance(found, Reason):
                unread.append(Unread(file.name, found))
                continue
            texts.append(found)
            left -= len(found.encode(errors="replace"))
        log.info("Of %d files, %d were read.", len(files), len(texts))
        return Enclosed("\n\n".join(texts), tuple(unread))

    def _text_of(self, file: Attachment, *, team: str, room: int) -> str | Reason:
        if file.has_to_be_asked_for:
            asked = self._asked_for(file, team=team)
            if isinstance(asked, Reason):
                return asked
            file = asked
        reason = unreadable_by_label(file)
        if reason is not None:
            return reason
        if file.size > room:
            return Reason.TOO_LARGE
        if not file.url:
            return Reason.NO_ACCESS
        content = self.downloads.fetch(file, team=team)
        if content is Reason.NO_ACCESS:
            return self._why_no_access(file, team=team)
        if isinstance(content, Reason):
            return content
        return Reason.TOO_LARGE if len(content) > room else text_of(file, content)

    def _asked_for(self, file: Attachment, *, team: str) -> Attachment | Reason:
        """What Slack says of a file of another workspace (docs.slack.dev, apis/slack-connect, check_file_info)."""
        try:
            return Attachment.read(self.outbox.of(team).file(file.id))
        except SlackRefusedError as refused:
            return _REFUSED.get(refused.code, Reason.NO_ACCESS)
        except SlackUnreachableError as unreachable:
            log.warning("%s", unreachable)
            return Reason.UNREACHABLE

    def _why_no_access(self, file: Attachment, *, team: str) -> Reason:
        """Slack answers a page to sign in, whatever is missing; its Web API says what."""
        asked = self._asked_for(file, team=team)
        return asked if isinstance(asked, Reason) and asked is not Reason.UNREACHABLE else Reason.NO_ACCESS


_REFUSED = {
    "missing_scope": Reason.NO_SCOPE,
    "file_not_found": Reason.DELETED,
    "file_deleted": Reason.DELETED,
}
"""What files.info answers (docs.slack.dev, reference/methods/files.info), as reasons."""
