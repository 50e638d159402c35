"""Patient: what the checks look at, each piece made once, when the first check asks for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse
from sqlalchemy.engine import make_url

from bot.corpus.entry import Corpus
from bot.corpus.folders import knowledge_folder, templates_folder
from bot.corpus.load import load_corpus
from bot.doctor.overheard import Overheard
from bot.settings import SettingProblem, Settings
from bot.slack.app import web_client
from bot.store.clock import Clock, SystemClock
from bot.wording import check_wording


@dataclass(kw_only=True)
class Patient:
    """A set-up. Not frozen only because it remembers what was made."""

    settings: Settings
    """Where a setting is missing or malformed a stand-in stands; `faulty` names it."""
    faulty: tuple[SettingProblem, ...] = ()
    env_file: Path
    clock: Clock = field(default_factory=SystemClock)

    @property
    def unusable(self) -> frozenset[str]:
        """The settings that no check may go by, such as `SLACK_BOT_TOKEN`."""
        return frozenset(each.key for each in self.faulty)

    @cached_property
    def client(self) -> WebClient:
        """Calls the Web API as the bot, once for each call."""
        token = self.settings.slack_bot_token.get_secret_value()
        return web_client(token=token, api_url=self.settings.slack_api_url)

    @cached_property
    def greeting(self) -> SlackResponse:
        """Slack's answer to auth.test. Raises slack_sdk's errors and OSError, each time anew."""
        return self.client.auth_test()

    @cached_property
    def corpus(self) -> Corpus:
        """What is known. Raises KnowledgeError."""
        return load_corpus(self.settings.knowledge_dir or knowledge_folder())

    @cached_property
    def renderer(self) -> Overheard:
        """What is said in Slack, every template of it rendered once. Raises KnowledgeError and TemplateError."""
        renderer = Overheard(self.corpus, self.settings.templates_dir or templates_folder())
        check_wording(renderer, self.corpus)
        return renderer

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be in any line."""
        settings = self.settings
        hidden = (settings.slack_bot_token, settings.slack_app_token, settings.slack_signing_secret)
        password = make_url(settings.database_url).password
        found = [each.get_secret_value() for each in (*hidden, settings.smtp_password) if each is not None]
        return tuple(filter(None, (*found, password)))
