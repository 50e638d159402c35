"""Entry: one documented scenario or code, as a file of `knowledge/` describes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.corpus.walk import Walk

DISPATCHER = "webex-xm"
"""The product that sends through the others; its messages have no codes."""


class Kind(StrEnum):
    """What an entry documents; the diagnosis treats stages, classes, sources and statuses apart from codes."""

    STAGE = "stage"
    SCENARIO = "scenario"
    CODE = "code"
    CLASS = "class"
    SOURCE = "source"
    STATUS = "status"
    HOW_TO = "how-to"


class Outcome(StrEnum):
    """What the code or message says became of the request or message."""

    FAILURE = "failure"
    PARTIAL = "partial"
    SUCCESS = "success"
    PENDING = "pending"
    UNKNOWN = "unknown"
    INFORMATION = "information"


class Resend(StrEnum):
    """May the sender send it again?"""

    YES = "yes"
    AFTER_FIX = "after-fix"
    NO = "no"
    NOT_STATED = "not-stated"


class Acts(StrEnum):
    """Who has to do something."""

    SENDER = "sender"
    RECIPIENT = "recipient"
    ACCOUNT_ADMIN = "account-admin"
    PROVIDER = "provider"
    OPERATOR = "operator"


class Advice(StrEnum):
    """Whose advice the steps are: the documented guide's, or ours because the source only names the code."""

    GUIDE = "guide"
    OURS = "ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where an entry stands in the documents behind it."""

    file: str
    """The document's file name, such as `webex-xm-dispatch-guide.txt`."""
    lines: tuple[int, ...]
    """Line numbers in that document, starting at 1."""
    section: str
    """The place as a person would name it, such as `2.2, scenario 1` or `Messaging`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One documented scenario or code with its remedy; every word that the bot shows comes from here."""

    id: str
    """The contract's id, such as `wxm-2.4.2`; also the file's name."""
    product: str
    """`webex-xm`, `webex-connect`, `bird` or `8x8`; also the folder's name."""
    kind: Kind
    code: str | None = None
    """The documented code, digits only, or None where the source has none."""
    apis: tuple[str, ...] = ()
    title: str
    """What is wrong, in at most 75 characters (a button's length)."""
    messages: tuple[str, ...] = ()
    """The documented messages, verbatim."""
    patterns: tuple[str, ...] = ()
    """Regular expressions beside messages that are templates."""
    spellings: tuple[str, ...] = ()
    """Other ways in which systems write the same message or name (the vendor's own typos mended, older wordings)."""
    outcome: Outcome
    resend: Resend
    acts: tuple[Acts, ...] = ()
    advice: Advice
    self_service: bool
    """False where only support can solve it."""
    causes: tuple[str, ...]
    """One cause, or one for each message in order."""
    steps: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    collect: tuple[str, ...] = ()
    """What support needs to start: what identifies the case."""
    asks: tuple[str, ...] = ()
    """Texts that must find this entry."""
    near_misses: tuple[str, ...] = ()
    """Texts that must not be answered with this entry."""
    related: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()

    def cause_of(self, message: str | None = None) -> str:
        """The cause that belongs to one of the messages, or the only cause there is."""
        if message is not None and len(self.causes) == len(self.messages) and message in self.messages:
            return self.causes[self.messages.index(message)]
        return self.causes[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """Whom else to ask about a product; our mails name them and what to quote, and never go there."""

    name: str
    """As people read it, such as `8x8 support`."""
    contact: str = ""
    """How they are reached, as an admin filled it in: an address, a number, a page; empty where none is known."""
    quote: tuple[str, ...] = ()
    """What they ask for, such as the `errorId` of the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """What holds for a whole product: its names, its APIs, and what its file adds to every entry."""

    id: str
    name: str
    """As people read it, such as `Webex Connect`."""
    guide: str
    """The document's name as shown in a source line, such as `Dispatch guide`."""
    words: tuple[str, ...]
    """Lower-case words by which people name the product."""
    apis: Mapping[str, ApiWords] = field(default_factory=dict)
    retired: tuple[str, ...] = ()
    """Lower-case names of channels that the product no longer supports."""
    notes: tuple[str, ...] = ()
    """Facts about the whole product, added to each entry's notes."""
    collect: tuple[str, ...] = ()
    """What the product's owner always needs, added to each entry's collect."""
    vendor: Vendor | None = None
    """The product's own support, where one is known beside ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiWords:
    """How people and documents name one API of a product."""

    name: str
    """As people read it, such as `Transaction Status API`."""
    words: tuple[str, ...]
    """Lower-case phrases that name it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What a vague question is about when several entries fit and nothing tells them apart."""

    name: str
    entries: tuple[Entry, ...]
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """All entries, products, words and links of one `knowledge/` folder; equal folders give equal corpora."""

    entries: Mapping[str, Entry]
    """By id, in the contract's order."""
    products: Mapping[str, Product]
    words: Mapping[str, tuple[str, ...]]
    """Names of things: the documents' name, and what people also call it."""
    synonyms: Mapping[str, str]
    """What users say, and the concept that it stands for; lower case, several words possible."""
    topics: tuple[Topic, ...]
    chatter: tuple[str, ...]
    """Texts that no entry explains: what a question has to be unlike."""
    others: frozenset[str]
    """Lower-case names of systems that are not ours; a number beside one of them is that system's."""
    links: Mapping[str, str]
    """A guide's name and the address that an admin filled in; empty where none is known."""
    walk: Walk
    """The questions that lead to a stage and its scenarios."""
    version: str
    """A short digest of everything above: the same answers come from the same version."""

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())

    def __getitem__(self, entry_id: str) -> Entry:
        return self.entries[entry_id]

    def __contains__(self, entry_id: object) -> bool:
        return entry_id in self.entries

    def __len__(self) -> int:
        return len(self.entries)

    def product_of(self, entry: Entry) -> Product:
        return self.products[entry.product]

    def apis_of(self, entry: Entry) -> tuple[str, ...]:
        """The names of the APIs that an entry is documented for, as people read them."""
        known = self.product_of(entry).apis
        return tuple(known[api].name for api in entry.apis if api in known)
