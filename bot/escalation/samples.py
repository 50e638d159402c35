"""Sample packets: every branch of the modal's and the mail's templates, rendered once before the program starts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.corpus.entry import Corpus
from bot.diagnosis.diagnosis import Choice, Evidence, Finding, Match, Unknown
from bot.escalation.packet import Packet, TickedSteps, packet_of
from bot.store.cases import Case


def sample_packets(corpus: Corpus) -> Iterator[Packet]:
    """One that knows nothing, and one that offers an entry of each product, untouched and filled in."""
    unknown = Case(
        id="sample",
        question="a question\n{}",
        diagnosis=Unknown(),
        corpus_version=corpus.version,
        surface="mention",
        team="T0SAMPLE",
        channel="C0SAMPLE",
        thread_ts="1.1",
        asker="U0SAMPLE",
    )
    yield _packet(unknown, corpus)
    entries = {entry.product: entry for entry in corpus}.values()
    evidence = (Evidence("a quote", "a hit", "code"),)
    offered = Finding("choose", "an excerpt", tuple(Match(entry, 0.5, evidence) for entry in entries))
    packet = _packet(replace(unknown, diagnosis=Choice(offered)), corpus)
    yield packet
    given = tuple(replace(fact, value="a value\nin lines") for fact in packet.facts)
    ticked = (TickedSteps(title="a title", done=((1, "a step"),), left=(2,)),)
    yield replace(packet, facts=given, tried="something", ticked=ticked, permalink="https://slack.example/p1")


def _packet(case: Case, corpus: Corpus) -> Packet:
    return packet_of(case, entry_id="", corpus=corpus, sender="sample", sender_id="U0SAMPLE", permalink=None)
