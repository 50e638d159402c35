"""Checks of what the bot says: the corpus, and every template."""

from __future__ import annotations

from collections.abc import Iterator

from bot.corpus.checks import check_corpus
from bot.doctor.line import Line, problem, well
from bot.doctor.patient import Patient
from bot.escalation.mail import MailWriter
from bot.slack.pages import InstallationPages

MOST_PROBLEMS = 5


def check_knowledge(patient: Patient) -> Iterator[Line]:
    """The corpus loads, and its files keep every rule. The examples are left to `whyfailed knowledge check`."""
    corpus = patient.corpus
    found = check_corpus(corpus, patient.settings.knowledge_folder)
    for each in found[:MOST_PROBLEMS]:
        yield problem(f"{each}", "Mend the file.")
    if len(found) > MOST_PROBLEMS:
        more = len(found) - MOST_PROBLEMS
        yield problem(f"{more} more to mend in the knowledge folder.", "`whyfailed knowledge check` prints them all.")
    if not found:
        yield well(f"{len(corpus)} entries load and keep every rule, version {corpus.version}.")


def check_templates(patient: Patient) -> Iterator[Line]:
    """Every template renders, those of the mails too, and the pages of installing where there are any."""
    kinds, settings = len(patient.renderer.blocks) + len(patient.renderer.views), patient.settings
    MailWriter(settings.templates_folder).check(patient.corpus)
    if settings.serves_many:
        InstallationPages(settings.templates_folder, days=settings.retention_days).check()
    yield well(f"Every template renders; they make {kinds} kinds of blocks and modals.")
