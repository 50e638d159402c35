"""Broken knowledge files: each is named with its key and with what is expected, all at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.corpus.load import load_corpus, read_corpus
from bot.errors import KnowledgeError

BIRD = "bird/bird-14001.toml"


def set_key(folder: Path, key: str, value: str, *, file: str = BIRD) -> None:
    """Puts a value in the place of a key's value; the key has to be there."""
    text = (folder / file).read_text(encoding="utf-8")
    changed, count = re.subn(
        rf"^{key} = (\[\n.*?^\]|.*?)$", lambda _: f"{key} = {value}", text, count=1, flags=re.M | re.S
    )
    assert count == 1
    (folder / file).write_text(changed, encoding="utf-8")


def codes(folder: Path) -> list[tuple[str, str, str]]:
    return [(problem.file, problem.key, problem.code) for problem in read_corpus(folder)[1]]


def test_the_little_corpus_is_whole(little_knowledge: Path) -> None:
    """What the other tests break is in order before."""
    assert codes(little_knowledge) == []


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("id", '"bird-14002"', "ENT:001"),
        ("product", '"8x8"', "ENT:001"),
        ("kind", '"riddle"', "ENT:002"),
        ("outcome", '"fail"', "ENT:002"),
        ("resend", '"maybe"', "ENT:002"),
        ("acts", '["nobody"]', "ENT:002"),
        ("advice", '"theirs"', "ENT:002"),
        ("title", f'"{"x" * 76}"', "ENT:003"),
        ("causes", '["One.", "Two.", "Three."]', "ENT:004"),
        ("patterns", '["(open"]', "ENT:005"),
        ("related", '["bird-99999"]', "ENT:006"),
        ("title", "7", "FMT:005"),
        ("title", '" "', "FMT:005"),
        ("steps", '"Do it."', "FMT:005"),
        ("asks", "[1]", "FMT:005"),
        ("notes", '[""]', "FMT:005"),
        ("self_service", '"yes"', "FMT:005"),
    ],
)
def test_a_wrong_value_is_named(little_knowledge: Path, key: str, value: str, code: str) -> None:
    """File, key and code of the finding are those of the mistake."""
    text = (little_knowledge / BIRD).read_text(encoding="utf-8")
    if not re.search(rf"^{key} = ", text, re.MULTILINE):
        (little_knowledge / BIRD).write_text(f"{key} = []\n{text}", encoding="utf-8")
    set_key(little_knowledge, key, value)
    named = "id" if key == "product" else key
    assert (BIRD, named, code) in codes(little_knowledge)


def test_a_missing_and_a_misspelled_key_are_named(little_knowledge: Path) -> None:
    """A misspelled key is two findings: one that nobody reads, one that is missing."""
    path = little_knowledge / BIRD
    path.write_text(path.read_text(encoding="utf-8").replace("\nresend = ", "\nresent = "), encoding="utf-8")
    assert codes(little_knowledge) == [(BIRD, "resend", "FMT:004"), (BIRD, "resent", "FMT:006")]


def test_files_that_cannot_be_read_are_named_together(little_knowledge: Path) -> None:
    """Broken TOML, another encoding and a missing file are told in one go, as one error that a person can act on."""
    (little_knowledge / BIRD).write_text("id = ", encoding="utf-8")
    (little_knowledge / "8x8/8x8-1200.toml").write_bytes("título".encode("latin-1"))
    (little_knowledge / "words.toml").unlink()
    with pytest.raises(KnowledgeError) as raised:
        load_corpus(little_knowledge)
    said = str(raised.value)
    assert said.startswith("The knowledge folder has 3 problem(s)")
    for line in (
        "bird/bird-14001.toml: is not valid TOML",
        "8x8/8x8-1200.toml: is not UTF-8 (byte 1)",
        "words.toml: cannot be read",
    ):
        assert line in said


def test_equal_folders_give_equal_corpora(little_knowledge: Path) -> None:
    """The version is a digest of what the files hold: it changes with a word, and only then."""
    before = load_corpus(little_knowledge)
    assert load_corpus(little_knowledge) == before
    set_key(little_knowledge, "title", '"Another title"')
    assert load_corpus(little_knowledge).version != before.version
