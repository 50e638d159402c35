"""Runs the tests marked `fault`, all or those of one part, and writes what they showed into docs/reliability.md.

Beside it stands what docs/load.md says of load and replicas; `make bench ONLY=load` measures it, and puts it there too.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "reliability.md"
START, END = "<!-- faults: from make reliability -->\n", "<!-- end of faults -->\n"
LOAD = ROOT / "docs" / "load.md"
LOAD_START, LOAD_END = "<!-- load: from docs/load.md -->\n", "<!-- end of load -->\n"

ATTACKS = "Attacks"
PARTS = ("Slack", "The database", "The process", "The mail server", ATTACKS)
"""What can fail or be attacked, in the document's order."""
COLUMNS = ("what fails", "what the person sees", "what is lost", "what recovers by itself", "measured", "test")
COLUMNS_OF_ATTACKS = ("what is sent or tried", "what its sender gets", "what is lost", "what holds", "measured", "test")


_MEASURED = re.compile(r"^\|.* \| ([^|]*) \| \[(test_\w+)\]\([^)]*\) \|$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultTest:
    """A test that shows what a fault does, as its marker says it."""

    file: str
    """Its path in the repository."""
    name: str
    what: str
    part: str
    sees: str
    lost: str
    recovers: str

    @property
    def row(self) -> tuple[str, ...]:
        """The cells that do not have to be measured, the test's last."""
        return (self.what, self.sees, self.lost, self.recovers, f"[{self.name}](../{self.file})")


def fault_tests(folder: Path = ROOT / "tests") -> tuple[FaultTest, ...]:
    """Every marked test, in the order of the document. Read from the source: nothing is run."""
    found = [test for path in sorted(folder.rglob("test_*.py")) for test in _marked_in(path)]
    return tuple(sorted(found, key=lambda test: PARTS.index(test.part)))


def _marked_in(path: Path) -> Iterator[FaultTest]:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if not isinstance(node, ast.FunctionDef):
            continue
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.fault":
                said = {word.arg: ast.literal_eval(word.value) for word in decorator.keywords if word.arg}
                what = ast.literal_eval(decorator.args[0])
                yield FaultTest(file=path.relative_to(ROOT).as_posix(), name=node.name, what=what, **said)


def table_of(tests: Sequence[FaultTest], figures: Mapping[str, str]) -> str:
    """The tables, one for each part; `figures` by the test's name."""
    lines: list[str] = []
    for part in PARTS:
        rows = [test for test in tests if test.part == part]
        if rows:
            columns = COLUMNS_OF_ATTACKS if part == ATTACKS else COLUMNS
            lines += [f"### {part}", "", _line(columns), "|---" * len(columns) + "|"]
            for test in rows:
                *said, where = test.row
                lines.append(_line((*said, figures.get(test.name, ""), where)))
            lines.append("")
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


class _Figures:
    """What the tests recorded while they ran: a figure of their own, and how often and how long they ran."""

    def __init__(self) -> None:
        self.figures: dict[str, str] = {}
        self._runs: dict[str, list[float]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """pytest tells of each step of each test."""
        name = report.nodeid.rpartition("::")[2].partition("[")[0]
        if report.when != "call" or not report.passed:
            return
        self._runs.setdefault(name, []).append(report.duration)
        own = [str(value) for key, value in report.user_properties if key == "figure"]
        runs = len(self._runs[name])
        passed = f"{runs} of {runs} runs" if runs > 1 else "1 run"
        self.figures[name] = "; ".join([passed, *own])


def figures_of(text: str) -> dict[str, str]:
    """What the document says was measured, by the test's name."""
    return {name: figure for figure, name in _MEASURED.findall(text)}


def load_table(page: str) -> str:
    """What was asked for under load and was measured, of docs/load.md."""
    return page.partition("## What was asked for\n\n")[2].partition("\n\n")[0] + "\n"


def put_load() -> None:
    """Say in the document what docs/load.md says now."""
    _put(load_table(LOAD.read_text(encoding="utf-8")), LOAD_START, LOAD_END)


def _put(table: str, start: str, end: str) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    before, _, rest = text.partition(start)
    _, _, after = rest.partition(end)
    DOCUMENT.write_text(f"{before}{start}\n{table}{end}{after}", encoding="utf-8")


def main(part: str = "") -> int:
    """Run and write; the exit status is pytest's. Of other parts than `part` the figures stay as they are."""
    recorded = _Figures()
    tests = fault_tests()
    chosen = [f"{test.file}::{test.name}" for test in tests if part in ("", test.part)]
    status = int(pytest.main(["-m", "fault", "-p", "no:cacheprovider", *chosen], plugins=[recorded]))
    if status:
        print("Not every test passes, so the document stays as it is.", file=sys.stderr)
        return status
    figures = {**figures_of(DOCUMENT.read_text(encoding="utf-8")), **recorded.figures}
    _put(table_of(tests, figures), START, END)
    put_load()
    print(f"{len(chosen)} rows written to {DOCUMENT.relative_to(ROOT)}.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
