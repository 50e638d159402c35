"""The list of checks, and one way through it: whatever fails, the next one is tried."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from bot.doctor.blocks import check_blocks
from bot.doctor.installations import check_installations
from bot.doctor.line import Line, State, problem, warning
from bot.doctor.machine import check_database, check_database_file, check_env_file, check_settings
from bot.doctor.mail import check_mail
from bot.doctor.patient import Patient
from bot.doctor.slack import check_clock, check_door, check_scopes, check_token
from bot.doctor.wording import check_knowledge, check_templates
from bot.errors import WhyfailedError

log = logging.getLogger(__name__)

UNMISTAKABLE = 12
"""Characters; no secret as long as this is also a piece of a word, and all that Slack gives out are longer."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at."""

    name: str
    look: Callable[[Patient], Iterator[Line]]
    settings: tuple[str, ...] = ()
    """The settings that it goes by: where one of them is faulty there is nothing to look at."""
    after: tuple[str, ...] = ()
    """The checks that must have found no problem."""
    with_token: bool = False
    """Whether it calls Slack with a token that a check before has found to work."""
    for_many: bool | None = None
    """True where it is for an app of many workspaces only, False where it is for one workspace only."""


CHECKS = (
    Check("Settings", check_settings),
    Check("Secrets file", check_env_file),
    Check("Database file", check_database_file, ("DATABASE_URL",)),
    Check("Database", check_database, ("DATABASE_URL",)),
    Check("Knowledge", check_knowledge, ("KNOWLEDGE_DIR",)),
    Check("Templates", check_templates, ("TEMPLATES_DIR",), ("Knowledge",)),
    Check("Token", check_token, ("SLACK_BOT_TOKEN", "SLACK_API_URL"), for_many=False),
    Check(
        "Installations",
        check_installations,
        ("DATABASE_URL", "INSTALLATION_KEYS", "SLACK_API_URL"),
        ("Database",),
        for_many=True,
    ),
    Check("Scopes", check_scopes, with_token=True),
    Check("Clock", check_clock, with_token=True),
    Check("Events", check_door, ("SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_API_URL")),
    Check("Blocks", check_blocks, after=("Templates",), with_token=True),
    Check(
        "Mail",
        check_mail,
        (
            "SMTP_HOST",
            "SMTP_PORT",
            "SMTP_TLS",
            "SMTP_USERNAME",
            "SMTP_PASSWORD",
            "SMTP_FROM",
            "SMTP_CA_FILE",
            "MAIL_DIR",
            "ESCALATION_EMAIL",
        ),
    ),
)
"""In the order in which a person mends them."""


def checks_for(patient: Patient) -> tuple[Check, ...]:
    """Those that concern this set-up."""
    return tuple(check for check in CHECKS if check.for_many in (None, patient.settings.serves_many))


def examine(patient: Patient) -> Iterator[tuple[Check, Line]]:
    """Every line of every check, as soon as it is known."""
    unwell: set[str] = set()
    for check in checks_for(patient):
        for line in _lines_of(check, patient, unwell):
            if line.state is State.PROBLEM:
                unwell.add(check.name)
            yield check, _without_secrets(line, patient)


def _lines_of(check: Check, patient: Patient, unwell: set[str]) -> Iterator[Line]:
    tokens = "Installations" if patient.settings.serves_many else "Token"
    after = (*check.after, tokens) if check.with_token and not patient.known else check.after
    first = [*sorted(patient.unusable.intersection(check.settings)), *(name for name in after if name in unwell)]
    if not first and check.with_token and not patient.known:
        yield warning("Not looked at.", "That needs a workspace that has installed the app.")
        return
    if first:
        unwell.add(check.name)
        yield warning("Not looked at.", f"Mend {' and '.join(first)} first.")
        return
    try:
        yield from check.look(patient)
    except WhyfailedError as found:
        yield problem(str(found), "Mend that, and run `whyfailed doctor` again.")
    except Exception as broken:
        # Its text may hold anything, a password included.
        log.debug("The check %s broke.", check.name, exc_info=broken)
        yield problem(
            f"This check itself broke: {type(broken).__name__}.",
            "Please report it, with what WHYFAILED_DEBUG=1 prints.",
        )


def _without_secrets(line: Line, patient: Patient) -> Line:
    """No line is written with a secret in it; should a library's sentence hold one, it ends here."""
    for secret in patient.secrets:
        pattern = _where_it_stands(secret)
        line = replace(line, said=pattern.sub("…", line.said), mend=pattern.sub("…", line.mend))
    return line


def _where_it_stands(secret: str) -> re.Pattern[str]:
    """Anywhere; but one that is short enough to be a piece of words and paths, not within them."""
    within = re.escape(secret)
    if len(secret) >= UNMISTAKABLE:
        return re.compile(within)
    return re.compile(rf"(?<![\w/\\])(?<!\w[.-]){within}(?![\w/\\]|[.-]\w)")
