"""Patient: what the checks look at, each piece made once, when the first check asks for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse
from sqlalchemy.engine import make_url

from bot.corpus.entry import Corpus
from bot.corpus.load import load_corpus
from bot.doctor.overheard import Overheard
from bot.settings import SettingProblem, Settings, revealed
from bot.slack.clients import web_client
from bot.store.engine import file_of
from bot.wording import check_wording

SECRETS = ("slack_client_secret", "slack_bot_token", "slack_app_token", "slack_signing_secret", "smtp_password")
"""Settings that no line may show; a stand-in for one is no secret, and a word such as "unset"."""


@dataclass(frozen=True, slots=True)
class Known:
    """A token that Slack takes."""

    whose: str
    """How a sentence about it begins, such as "The token of workspace T012AB3CD"."""
    client: WebClient
    """Calls the Web API with it, once for each call."""
    answer: SlackResponse
    """Slack's, to auth.test."""


@dataclass(kw_only=True)
class Patient:
    """A set-up. Not frozen only because it remembers what was made."""

    settings: Settings
    """Where a setting is missing or malformed a stand-in stands; `faulty` names it."""
    faulty: tuple[SettingProblem, ...] = ()
    env_file: Path
    known: list[Known] = field(default_factory=list)
    """What the check of the token, or of those that workspaces have left, found to work."""
    opened: list[str] = field(default_factory=list, repr=False)
    """The tokens of workspaces that were opened."""

    @property
    def unusable(self) -> frozenset[str]:
        """The settings that no check may go by, such as `SLACK_BOT_TOKEN`."""
        return frozenset(each.key for each in self.faulty)

    def connect(self, token: str | None) -> WebClient:
        """A client that calls the Web API with this token, once for each call."""
        return web_client(token=token, api_url=self.settings.slack_api_url)

    @property
    def database_file(self) -> Path | None:
        """The file of an SQLite database, which no check makes; None for a server."""
        return file_of(make_url(self.settings.database_url))

    @cached_property
    def corpus(self) -> Corpus:
        """What is known. Raises KnowledgeError."""
        return load_corpus(self.settings.knowledge_folder)

    @cached_property
    def renderer(self) -> Overheard:
        """What is said in Slack, every template of it rendered once. Raises KnowledgeError and TemplateError."""
        renderer = Overheard(self.corpus, self.settings.templates_folder)
        check_wording(renderer, self.corpus)
        return renderer

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be in any line."""
        settings = self.settings
        read = {name: getattr(settings, name) for name in SECRETS if name.upper() not in self.unusable}
        keys = settings.installation_keys
        password = make_url(settings.database_url).password
        found = [revealed(each) for each in (*read.values(), *keys)]
        return tuple(filter(None, (*found, *self.opened, password)))
