"""docs/reliability.md tells what the tests show: every row is a test that is there, and says what its marker says."""

from __future__ import annotations

from scripts.reliability import (
    COLUMNS,
    COLUMNS_OF_ATTACKS,
    DOCUMENT,
    END,
    LOAD,
    LOAD_END,
    LOAD_START,
    PARTS,
    START,
    fault_tests,
    load_table,
)

TEXT = DOCUMENT.read_text(encoding="utf-8")
MEASURED = 4
"""The column that only running the tests can fill."""


def rows_of_the_document() -> list[tuple[str, ...]]:
    """The cells of each row, without what was measured."""
    tables = TEXT.partition(START)[2].partition(END)[0]
    heads = tuple(f"| {columns[0]} |" for columns in (COLUMNS, COLUMNS_OF_ATTACKS))
    lines = [line for line in tables.splitlines() if line.startswith("| ") and not line.startswith(heads)]
    rows = [line.removeprefix("| ").removesuffix(" |").split(" | ") for line in lines]
    return [(*row[:MEASURED], *row[MEASURED + 1 :]) for row in rows]


def test_every_row_is_a_test_and_every_marked_test_a_row() -> None:
    """A fault that is tested stands in the document, and none that is not; `make soak` writes it anew."""
    assert [test.row for test in fault_tests()] == rows_of_the_document()


def test_every_row_was_measured() -> None:
    """Each says how often its test ran and passed."""
    tables = TEXT.partition(START)[2].partition(END)[0]
    assert tables.count(" run |") + tables.count(" runs |") + tables.count(" run; ") + tables.count(" runs; ") == len(
        fault_tests()
    )


def test_what_it_takes_is_what_was_measured_last() -> None:
    """Load and replicas, as docs/load.md has them."""
    said = TEXT.partition(LOAD_START)[2].partition(LOAD_END)[0].strip()
    assert "answers a second" in said.lower()
    assert load_table(LOAD.read_text(encoding="utf-8")).strip() == said


def test_the_database_and_the_process_and_slack_fail_in_it() -> None:
    """No part of the world is taken for granted, and nobody in it."""
    assert {"Slack", "The database", "The process", "Attacks"} <= {test.part for test in fault_tests()} <= set(PARTS)


def test_no_cell_breaks_its_row() -> None:
    """A bar inside a cell would shift the cells behind it."""
    assert [test.name for test in fault_tests() if "|" in "".join(test.row)] == []
