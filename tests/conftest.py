"""What several folders of tests share: the corpus as it is, a little one to break, and the program as a process."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bot.corpus.entry import Corpus
from bot.corpus.folders import knowledge_folder
from bot.corpus.load import load_corpus
from bot.diagnosis.diagnose import Diagnoser
from bot.knowledge_read import Knowledge, read_knowledge
from bot.settings import read_settings
from tests.mail_server import MailServer
from tests.mail_server import Opener as MailServerOpener
from tests.postgresql import PostgreSQL, postgresql_binaries, postgresql_server

ROOT = Path(__file__).resolve().parent.parent

FEW = (
    "webex-xm/wxm-2.4.2",
    "webex-connect/connect-7105",
    "webex-connect/connect-7106",
    "bird/bird-14001",
    "8x8/8x8-1200",
)


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """The corpus as it stands in the checkout."""
    return load_corpus(knowledge_folder())


@pytest.fixture(scope="session")
def diagnoser(corpus: Corpus) -> Diagnoser:
    """A diagnoser of the whole corpus; building one takes a second."""
    return Diagnoser(corpus)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The corpus and the wording as the program reads them at its start, read once."""
    return read_knowledge(read_settings(env_file=None, slack_bot_token="xoxb-1", slack_app_token="xapp-1"))  # noqa: S106


@pytest.fixture
def little_knowledge(tmp_path: Path) -> Path:
    """A knowledge folder with one or two entries of each product, free to be broken."""
    folder = tmp_path / "knowledge"
    for path in ROOT.glob("knowledge/*"):
        if path.is_dir():
            (folder / path.name).mkdir(parents=True)
            shutil.copy(path / "product.toml", folder / path.name)
        else:
            folder.mkdir(exist_ok=True)
            shutil.copy(path, folder)
    for name in FEW:
        text = (ROOT / "knowledge" / f"{name}.toml").read_text(encoding="utf-8")
        text = re.sub(r"^related = \[.*?\]$", "related = []", text, flags=re.MULTILINE | re.DOTALL)
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    (folder / "topics.toml").write_text("", encoding="utf-8")
    (folder / "walk.toml").write_text("", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A running PostgreSQL; where it is not installed its tests are skipped, but never in CI."""
    binaries = postgresql_binaries()
    if binaries is None and os.environ.get("CI") != "true":
        pytest.skip("no PostgreSQL on this machine; install the package postgresql")
    assert binaries is not None, "PostgreSQL is missing; .ci/run installs it"
    with postgresql_server(binaries) as server:
        yield server


@pytest.fixture
def open_mail_server(tmp_path: Path) -> Iterator[MailServerOpener]:
    """Opens mail servers: `tls` is starttls, implicit or none."""
    with ExitStack() as stack:

        def open_one(*, tls: str = "starttls", offers_auth: bool = True) -> MailServer:
            return stack.enter_context(MailServer(tmp_path, tls=tls, offers_auth=offers_auth).running())

        yield open_one


Whyfailed = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """The environment of a process that finds the package in this checkout, from whatever folder it starts."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="session")
def whyfailed(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Whyfailed:
    """Runs the program as a process, in a folder without `.env`: `whyfailed("ask", "7105", given=b"...")`."""
    folder = tmp_path_factory.mktemp("elsewhere")

    def run(*arguments: str | bytes, given: bytes = b"", **settings: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "bot", *arguments]
        return subprocess.run(  # noqa: S603 - the program under test, with arguments of the tests
            command,
            input=given,
            capture_output=True,
            timeout=60,
            check=False,
            cwd=folder,
            env={**environment, **settings},
        )

    return run
