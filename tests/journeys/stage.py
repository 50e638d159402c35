"""A workspace with the whole program in it, as `whyfailed serve --local` sets it up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.bootstrap import build
from bot.knowledge_read import Knowledge
from bot.local.opening import EXAMPLES, LEAD
from bot.local.server import LoopbackSlack
from bot.serving import connect, settings_for
from bot.slack.scopes import SCOPES


@dataclass(frozen=True)
class Stage:
    """Where a journey takes place."""

    slack: LoopbackSlack

    def address(self, person: str, place: str = "invitations") -> str:
        """The page as a person sees it, in a channel or in `dm`."""
        return f"{self.slack.page_url}?as={person}&in={place}"


@contextmanager
def stage(knowledge: Knowledge, folder: Path) -> Iterator[Stage]:
    """A running workspace, with the program connected over HTTP."""
    with LoopbackSlack(examples=EXAMPLES, mail_folder=folder / "mail", scopes=SCOPES) as slack:
        service = build(
            settings_for(slack, folder=folder, socket_mode=False, support_leads=(LEAD.id,)), knowledge=knowledge
        )
        connect(service, slack)
        try:
            yield Stage(slack)
        finally:
            service.close()
