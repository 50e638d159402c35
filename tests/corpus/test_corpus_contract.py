"""The export: holds every entry that other programs count on, in the contract's shape."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.corpus.entry import Corpus
from bot.corpus.export import exported
from bot.corpus.load import read_corpus

CONTRACT = [
    json.loads(line) for line in Path(__file__).with_name("contract.jsonl").read_text(encoding="utf-8").splitlines()
]
"""The entries that must exist, with product, code, APIs and verbatim messages."""

TEXTS = ("id", "product", "kind", "title", "outcome", "resend", "advice")
LISTS = (
    "apis", "messages", "patterns", "spellings", "acts", "causes", "steps", "notes", "collect", "asks", "near_misses",
    "related",
)  # fmt: skip
FIELDS = {*TEXTS, *LISTS, "code", "self_service", "sources"}

VALUES = {
    "outcome": {"failure", "partial", "success", "pending", "unknown", "information"},
    "resend": {"yes", "after-fix", "no", "not-stated"},
    "advice": {"guide", "ours"},
}
ACTS = {"sender", "recipient", "account-admin", "provider", "operator"}


def test_every_entry_of_the_contract_is_there(corpus: Corpus) -> None:
    """All 249 ids exist, and nothing of them is spelled otherwise: product, code, APIs, messages to the letter."""
    assert len(CONTRACT) == 249
    assert [entry["id"] for entry in CONTRACT if entry["id"] not in corpus] == []
    for expected in CONTRACT:
        found = exported(corpus[expected["id"]])
        assert expected == {key: found[key] for key in expected}


@pytest.mark.parametrize("product", ["webex-xm", "webex-connect", "bird", "8x8"])
def test_an_entry_has_the_contract_s_shape(corpus: Corpus, product: str) -> None:
    """Every field is there with its kind of value and nothing else, and reads back from JSON as it was."""
    entries = [exported(entry) for entry in corpus if entry.product == product]
    assert entries
    for entry in entries:
        assert json.loads(json.dumps(entry)) == entry
        assert set(entry) == FIELDS
        assert all(isinstance(entry[key], str) and entry[key] for key in TEXTS)
        assert all(isinstance(entry[key], list) and all(isinstance(item, str) for item in entry[key]) for key in LISTS)
        assert entry["code"] is None or entry["code"].isdigit()
        assert isinstance(entry["self_service"], bool)
        assert all(entry[key] in VALUES[key] for key in VALUES)
        assert set(entry["acts"]) <= ACTS
        assert all(set(source) == {"file", "lines", "section"} for source in entry["sources"])
        assert all(isinstance(line, int) for source in entry["sources"] for line in source["lines"])


def test_what_a_product_adds_is_exported_with_its_entries(little_knowledge: Path) -> None:
    """A note in the product's file stands in each of its entries' notes, as people are shown it."""
    from bot.corpus.load import load_corpus

    path = little_knowledge / "8x8" / "product.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("notes = []", 'notes = ["A fact of the product."]'), encoding="utf-8"
    )
    corpus = load_corpus(little_knowledge)
    assert exported(corpus["8x8-1200"])["notes"][-1] == "A fact of the product."
    assert "A fact of the product." not in exported(corpus["bird-14001"])["notes"]


def test_a_products_own_support_is_read(little_knowledge: Path) -> None:
    """What an admin fills in as its contact stands there; a table that misses something is named with file and key."""
    path = little_knowledge / "8x8" / "product.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('contact = ""', 'contact = "your account manager"'), encoding="utf-8")
    corpus, problems = read_corpus(little_knowledge)
    path.write_text(text.replace('name = "8x8 support"', ""), encoding="utf-8")
    broken = read_corpus(little_knowledge)[1]
    vendor = corpus.products["8x8"].vendor
    assert problems == ()
    assert vendor is not None
    assert (vendor.name, vendor.contact) == ("8x8 support", "your account manager")
    assert [(each.file, each.key, each.code) for each in broken] == [("8x8/product.toml", "vendor", "FMT:005")]


def test_statuses_that_are_no_failure_say_so(corpus: Corpus) -> None:
    """1000, Event 1002, 7500, 7501 and 7502 are no failure; the Profile API's 1002 says that a part failed."""
    quiet = ("connect-1000", "connect-1002-queues", "connect-7500", "connect-7501", "connect-7502")
    assert {corpus[entry].outcome.value for entry in quiet} <= {"success", "pending", "information"}
    assert corpus["connect-1002-partial-success"].outcome == "partial"
