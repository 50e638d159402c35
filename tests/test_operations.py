"""docs/operations.md, Dockerfile and compose.yaml: backups that restore, figures that exist, a closed image."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from sqlalchemy import text

from bot.operations.metrics import Metrics
from bot.service import END_WITHIN
from bot.settings import Settings, read_settings
from bot.store.database import Database
from bot.store.depths import CLAIM_STATES, MAIL_STATES, Depths
from scripts.licences import LOCK, pinned
from tests.conftest import ROOT
from tests.postgresql import PostgreSQL, postgresql_binaries
from tests.searching import engine_for, rows_in

OPERATIONS = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
INSTRUCTIONS = re.findall(r"^([A-Z]+) ((?:.*\\\n)*.*)$", DOCKERFILE, re.MULTILINE)

CLAIM = "INSERT INTO claims (event_id, team, channel, asker, surface, state, holder, lease_until, received_at) VALUES "
PRESS = "INSERT INTO feedback (case_id, entry_id, verdict, reason, team, person, given_at) VALUES "


def test_what_was_backed_up_from_sqlite_comes_back(tmp_path: Path) -> None:
    """The commands of the page, with another process writing meanwhile: every row as it was, for its owner only."""
    url = f"sqlite:///{tmp_path / 'var' / 'whyfailed.db'}"
    fill(url)
    before = rows_of(url)
    run("backup sqlite", tmp_path)
    spoil(url)
    run("restore sqlite", tmp_path)
    assert rows_of(url) == before
    assert len(before["claims"]) == 50
    assert {file.name: oct(file.stat().st_mode & 0o777) for file in (tmp_path / "var").glob("*.db")} == {
        "whyfailed.db": "0o600"
    }
    assert oct((tmp_path / "backup.db").stat().st_mode & 0o777) == "0o600"


def test_what_was_backed_up_from_postgresql_comes_back(postgresql: PostgreSQL, tmp_path: Path) -> None:
    """The same, with PostgreSQL's own programs; the numbering of new rows goes on behind the old."""
    url = postgresql.new_database()
    fill(url)
    before = rows_of(url)
    run("backup postgresql", tmp_path, DATABASE_URL=url)
    spoil(url)
    run("restore postgresql", tmp_path, DATABASE_URL=url)
    after = rows_of(url)
    execute(url, PRESS + "('c2', 'e', 'solved', '', 'T1', 'U1', 2.0)")
    assert after == before
    assert len(before["claims"]) == 50
    assert len(rows_of(url)["feedback"]) == 2
    assert oct((tmp_path / "backup.dump").stat().st_mode & 0o777) == "0o600"


def test_a_backup_is_made_anew_in_the_place_of_the_last(tmp_path: Path) -> None:
    """The second night holds what came since, and nothing is left over."""
    (tmp_path / "var").mkdir()
    url = f"sqlite:///{tmp_path / 'var' / 'whyfailed.db'}"
    fill(url)
    run("backup sqlite", tmp_path)
    execute(url, "DELETE FROM claims")
    run("backup sqlite", tmp_path)
    assert "claims" not in rows_of(f"sqlite:///{tmp_path / 'backup.db'}")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.db", "var"]


@pytest.mark.parametrize("name", ["backup postgresql", "restore postgresql"])
def test_without_an_address_no_other_database_is_taken(name: str, tmp_path: Path) -> None:
    """PostgreSQL's programs would take one that is named as whoever calls them."""
    with pytest.raises(AssertionError, match="DATABASE_URL: export it first"):
        run(name, tmp_path, DATABASE_URL="")


def test_figures_that_the_page_names_exist() -> None:
    """Nobody alerts on a name that is never there, and each label has that name."""
    states = Depths(dict.fromkeys(CLAIM_STATES, 1), dict.fromkeys(MAIL_STATES, 1), 1.0)
    metrics = Metrics(corpus_version="v", entries=1, lost=lambda: {"claims": 0}, depths=lambda: states)
    metrics.answered(surface="dm", decision="unknown", since=metrics.begin())
    metrics.slack_failed("chat.postMessage", "invalid_auth")
    page = metrics.page().decode()
    named = set(re.findall(r"\b(?:whyfailed|process)_[a-z_]+\b", OPERATIONS))
    there = {re.split(r"[{ ]", line)[0] for line in page.splitlines() if not line.startswith("#")}
    assert len(named) > 8
    assert named - there == set()
    for label, value in re.findall(r'(\w+)="(\w+)"\}', OPERATIONS):
        assert f'{label}="{value}"' in page


def test_settings_that_the_page_names_exist() -> None:
    """Names in capitals are settings, or compose.yaml's own."""
    named = set(re.findall(r"`([A-Z][A-Z_]{4,})(?:=\w+)?`", OPERATIONS))
    assert named - {name.upper() for name in Settings.model_fields} == {"POSTGRES_PASSWORD"}


def test_the_time_to_end_is_the_programs() -> None:
    """Seconds that the page promises."""
    assert END_WITHIN == 6.0
    assert "within six seconds" in OPERATIONS


def test_everything_that_is_copied_into_the_image_is_there() -> None:
    """Each source exists, and .dockerignore lets it through."""
    copied = [words.split()[:-1] for name, words in INSTRUCTIONS if name == "COPY" and not words.startswith("--from")]
    sources = [source for each in copied for source in each]
    let_through = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert len(sources) >= 5
    assert [source for source in sources if not (ROOT / source).exists()] == []
    assert [source for source in sources if f"!{source.removeprefix('./')}" not in let_through] == []
    assert "*" in let_through


def test_the_image_runs_as_nobody_special() -> None:
    """The last user is a number other than 0, and it stays so; the signal to end is the one that is heard."""
    users = [words for name, words in INSTRUCTIONS if name == "USER"]
    assert users == ["10001"]
    assert ("STOPSIGNAL", "SIGTERM") in INSTRUCTIONS
    assert ("ENTRYPOINT", '["whyfailed"]') in INSTRUCTIONS


def test_the_image_takes_packages_by_their_hashes() -> None:
    """What is installed is locked, and nothing else is."""
    installs = [words for name, words in INSTRUCTIONS if name == "RUN" and "pip install" in words]
    lock = (ROOT / "requirements-image.lock").read_text(encoding="utf-8")
    image = {(each.name, each.version) for each in pinned(lock)}
    names = {name for name, _ in image}
    assert [("--require-hashes" in each) or ("--no-deps" in each) for each in installs] == [True, True]
    assert lock.count("--hash=sha256:") > len(image) > 30
    assert {"pytest", "matplotlib", "ruff"}.isdisjoint(names)
    assert image - {(each.name, each.version) for each in pinned(LOCK.read_text(encoding="utf-8"))} == set()


def test_the_images_lock_holds_all_that_the_program_needs() -> None:
    """What pyproject.toml asks for and the lock lacks is missing in the image: `make lock` adds it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needed = (
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["postgresql"],
        *project["dependency-groups"]["image"],
    )
    image = {each.name for each in pinned((ROOT / "requirements-image.lock").read_text(encoding="utf-8"))}
    assert len(needed) > 20
    assert {canonicalize_name(Requirement(each).name) for each in needed} - image == set()
    assert any(name == "RUN" and words.endswith("bin/pip check") for name, words in INSTRUCTIONS)


def test_the_image_comes_with_what_was_learned() -> None:
    """The user that serves learns while the image is built, into a folder of its own that nothing is mounted over."""
    folder = re.search(r"XDG_CACHE_HOME=(\S+)", dict(INSTRUCTIONS)["ENV"])
    steps = [(name, words) for name, words in INSTRUCTIONS if name in {"USER", "RUN"}]
    assert folder is not None
    assert [name for name, _ in steps[-2:]] == ["USER", "RUN"]
    assert steps[-1][1].startswith("whyfailed ask ")
    assert f"-o {steps[-2][1]} -g 10001 -m 700 /var/lib/whyfailed {folder[1]}/whyfailed" in steps[-3][1]
    mounted = [each.partition(":")[0] for each in COMPOSE["services"]["whyfailed"]["tmpfs"]]
    assert not any(folder[1].startswith(each) for each in mounted)


def test_the_image_says_how_it_is() -> None:
    """Its health check asks /healthz with what the image has, and its settings are settings."""
    (check,) = (words for name, words in INSTRUCTIONS if name == "HEALTHCHECK")
    (environment,) = (words for name, words in INSTRUCTIONS if name == "ENV")
    keys = set(re.findall(r"\b([A-Z_]+)=", environment)) - {"PATH", "PYTHONDONTWRITEBYTECODE", "XDG_CACHE_HOME"}
    assert "/healthz" in check
    assert keys
    assert keys - {name.upper() for name in Settings.model_fields} == set()


def test_compose_starts_two_closed_replicas() -> None:
    """Two of them, with a read-only root, no capabilities, and time to end, beside images of named versions."""
    bot = COMPOSE["services"]["whyfailed"]
    assert bot["deploy"]["replicas"] == 2
    assert bot["read_only"] is True
    assert bot["cap_drop"] == ["ALL"]
    assert bot["security_opt"] == ["no-new-privileges:true"]
    assert int(bot["stop_grace_period"].removesuffix("s")) > 9
    assert {each.partition(":")[0] for each in bot["tmpfs"]} == {"/tmp", "/var/lib/whyfailed"}  # noqa: S108 (in it)
    assert "-h 127.0.0.1" in COMPOSE["services"]["database"]["healthcheck"]["test"][1]
    assert set(bot["depends_on"]) | {"whyfailed"} == set(COMPOSE["services"])
    images = [each["image"] for name, each in COMPOSE["services"].items() if name != "whyfailed"]
    assert [image for image in images if not re.search(r":v?\d", image)] == []
    assert all(port.startswith("127.0.0.1:") for each in COMPOSE["services"].values() for port in each.get("ports", ()))


def test_composes_settings_are_taken_by_the_program() -> None:
    """Each is a setting, and together with two tokens they are whole."""
    given: Mapping[str, str] = COMPOSE["services"]["whyfailed"]["environment"]
    assert set(given) - {name.upper() for name in Settings.model_fields} == set()
    values = {key.lower(): re.sub(r"\$\{.*?\}", "secret", str(value)) for key, value in given.items() if value}
    settings = read_settings(
        env_file=None,
        slack_bot_token="xoxb-1",  # noqa: S106 (no token)
        slack_app_token="xapp-1",  # noqa: S106 (no token)
        **values,
    )
    assert settings.database_url == "postgresql://whyfailed:secret@database/whyfailed"
    assert (settings.smtp_host, settings.smtp_tls) == ("mail", "none")


def fill(url: str) -> None:
    """Make the tables, and put something into them."""
    database = Database(url)
    database.migrate()
    database.close()
    for number in range(50):
        execute(url, f"{CLAIM}('Ev{number}', 'T1', 'C1', 'U1', 'dm', 'answered', 'h', 1.5, {number}.25)")
    execute(url, PRESS + "('c1', 'e', 'solved', 'naïve “quotes”', 'T1', 'U1', 1.0)")


def spoil(url: str) -> None:
    """What happens after a backup: rows go, and others come."""
    execute(url, "DELETE FROM claims")
    execute(url, f"{CLAIM}('Ev99', 'T1', 'C1', 'U1', 'dm', 'received', 'h', 1.5, 2.5)")


def execute(url: str, statement: str) -> None:
    engine = engine_for(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def rows_of(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    found: dict[str, list[tuple[object, ...]]] = {}
    for table, row in rows_in(url):
        found.setdefault(table, []).append(tuple(row.values()))
    return {table: sorted(rows) for table, rows in found.items()}


def run(name: str, folder: Path, **settings: str) -> None:
    """Run the commands of the page under this name, in a folder."""
    block = OPERATIONS.partition(f"<!-- run: {name} -->\n```\n")[2].partition("\n```")[0]
    assert block, f"docs/operations.md has no commands for {name}"
    binaries = postgresql_binaries()
    path = os.pathsep.join(filter(None, (str(Path(sys.executable).parent), str(binaries or ""), os.environ["PATH"])))
    bash = shutil.which("bash")
    assert bash is not None
    done = subprocess.run(  # noqa: S603 - the commands that stand in our own document
        [bash, "-euo", "pipefail", "-c", block],
        cwd=folder,
        env={**os.environ, **settings, "PATH": path},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
