"""Cases and packets to mail, for the tests of this folder."""

from __future__ import annotations

from dataclasses import replace

from bot.corpus.entry import Corpus
from bot.corpus.folders import knowledge_folder, templates_folder
from bot.corpus.load import read_corpus
from bot.diagnosis.diagnosis import Answered, Evidence, Finding, Match
from bot.escalation.mail import MailWriter
from bot.escalation.packet import Packet, packet_of
from bot.store.cases import Case

CORPUS: Corpus = read_corpus(knowledge_folder())[0]
WRITER = MailWriter(templates_folder())


def finding(*ids: str) -> Finding:
    """One piece of a text that fits these entries."""
    matches = tuple(Match(CORPUS[entry_id], 0.9, (Evidence("7105", "7105", "code"),)) for entry_id in ids)
    return Finding("answer" if len(ids) == 1 else "choose", "error 7105", matches)


def case(**changes: object) -> Case:
    """A case with one answer."""
    made = Case(
        id="c1",
        question='Half of our invites fail.\n{"code": 7105, "to": "[email 1]"}',
        diagnosis=Answered(finding("connect-7105")),
        corpus_version="v1",
        surface="mention",
        team="T1",
        channel="C1",
        thread_ts="5.1",
        asker="U1",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def packet(of: Case | None = None, *, entry_id: str = "", sender: str = "maya", permalink: str | None = None) -> Packet:
    """What support would get of it."""
    return packet_of(of or case(), entry_id=entry_id, corpus=CORPUS, sender=sender, sender_id="U2", permalink=permalink)
