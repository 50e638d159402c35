"""The house: which part may know which, held by reading the imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.slack.outbox import Outbox
from tests.conftest import ROOT

PURE = ("bot/diagnosis", "bot/answers", "bot/corpus", "bot/evaluation", "bot/figures", "bot/files")

EDGES = frozenset(
    "slack_sdk slack_bolt sqlalchemy starlette uvicorn websockets smtplib sqlite3 socket ssl urllib http asyncio "
    "time datetime random secrets uuid os subprocess threading pydantic_settings dotenv "
    "bot.slack bot.store bot.escalation bot.local bot.support bot.bootstrap bot.service bot.serving bot.settings "
    "bot.many_workspaces bot.operations bot.doctor bot.commands bot.cli".split()
)
"""What touches the world: Slack, SQL, the network, the clock, chance, the environment."""

EXCEPTIONS = {
    ("bot/corpus/folders.py", "os"): "finds the folders: the one place that asks the environment for them",
}

PURE_ORDER = ("bot.corpus", "bot.diagnosis", "bot.answers")
"""Each may know those before it, and none behind it."""


def files_of(folder: str) -> Iterator[Path]:
    yield from sorted((ROOT / folder).rglob("*.py"))


def imports_of(path: Path) -> Iterator[str]:
    """Every module that a file imports, by its full name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield str(node.module)


def within(module: str, names: frozenset[str]) -> str | None:
    """The name that the module is, or is part of."""
    return next((name for name in names if module == name or module.startswith(f"{name}.")), None)


@pytest.mark.parametrize("folder", PURE)
def test_the_middle_is_pure(folder: str) -> None:
    """Diagnosis, answers, corpus and judging import nothing that touches the world."""
    found = [
        (path.relative_to(ROOT).as_posix(), name)
        for path in files_of(folder)
        for module in imports_of(path)
        if (name := within(module, EDGES)) is not None
    ]
    assert [use for use in found if use not in EXCEPTIONS] == []


def test_every_exception_is_needed() -> None:
    """An exception from purity that no file uses any more is taken out of the list."""
    unused = [(file, name) for file, name in EXCEPTIONS if within(name, frozenset(imports_of(ROOT / file))) is None]
    assert unused == []


@pytest.mark.parametrize("place", range(len(PURE_ORDER)), ids=PURE_ORDER)
def test_the_flow_has_one_direction(place: int) -> None:
    """The corpus knows no diagnosis, and the diagnosis no answers."""
    behind = frozenset(PURE_ORDER[place + 1 :])
    folder = PURE_ORDER[place].replace(".", "/")
    found = [(path.name, module) for path in files_of(folder) for module in imports_of(path) if within(module, behind)]
    assert found == []


def test_the_package_imports_nothing() -> None:
    """`import bot` costs nothing: its first file holds the flow as a text, and no import."""
    assert list(imports_of(ROOT / "bot/__init__.py")) == []


def test_only_the_outbox_calls_the_web_api() -> None:
    """Outside bot/local and the wiring, one file sends messages: a rule kept there is kept everywhere."""
    senders = [
        path.relative_to(ROOT).as_posix()
        for folder in ("bot/slack", "bot/escalation", "bot/store", "bot/answers", "bot/diagnosis")
        for path in files_of(folder)
        if "chat_postMessage" in (text := path.read_text(encoding="utf-8")) or "chat_postEphemeral" in text
    ]
    assert senders == ["bot/slack/outbox.py"]


def test_whatever_is_said_names_its_workspace() -> None:
    """Each call of the outbox goes through `of(team)`, but for answers on a response_url, a right of its own."""
    speaking = {name for name in vars(Outbox) if not name.startswith("_")} - {"of", "respond", "respond_to_all"}
    unnamed = [
        f"{path.relative_to(ROOT)}:{call.lineno} {call.func.attr}"
        for path in files_of("bot")
        if path.name not in ("outbox.py", "service.py")  # which asks who we are where there is one token
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in speaking
        if named_outbox(call.func.value) and not is_of_a_team(call.func.value, function)
    ]
    assert unnamed == []


def named_outbox(receiver: ast.expr) -> bool:
    """Whether something is called outbox, such as `outbox` or `self.outbox`."""
    name = receiver.attr if isinstance(receiver, ast.Attribute) else getattr(receiver, "id", "")
    return str(name).lstrip("_") == "outbox"


def is_of_a_team(receiver: ast.expr, function: ast.FunctionDef) -> bool:
    """Whether the function made it by `….of(team)`."""
    return any(
        isinstance(made, ast.Assign)
        and isinstance(made.value, ast.Call)
        and isinstance(made.value.func, ast.Attribute)
        and made.value.func.attr == "of"
        and [ast.dump(target, annotate_fields=False) for target in made.targets]
        == [ast.dump(receiver, annotate_fields=False).replace("Load()", "Store()")]
        for made in ast.walk(function)
    )


def test_every_file_says_why_it_is_there() -> None:
    """Each module opens with a docstring that ends its first sentence."""
    silent = [
        path.relative_to(ROOT).as_posix()
        for path in files_of("bot")
        if not (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n")[0].rstrip(":").strip()
    ]
    assert silent == []


def test_no_file_is_long() -> None:
    """Files of one purpose: none over 400 lines."""
    long = [
        (path.relative_to(ROOT).as_posix(), lines)
        for path in files_of("bot")
        if (lines := path.read_text(encoding="utf-8").count("\n")) > 400
    ]
    assert long == []
