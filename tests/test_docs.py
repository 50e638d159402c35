"""README, CONTRIBUTING and Makefile say what the program does: commands, options, targets, transcript, files."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from bot.cli import main
from tests.conftest import ROOT, Whyfailed

README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
KNOWLEDGE = (ROOT / "knowledge/README.md").read_text(encoding="utf-8")
SLACK_SETUP = (ROOT / "docs/slack-setup.md").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
DOCUMENTS = {
    "README.md": README,
    "CONTRIBUTING.md": CONTRIBUTING,
    "knowledge/README.md": KNOWLEDGE,
    "docs/slack-setup.md": SLACK_SETUP,
    "docs/operations.md": OPERATIONS,
}

_CALL = re.compile(r"(?:`|^\$ |^)whyfailed ([a-z][^`\n]*)", re.MULTILINE)
_TARGET = re.compile(r"(?:`|^)make ([a-z-]+)", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)#:]+)\)")


def command_of(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that a line calls, and what follows it."""
    command: click.Command = main
    while isinstance(command, click.Group):
        assert words, f"a command is missing after {command.name}"
        assert words[0] in command.commands, f"there is no command {words[0]}"
        command, words = command.commands[words[0]], words[1:]
    return command, words


@pytest.mark.parametrize("name", DOCUMENTS)
def test_commands_exist(name: str) -> None:
    """Every `whyfailed …` in a document is a command with options that it has."""
    calls = _CALL.findall(DOCUMENTS[name])
    assert calls
    for call in calls:
        words = shlex.split(call.partition("#")[0], posix=True)
        group = words[0]
        if group == "knowledge" and words[1].rstrip(",") in ("check", "show"):
            words[1] = words[1].rstrip(",")
        command, rest = command_of(words)
        known = {option for parameter in command.params for option in parameter.opts}
        assert [word for word in rest if word.startswith("--") and word not in known] == [], call


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_targets_exist(name: str) -> None:
    """Every `make …` in a document is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(_TARGET.findall(DOCUMENTS[name]))
    assert named
    assert named - targets == set()


def test_every_command_is_in_the_readme() -> None:
    """Who reads the README meets every command."""
    assert [name for name in main.commands if f"whyfailed {name}" not in README] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name: str) -> None:
    """Every file that a document links to is there."""
    here = (ROOT / name).parent
    assert [link for link in _LINK.findall(DOCUMENTS[name]) if not (here / link).exists()] == []


def test_paths_of_the_house_exist() -> None:
    """The layout in the README names folders and files that are there."""
    house = README.partition("## The house")[2].partition("```")[2].partition("```")[0]
    paths = re.findall(r"(?:^|[\s;])((?:bot|knowledge|templates)/[\w/.]*)", house)
    assert len(paths) > 5
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_transcript_is_what_the_program_says(whyfailed: Whyfailed) -> None:
    """The README's example is real output, to the letter."""
    shown = README.partition("<!-- transcript")[2].partition("```\n")[2].partition("\n```")[0]
    call, _, expected = shown.partition("\n")
    done = whyfailed(*shlex.split(call.removeprefix("$ whyfailed ")))
    assert done.stdout.decode().strip() == expected.strip()


def test_the_number_of_entries_is_right(corpus) -> None:
    """The README says how many scenarios and codes are known."""
    assert f"{len(corpus)} documented scenarios and status codes" in re.sub(r"\s+", " ", README)


def test_make_help_lists_the_targets() -> None:
    """Every target that people call carries the comment that `make help` prints."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):.*  ## \S", text, re.MULTILINE))
    assert {
        "check",
        "run",
        "test",
        "format",
        "lint",
        "types",
        "knowledge",
        "eval",
        "eval-held",
        "lock",
        "wheel",
        "help",
    } <= targets


def test_held_questions_are_read_as_totals_only() -> None:
    """The questions that nobody may look at are named by two commands, both of which show totals only."""
    sources = [ROOT / "Makefile", *ROOT.glob("bot/**/*.py"), *ROOT.glob("scripts/*.py"), ROOT / ".ci/run"]
    reading = [line.strip() for path in sources for line in lines_of(path) if "held.jsonl" in line]
    assert reading == [
        "$(WHYFAILED) eval --totals-only tests/questions/held.jsonl",
        "$(WHYFAILED) eval --report docs/diagnosis-report.html $(FITTED_ON) --held tests/questions/held.jsonl",
    ]


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()
