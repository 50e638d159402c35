"""Every error that the program raises on purpose; each message is a sentence: what is wrong, where, what to do.

WhyfailedError
├── KnowledgeError      the knowledge folder cannot be used; carries every problem found
├── TemplateError       a template is missing or broken
├── SettingsError       settings are missing or malformed; names all of them at once
├── PortInUseError      another program listens where we should
├── QuestionFileError   a file of labelled questions cannot be read
├── RedactionError      a text could not be made clean: nothing of it is shown or kept
├── StoreError          the database did not take or give something
├── LeaseLostError      another worker holds the claim by now: do not post
├── MailError           a mail was not taken; another try may work
│   └── MailRefusedError    a mail server said no to this mail, and will say no again
├── SlackRefusedError   Slack says no, and will say no again
│   └── NotInstalledError   we have no token for that workspace
└── SlackUnreachableError  Slack did not answer, or not yet; whether the call took effect is not known
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.corpus.problem import Problem
    from bot.settings import SettingProblem


class WhyfailedError(Exception):
    """The root: what the command line prints as one sentence, with exit status 1."""


class KnowledgeError(WhyfailedError):
    """The knowledge folder cannot be used as it is."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        lines = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(
            f"The knowledge folder has {len(self.problems)} problem(s); mend them and start again:\n{lines}"
        )


class TemplateError(WhyfailedError):
    """A template is missing, has a syntax error or asks for a value that no answer carries."""


class SettingsError(WhyfailedError):
    """Settings are missing or malformed."""

    def __init__(self, sentence: str, *, problems: Sequence[SettingProblem] = ()) -> None:
        self.problems = tuple(problems)
        super().__init__(sentence)


class PortInUseError(WhyfailedError):
    """The port is taken by another program."""


class QuestionFileError(WhyfailedError):
    """A file of labelled questions is missing or has a line that is no question."""


class RedactionError(WhyfailedError):
    """A text still holds something that must not leave; says nothing of the text."""


class StoreError(WhyfailedError):
    """The database did not take or give something; says what was to be done, never the values."""


class LeaseLostError(WhyfailedError):
    """Somebody else holds the claim by now; whoever sees this stops without posting."""


class MailError(WhyfailedError):
    """A mail was not taken, now; the sentence is for people and holds neither address nor text of the mail."""


class MailRefusedError(MailError):
    """The mail server refuses this mail for good (RFC 5321, 4.2.1: a 5yz answer)."""


class SlackRefusedError(WhyfailedError):
    """Slack refused a call for good; `code` is Slack's word, such as `not_in_channel`."""

    def __init__(self, method: str, code: str) -> None:
        self.code = code
        super().__init__(f"Slack refused {method}: {code}.")


class NotInstalledError(SlackRefusedError):
    """The app is not installed in that workspace, or not any more."""

    def __init__(self, team: str) -> None:
        super().__init__("a call", "not_installed")
        self.args = (f"The app is not installed in the workspace {team!r}.",)


class SlackUnreachableError(WhyfailedError):
    """Slack gave no answer, or asked to wait for longer than we do; the call may or may not have taken effect."""
