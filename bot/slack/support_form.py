"""The modal of Ask support: from a packet to Slack's view, and from what was submitted back to a packet."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bot.answers.render import Renderer
from bot.corpus.entry import Corpus
from bot.escalation.packet import Edits, Packet
from bot.escalation.samples import sample_packets
from bot.slack.field_pieces import LONGEST, in_pieces
from bot.slack.inbox import team_of

ASK_SUPPORT = "ask_support"
"""The callback_id of the modal."""

MOST_PIECES = 4
"""Fields for one long paste; what is longer goes along without being shown."""
MOST_FACTS = 10
"""Fields for facts; more would be a wall, and the mail lists the others for support to ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a modal came from: what its submission has to know again."""

    case_id: str
    entry_id: str
    channel: str
    thread_ts: str | None
    """The thread in which the state is shown; None where only the presser may see it."""
    sender_name: str
    permalink: str | None = None
    ticked: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """The steps that were done when the modal was filled, by the entry that they belong to: what was shown is sent."""
    reply_to: str = ""
    """The presser's address as Slack knows it; empty where they have to type it."""

    def __str__(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def read(cls, text: str) -> Origin:
        """Raises ValueError and TypeError for what no modal of ours carries."""
        return cls(**json.loads(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """A modal that somebody sent."""

    origin: Origin
    person: str
    team: str
    fields: Mapping[str, str]
    """What stands in each field, by its id; raw."""

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Submitted:
        """From a `view_submission` (docs.slack.dev, reference/interaction-payloads)."""
        view, user = body["view"], body["user"]
        blocks: Mapping[str, Mapping[str, Any]] = view["state"]["values"]
        return cls(
            origin=Origin.read(view["private_metadata"]),
            person=user["id"],
            team=team_of(body),
            fields={block: str((elements.get(block) or {}).get("value") or "") for block, elements in blocks.items()},
        )


def opening_view(renderer: Renderer) -> dict[str, Any]:
    """What is there at once, while the case is put together."""
    return renderer.form("opening")


def failed_view(renderer: Renderer, message: str) -> dict[str, Any]:
    """What stands in its place where that does not work."""
    return renderer.form("failed", message=message)


def filled_view(
    renderer: Renderer, packet: Packet, origin: Origin, *, recipient: str, earlier: Sequence[str], is_sent: bool
) -> dict[str, Any]:
    """The packet, to be edited; `earlier` is how far the mails of this case are, oldest first."""
    question, asked_besides = in_pieces(packet.question, most=1)
    pastes, left_out = in_pieces(packet.paste, most=MOST_PIECES)
    view = renderer.form(
        ASK_SUPPORT,
        packet=packet,
        question="".join(question),
        pastes=pastes or [""],
        left_out=len(asked_besides) + len(left_out),
        facts=packet.facts[:MOST_FACTS],
        recipient=recipient,
        reply_to=origin.reply_to,
        earlier=earlier,
        is_sent=is_sent,
        longest=LONGEST,
    )
    return {**view, "callback_id": ASK_SUPPORT, "private_metadata": str(origin)}


def check_forms(renderer: Renderer, corpus: Corpus) -> None:
    """Render every modal with sample packets. Raises TemplateError."""
    opening_view(renderer)
    failed_view(renderer, "sample")
    origin = Origin(case_id="sample", entry_id="", channel="C0SAMPLE", thread_ts=None, sender_name="sample")
    for packet in sample_packets(corpus):
        for known, earlier in ((replace(origin, reply_to="sample@example.com"), ()), (origin, ("queued", "failed"))):
            for is_sent in (True, False):
                filled_view(renderer, packet, known, recipient="sample", earlier=earlier, is_sent=is_sent)


def edits_of(submitted: Submitted, packet: Packet) -> Edits:
    """What was made of the packet; what the modal had no room to show comes from the packet again."""
    fields = submitted.fields
    _, asked_besides = in_pieces(packet.question, most=1)
    _, left_out = in_pieces(packet.paste, most=MOST_PIECES)
    pastes = (fields.get(f"paste_{number}", "") for number in range(MOST_PIECES))
    return Edits(
        title=fields.get("title", ""),
        question="\n".join(filter(None, (fields.get("question", ""), asked_besides))),
        paste="\n".join(filter(None, (*pastes, left_out))),
        tried=fields.get("tried", ""),
        facts={fact.name: fields.get(f"fact_{number}", "") for number, fact in enumerate(packet.facts[:MOST_FACTS])},
    )
