"""A set-up to examine, and what the doctor says of it."""

from __future__ import annotations

import json
import shutil
from contextlib import chdir
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from bot.cli import main
from bot.corpus.folders import templates_folder


@dataclass
class Report:
    """What `whyfailed doctor` said."""

    exit_code: int
    said: str
    lines: list[dict[str, str]] = field(default_factory=list)
    state: str = ""

    def of(self, check: str) -> list[tuple[str, str]]:
        """State and sentence of each line of a check."""
        return [(line["state"], line["said"]) for line in self.lines if line["check"] == check]

    @property
    def unwell(self) -> list[str]:
        """The checks with a problem, in order, each once."""
        return list(dict.fromkeys(line["check"] for line in self.lines if line["state"] == "problem"))


@dataclass
class SetUp:
    """A folder with `.env`; `settings` are written into it when the doctor comes."""

    folder: Path
    settings: dict[str, str]

    @property
    def env_file(self) -> Path:
        """The file with the secrets."""
        return self.folder / ".env"

    def without(self, *keys: str) -> SetUp:
        """The same set-up with some settings unset."""
        return SetUp(self.folder, {key: value for key, value in self.settings.items() if key not in keys})

    def examine(self, **changes: str) -> Report:
        """Run the real command with `--json` in this folder."""
        self.write(**changes)
        done = self.run("doctor", "--json")
        found: dict[str, Any] = json.loads(done.said)
        return Report(done.exit_code, done.said, found["lines"], found["state"])

    def write(self, **changes: str) -> None:
        """Write `.env`, for its owner only unless it is there with another mode."""
        self.env_file.touch(mode=0o600)
        lines = (f"{key}='{value}'" for key, value in {**self.settings, **changes}.items())
        self.env_file.write_text("\n".join(lines), encoding="utf-8")

    def copied_templates(self) -> Path:
        """The templates, to be spoiled."""
        return Path(shutil.copytree(templates_folder(), self.folder / "templates"))

    def run(self, *arguments: str) -> Report:
        """Run a command of the program in this folder."""
        with chdir(self.folder):
            done = CliRunner().invoke(main, arguments)
        return Report(done.exit_code, done.output)
