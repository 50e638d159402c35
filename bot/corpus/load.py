"""Reading a knowledge folder: TOML files in, one Corpus out, or every problem at once."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from bot.corpus.entry import (
    Acts,
    Advice,
    ApiWords,
    Corpus,
    Entry,
    Kind,
    Outcome,
    Product,
    Resend,
    Source,
    Topic,
    Vendor,
)
from bot.corpus.problem import Problem
from bot.corpus.walk import Walk
from bot.corpus.walk_file import walk_of
from bot.errors import KnowledgeError

PRODUCTS = ("webex-xm", "webex-connect", "bird", "8x8")
"""The folders in the order in which entries are listed."""

TITLE_LENGTH = 75
"""Characters that fit on a Slack button or menu option (docs.slack.dev, block elements)."""

_LISTS = (
    *("apis", "messages", "patterns", "spellings", "causes", "steps", "notes"),
    *("collect", "asks", "near_misses", "related"),
)
_TEXTS = ("id", "product", "kind", "code", "title", "outcome", "resend", "advice")
_REQUIRED = {
    "id",
    "product",
    "kind",
    "title",
    "outcome",
    "resend",
    "acts",
    "advice",
    "self_service",
    "causes",
    "sources",
}
_VENDOR = {"name", "contact", "quote"}
_KNOWN = {*_LISTS, *_TEXTS, "acts", "self_service", "sources"}

Choice = TypeVar("Choice", bound=StrEnum)


def load_corpus(folder: Path) -> Corpus:
    """The corpus of a knowledge folder. Raises KnowledgeError with every problem that keeps it from being used."""
    corpus, problems = read_corpus(folder)
    if problems:
        raise KnowledgeError(problems)
    return corpus


def read_corpus(folder: Path) -> tuple[Corpus, tuple[Problem, ...]]:
    """What could be read of a knowledge folder, and what could not; entries with a problem are left out."""
    reader = _Reader(folder)
    products = {name: product for name in PRODUCTS if (product := reader.product(name)) is not None}
    entries: dict[str, Entry] = {}
    for name in PRODUCTS:
        for path in sorted((folder / name).glob("*.toml"), key=_natural):
            if path.name == "product.toml":
                continue
            entry = reader.entry(path)
            if entry is not None:
                entries[entry.id] = entry
    named = {path.stem for name in PRODUCTS for path in (folder / name).glob("*.toml")}
    for entry in entries.values():
        for other in entry.related:
            if other not in named:  # an entry that is there and broken has findings of its own
                reader.report(
                    folder / entry.product / f"{entry.id}.toml", "related", "ENT:006", f"there is no entry {other}."
                )
    words, links = folder / "words.toml", folder / "links.toml"
    others = reader.texts(folder / "others.toml", reader.table(folder / "others.toml"), "names")
    entries = {i: _with_product(e, products[e.product]) for i, e in entries.items() if e.product in products}
    corpus = Corpus(
        entries=entries,
        products=products,
        words={name: reader.texts(words, table, name) for table in (reader.table(words),) for name in table},
        synonyms=dict(reader.synonyms()),
        topics=tuple(reader.topics(entries)),
        chatter=tuple(reader.chatter()),
        others=frozenset(name.lower() for name in others),
        links={name: reader.address(links, table, name) for table in (reader.table(links),) for name in table},
        walk=reader.walk(entries),
        version=reader.digest.hexdigest()[:12],
    )
    if not entries and not reader.problems:
        reader.report(
            folder, "", "FMT:001", f"holds no entries. Expected folders {', '.join(PRODUCTS)} with .toml files."
        )
    return corpus, tuple(sorted(reader.problems))


def _natural(path: Path) -> list[tuple[int, int | str]]:
    """Sorts 2.1.10 behind 2.1.9."""
    return [(0, int(part)) if part.isdigit() else (1, part) for part in re.split(r"(\d+)", path.stem) if part]


def _with_product(entry: Entry, product: Product) -> Entry:
    """The entry as it is shown and exported: what its product's file adds stands in its own notes and collect."""
    if not product.notes and not product.collect:
        return entry
    values = {name: getattr(entry, name) for name in Entry.__dataclass_fields__}
    values["notes"] = entry.notes + tuple(n for n in product.notes if n not in entry.notes)
    values["collect"] = entry.collect + tuple(c for c in product.collect if c not in entry.collect)
    return Entry(**values)


class _Reader:
    """Reads files one by one, keeps every problem and a digest of every byte."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.digest = hashlib.sha256()

    def report(self, path: Path, key: str, code: str, sentence: str) -> None:
        file = str(path.relative_to(self.folder)) if path != self.folder else path.name
        self.problems.append(Problem(file, key, code, sentence))

    def table(self, path: Path) -> Mapping[str, Any]:
        """A TOML file as a mapping; empty, with a problem reported, where it cannot be read."""
        try:
            raw = path.read_bytes()
        except OSError as error:
            self.report(
                path, "", "FMT:001", f"cannot be read ({error.strerror}). Put the file back or mend its permissions."
            )
            return {}
        self.digest.update(path.relative_to(self.folder).as_posix().encode() + b"\0" + raw + b"\0")
        try:
            return tomllib.loads(raw.decode("utf-8"))
        except UnicodeDecodeError as error:
            self.report(path, "", "FMT:002", f"is not UTF-8 (byte {error.start}). Save it as UTF-8.")
        except tomllib.TOMLDecodeError as error:
            self.report(path, "", "FMT:003", f"is not valid TOML: {error}.")
        return {}

    def product(self, name: str) -> Product | None:
        path = self.folder / name / "product.toml"
        before = len(self.problems)
        table = self.table(path)
        if len(self.problems) > before:
            return None
        for key in ("name", "guide"):
            if not isinstance(table.get(key), str):
                self.report(path, key, "FMT:005", "is missing or no text.")
                return None
        apis = {}
        for api, value in self.tables(path, table, "apis").items():
            if not isinstance(value, dict) or not isinstance(value.get("name"), str):
                self.report(path, f"apis.{api}", "FMT:005", "expects a table with `name` and `words`.")
                continue
            apis[api] = ApiWords(name=value["name"], words=self.texts(path, value, "words"))
        return Product(
            id=name, name=table["name"], guide=table["guide"], words=self.texts(path, table, "words"),
            apis=apis, retired=self.texts(path, table, "retired"), notes=self.texts(path, table, "notes"),
            collect=self.texts(path, table, "collect"), vendor=self.vendor(path, table),
        )  # fmt: skip

    def vendor(self, path: Path, table: Mapping[str, Any]) -> Vendor | None:
        """The product's own support, or None where its file names none."""
        match table.get("vendor"):
            case None:
                return None
            case {"name": str(name), "contact": str(contact)} as vendor if name and set(vendor) <= _VENDOR:
                return Vendor(name=name, contact=contact, quote=self.texts(path, vendor, "quote"))
            case _:
                self.report(path, "vendor", "FMT:005", 'expects `name`, `contact` (or "") and a list `quote`.')
                return None

    def texts(self, path: Path, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(text, str) and text.strip() for text in value):
            self.report(path, key, "FMT:005", "expects a list of texts, none of them empty.")
            return ()
        return tuple(value)

    def address(self, path: Path, table: Mapping[str, Any], key: str) -> str:
        """An address that an admin filled in, or an empty text."""
        value = table[key]
        if isinstance(value, str) and (not value or value.startswith("https://")):
            return value
        self.report(path, key, "FMT:005", 'expects an address that begins with https://, or "".')
        return ""

    def tables(self, path: Path, table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        """A table within a table; empty, with a problem reported, where it is something else."""
        value = table.get(key, {})
        if isinstance(value, dict):
            return value
        self.report(path, key, "FMT:005", "expects a table.")
        return {}

    def items(self, path: Path, key: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """The [[tables]] of a file with their numbers, starting at 1."""
        value = self.table(path).get(key, [])
        if not isinstance(value, list):
            value = [value]
        for number, item in enumerate(value, start=1):
            if isinstance(item, dict):
                yield number, item
            else:
                self.report(path, f"{key} {number}", "FMT:005", f"expects a table that begins with [[{key}]].")

    def choice(self, path: Path, key: str, value: object, kind: type[Choice]) -> Choice | None:
        try:
            return kind(str(value))
        except ValueError:
            self.report(path, key, "ENT:002", f"is {value!r}; expected one of {', '.join(kind)}.")
            return None

    def entry(self, path: Path) -> Entry | None:
        """One entry, or None with its problems reported."""
        before = len(self.problems)
        table = self.table(path)
        if len(self.problems) > before:
            return None
        for key in sorted(_REQUIRED - table.keys()):
            self.report(path, key, "FMT:004", "is missing. knowledge/README.md has a commented template.")
        for key in sorted(table.keys() - _KNOWN):
            self.report(path, key, "FMT:006", f"is not a key of an entry. Known keys: {', '.join(sorted(_KNOWN))}.")
        for key in _TEXTS:
            if key in table and not (isinstance(table[key], str) and table[key].strip()):
                self.report(path, key, "FMT:005", "expects a text that is not empty.")
        lists = {key: self.texts(path, table, key) for key in _LISTS}
        if len(self.problems) > before:
            return None
        if table["id"] != path.stem or table["product"] != path.parent.name:
            self.report(
                path,
                "id",
                "ENT:001",
                f"the file {path.parent.name}/{path.name} must hold id = {path.stem!r} "
                f"and product = {path.parent.name!r}.",
            )
        if len(table["title"]) > TITLE_LENGTH:
            self.report(
                path, "title", "ENT:003", f"has {len(table['title'])} characters; a button holds {TITLE_LENGTH}."
            )
        if len(lists["causes"]) not in (1, len(lists["messages"])):
            self.report(
                path,
                "causes",
                "ENT:004",
                f"holds {len(lists['causes'])}; "
                f"expected one, or one for each of the {len(lists['messages'])} messages.",
            )
        for pattern in lists["patterns"]:
            try:
                re.compile(pattern)
            except re.error as error:
                self.report(path, "patterns", "ENT:005", f"{pattern!r} is no regular expression: {error}.")
        if not isinstance(table["self_service"], bool):
            self.report(path, "self_service", "FMT:005", "expects true or false.")
        kind = self.choice(path, "kind", table["kind"], Kind)
        outcome = self.choice(path, "outcome", table["outcome"], Outcome)
        resend = self.choice(path, "resend", table["resend"], Resend)
        advice = self.choice(path, "advice", table["advice"], Advice)
        acts = tuple(self.choice(path, "acts", value, Acts) for value in self.texts(path, table, "acts"))
        sources = self.sources(path, table["sources"])
        if len(self.problems) > before or kind is None or outcome is None or resend is None or advice is None:
            return None
        return Entry(
            id=table["id"], product=table["product"], kind=kind, code=table.get("code"), title=table["title"],
            outcome=outcome, resend=resend, acts=tuple(act for act in acts if act is not None), advice=advice,
            self_service=table["self_service"], sources=sources, **lists,
        )  # fmt: skip

    def topics(self, entries: Mapping[str, Entry]) -> Iterator[Topic]:
        """What vague questions are about; a topic whose entries do not exist is a problem."""
        path = self.folder / "topics.toml"
        for number, item in self.items(path, "topic"):
            key = f"topic {number}"
            ids, asks = self.texts(path, item, "entries"), self.texts(path, item, "asks")
            for missing in [i for i in ids if i not in entries]:
                self.report(path, key, "ENT:006", f"there is no entry {missing}.")
            if not isinstance(item.get("name"), str) or len(ids) < 2 or not asks:
                self.report(path, key, "FMT:005", "expects `name`, at least two `entries` and `asks`.")
                continue
            yield Topic(name=item["name"], entries=tuple(entries[i] for i in ids if i in entries), asks=asks)

    def synonyms(self) -> Iterator[tuple[str, str]]:
        """What users say, with its concept; a word in two groups would mean two things and is a problem."""
        path = self.folder / "synonyms.toml"
        seen: dict[str, str] = {}
        for number, item in self.items(path, "group"):
            concept = item.get("concept")
            if not isinstance(concept, str):
                self.report(path, f"group {number}", "FMT:005", "expects `concept` and `words`.")
                continue
            for word in self.texts(path, item, "words"):
                if seen.setdefault(word.lower(), concept) != concept:
                    self.report(path, concept, "ENT:010", f"{word!r} stands in the group {seen[word.lower()]} too.")
                yield word.lower(), concept

    def walk(self, entries: Mapping[str, Entry]) -> Walk:
        """The guided walk; a folder need not have one."""
        path = self.folder / "walk.toml"
        if not path.is_file():
            return Walk()
        table = self.table(path)
        return walk_of(
            table, entries=entries, report=lambda key, code, sentence: self.report(path, key, code, sentence)
        )

    def chatter(self) -> Iterator[str]:
        """Texts that are nobody's failure."""
        path = self.folder / "chatter.toml"
        for _, item in self.items(path, "chatter"):
            yield from self.texts(path, item, "texts")

    def sources(self, path: Path, value: object) -> tuple[Source, ...]:
        sources = []
        for item in value if isinstance(value, list) else [value]:
            match item:
                case {"file": str(file), "lines": [*lines], "section": str(section)} if all(
                    isinstance(n, int) for n in lines
                ):
                    sources.append(Source(file=file, lines=tuple(lines), section=section))
                case _:
                    self.report(
                        path, "sources", "FMT:005", "expects [[sources]] with `file`, `lines` (numbers) and `section`."
                    )
        return tuple(sources)
