"""HomePage: what somebody sees on the App Home, as a value for `templates/slack/home.j2`."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.answers.fit import Block
from bot.figures.counting import Figures, Frequent, NotKnown


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeCase:
    """One of the person's cases, as it is shown to them."""

    question: str
    """Redacted."""
    asked_at: int
    """Seconds since 1970, for Slack to show in the reader's own time."""
    asked_on: str
    """The same as a date in UTC, where that cannot be shown."""
    state: str
    """`open`, `solved`, `contradicted`, `queued`, `sent`, `written` or `failed`."""
    is_private: bool = False
    """Whether only the person saw the answer."""
    link: str = ""
    """The answer's address; empty where Slack does not tell it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeCases:
    """The person's cases, those that are not solved first, and how many there are."""

    latest: tuple[HomeCase, ...]
    open: int
    with_support: int
    solved: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeChannel:
    """A channel that the person is a member of, and how the bot listens there."""

    id: str
    mode: str
    """`mentions`, `watch` or `off`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """All of it."""

    entries: int
    """How many the corpus has."""
    products: tuple[str, ...]
    """Their names, as people read them."""
    knowledge: str
    """The corpus's version."""
    cases: HomeCases | None
    """None where the record cannot be reached."""
    channels: tuple[HomeChannel, ...] | None = ()
    """Those in which somebody chose how the bot listens; None where that cannot be told."""
    is_lead: bool = False
    figures: tuple[Figures, ...] = ()
    """The shortest days first; only for support leads; none where the record cannot be reached."""
    notice: tuple[Block, ...] = ()
    """What is said on top: what the last press on the page did."""


def sample_pages() -> tuple[HomePage, ...]:
    """Pages that between them reach every branch of the template: the emptiest and the fullest that there can be."""
    states = ("open", "solved", "contradicted", "queued", "sent", "written", "failed")
    latest = tuple(
        HomeCase(question="w" * 500, asked_at=0, asked_on="sample", state=each, link="https://example.com/")
        for each in states
    )
    figures = Figures(
        days=30,
        asked=4,
        answered=2,
        asked_back=1,
        unknown=1,
        solved=1,
        open=1,
        contradicted=1,
        escalated=1,
        only_support=1,
        frequent=(Frequent(entry_id="sample", count=2),) * 10,
        unknowns=(NotKnown(question="w" * 500, at=0.0),) * 10,
    )
    nothing = Figures(
        days=7,
        asked=0,
        answered=0,
        asked_back=0,
        unknown=0,
        solved=0,
        open=0,
        contradicted=0,
        escalated=0,
        only_support=0,
        frequent=(),
        unknowns=(),
    )
    full = HomePage(
        entries=1,
        products=("sample", "other"),
        knowledge="sample",
        cases=HomeCases(
            latest=(*latest, replace(latest[0], is_private=True, link="")), open=1, with_support=2, solved=3
        ),
        channels=(HomeChannel(id="C0SAMPLE", mode="watch"),) * 30,
        is_lead=True,
        figures=(nothing, figures),
        notice=({"type": "divider"},),
    )
    empty = HomePage(
        entries=1,
        products=("sample",),
        knowledge="sample",
        cases=HomeCases(latest=(), open=0, with_support=0, solved=0),
        is_lead=True,
        figures=(nothing,),
    )
    down = HomePage(entries=1, products=("sample",), knowledge="sample", cases=None, channels=None, is_lead=True)
    return full, empty, down
