"""The wheel: carries knowledge and templates, and answers from any folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built and unpacked as an installer does it; the dependencies are this environment's."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(  # noqa: S603 - the build backend of this environment
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "dist")],
        cwd=ROOT, capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    (wheel,) = (folder / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(site: Path, *arguments: str, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """The wheel's program, from a folder that has nothing to do with the checkout."""
    environment = {key: value for key, value in os.environ.items() if not key.endswith("_DIR")}
    return subprocess.run(  # noqa: S603 - the program under test
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder, capture_output=True, text=True, check=False, timeout=60,
        env={**environment, "PYTHONPATH": str(site), **settings},
    )  # fmt: skip


def test_it_answers_from_any_folder(site: Path, tmp_path: Path) -> None:
    """Knowledge and templates are found inside the wheel."""
    done = run(site, "ask", "7105", folder=tmp_path)
    assert done.stderr == ""
    assert done.stdout.startswith("Customer profile not found for this message\n")
    done = run(site, "knowledge", "show", "no-such-id", folder=tmp_path)
    assert done.stderr.startswith("Error: There is no entry no-such-id.")


def test_it_knows_its_version(site: Path, tmp_path: Path) -> None:
    """`--version` prints name and version."""
    assert run(site, "--version", folder=tmp_path).stdout == "whyfailed 0.1.0\n"


def test_it_makes_its_tables(site: Path, tmp_path: Path) -> None:
    """The migrations travel inside the wheel; a database is made wherever it is named."""
    done = run(site, "data", "migrate", folder=tmp_path, DATABASE_URL=f"sqlite:///{tmp_path / 'whyfailed.db'}")
    assert (done.stdout, done.stderr) == ("The tables are up to date.\n", "")


def test_its_folders_can_be_replaced(site: Path, tmp_path: Path, little_knowledge: Path) -> None:
    """KNOWLEDGE_DIR, in the environment or in `.env`, puts another folder in the place of the wheel's own."""
    entries = run(site, "knowledge", "export", "--jsonl", folder=tmp_path, KNOWLEDGE_DIR=str(little_knowledge)).stdout
    ids = [json.loads(line)["id"] for line in entries.splitlines()]
    assert ids == ["wxm-2.4.2", "connect-7105", "connect-7106", "bird-14001", "8x8-1200"]
    (tmp_path / ".env").write_text(f"KNOWLEDGE_DIR={little_knowledge}\n", encoding="utf-8")
    assert run(site, "knowledge", "export", "--jsonl", folder=tmp_path).stdout == entries


def test_it_carries_no_tests_and_no_questions(site: Path) -> None:
    """Nothing but the package, its licence and its metadata is inside."""
    assert sorted({path.name.partition("-")[0] for path in site.iterdir()}) == ["bot", "whyfailed"]
    assert (site / "bot/knowledge/webex-xm/wxm-2.4.2.toml").is_file()
    assert (site / "bot/templates/text/single.j2").is_file()
