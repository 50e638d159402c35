"""The page of `whyfailed eval --report`: its tables, what it hides, and that it always comes out alike."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from tests.conftest import ROOT, Whyfailed

QUESTIONS = [
    {"text": "code 7105", "expect": "answer", "accept": ["connect-7105"], "kind": "code", "set": "one"},
    {"text": "code 7106", "expect": "answer", "accept": ["connect-7105"], "kind": "code", "set": "one"},
    {"text": "the canteen is closed", "expect": "unknown", "accept": [], "kind": "off", "set": "two"},
]
SECRET = [
    {
        "text": "code 7106, says zebra",
        "expect": "answer",
        "accept": ["8x8-1200"],
        "kind": "hush-kind",
        "set": "hush-set",
    },
    {"text": "code 7106", "expect": "answer", "accept": ["connect-7106"], "kind": "hush-kind", "set": "hush-set"},
]

Report = Callable[..., Result]


class Tables(HTMLParser):
    """The rows of a page's tables as texts, by heading and first cell."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._in_cell = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.rows[-1][-1] += data


@pytest.fixture
def report(tmp_path: Path, little_knowledge: Path) -> Report:
    """Runs `whyfailed eval --report` on questions, on a little corpus; the page is `page.html`."""

    def run(*options: str, questions: object = QUESTIONS) -> Result:
        path = written(tmp_path / "questions.jsonl", questions)
        page = tmp_path / "page.html"
        return CliRunner().invoke(
            main, ["eval", str(path), "--report", str(page), *options], env={"KNOWLEDGE_DIR": str(little_knowledge)}
        )

    return run


def written(path: Path, questions: object) -> Path:
    path.write_text("\n".join(map(json.dumps, questions)), encoding="utf-8")
    return path


def page_of(tmp_path: Path) -> str:
    return (tmp_path / "page.html").read_text(encoding="utf-8")


def test_the_figures(report: Report, tmp_path: Path) -> None:
    """Two of three right, one wrong: overall, by file, set and kind, each with its interval."""
    done = report()
    assert done.exit_code == 0, done.output
    assert done.stdout == (
        "Questions that may be looked at: "
        "ALL n=3 right 66.7% (20.8%-93.9%) helpful 66.7% wrong 33.3% (6.1%-79.2%)\n"
        f"The report is in {tmp_path / 'page.html'}.\n"
    )
    rows = Tables(page_of(tmp_path)).rows
    two_of_three = ["3", "66.7%", "20.8%-93.9%", "66.7%", "20.8%-93.9%", "33.3%", "6.1%-79.2%"]
    assert ["all", *two_of_three] in rows
    assert ["questions.jsonl", *two_of_three] in rows
    for name in ("one", "code"):
        assert [name, "2", "50.0%", "9.5%-90.5%", "50.0%", "9.5%-90.5%", "50.0%", "9.5%-90.5%"] in rows
    for name in ("two", "off"):
        assert [name, "1", "100.0%", "20.7%-100.0%", "100.0%", "20.7%-100.0%", "0.0%", "0.0%-79.3%"] in rows


def test_reliability_and_thresholds(report: Report, tmp_path: Path) -> None:
    """A code is asserted with 0.95, here once rightly and once wrongly; withdrawing both costs two questions back."""
    report()
    page = page_of(tmp_path)
    rows = Tables(page).rows
    assert ["0.9-1.0", "2", "0.950", "1", "50.0%", "9.5%-90.5%"] in rows
    assert ["0.0-0.1", "0", "–", "–", "–", "–"] in rows
    assert "Expected calibration error: <b>0.450</b>" in page
    assert ["0.90", "2", "66.7%", "1", "33.3%", "6.1%-79.2%", "50.0%", "333.3"] in rows
    assert ["1.00", "0", "0.0%", "0", "0.0%", "0.0%-56.2%", "–", "66.7"] in rows
    assert "Today 100 questions cost <b>333.3</b>" in page
    assert "100 questions cost least, 66.7 questions back, at 0.96-1.00 (0 of 3 wrong)" in page


def test_plots_say_their_figures(report: Report, tmp_path: Path) -> None:
    """Each plot is an inline picture whose label is its caption, in the page's own colours."""
    report()
    page = page_of(tmp_path)
    labels = re.findall(r'<svg role="img" aria-label="([^"]+)" viewBox="0 0 [\d. ]+">', page)
    captions = re.findall(r"<figcaption>([^<]+)</figcaption>", page)
    assert len(captions) == 3
    assert captions == labels
    assert captions[0] == "Right by confidence: 0.9 to 1.0: 1 of 2. Expected calibration error 0.450."
    assert re.findall(r"(?:fill|stroke): #(?:0[1-5])", page) == []
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert sorted(set(ids)) == sorted(ids)


def test_misses_are_shown_by_kind(report: Report, tmp_path: Path) -> None:
    """A miss comes with its text, what was wanted and what was given; what was right does not come."""
    report()
    misses = page_of(tmp_path).partition("<h3>Misses</h3>")[2]
    assert "1 of 3 were not right; 1 of 3 were answered wrongly." in misses
    assert "<h4>code (1)</h4>" in misses
    assert "<pre>code 7106</pre>" in misses
    assert "<dd>answer connect-7105</dd>" in misses
    assert '<dd>answer connect-7106 (0.95) <span class="verdict">wrong</span></dd>' in misses
    assert "<pre>code 7105</pre>" not in misses


def test_a_question_cannot_write_into_the_page(report: Report, tmp_path: Path) -> None:
    """HTML in text, thread, set and kind of a question is shown, not run."""
    bad = "<script>alert('x')</script><img src=x onerror=alert(1)>"
    question = {"text": bad, "expect": "answer", "accept": [bad], "kind": bad, "set": bad, "context": {"text": bad}}
    report(questions=[question])
    page = page_of(tmp_path)
    assert "<script" not in page
    assert "<img" not in page
    assert "<pre>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;</pre>" in page


def test_the_page_needs_nothing_else(report: Report, tmp_path: Path) -> None:
    """No script, no address outside the page; it says so to the browser too."""
    report()
    page = page_of(tmp_path)
    assert "content=\"default-src 'none'; style-src 'unsafe-inline'\"" in page
    assert [link for link in re.findall(r'(?:href|src)="([^"]*)"', page) if not link.startswith("#")] == []
    assert re.findall(r"https?:", page) == []
    assert "prefers-color-scheme: dark" in page


@pytest.mark.parametrize("as_held", [False, True], ids=["--totals-only", "--held"])
def test_totals_only_shows_no_question(report: Report, tmp_path: Path, as_held: bool) -> None:
    """Of questions that nobody may look at: figures and counts; no text, kind, set or id."""
    held = written(tmp_path / "held.jsonl", SECRET)
    done = report("--held", str(held)) if as_held else report("--totals-only", questions=SECRET)
    assert "Questions that nobody looks at: ALL n=2 right 50.0% (9.5%-90.5%)" in done.stdout
    section = page_of(tmp_path).rpartition("<h2 ")[2]
    assert "1 of 2 were not right; 1 of 2 were answered wrongly." in section
    assert ["all", "2", "50.0%", "9.5%-90.5%", "50.0%", "9.5%-90.5%", "50.0%", "9.5%-90.5%"] in Tables(section).rows
    assert [word for word in ("zebra", "hush", "8x8-1200") if word in page_of(tmp_path)] == []
    assert [word for word in ("code 7106", "connect-7106", "<pre>", "<h4>") if word in section] == []


def test_a_page_without_any_assertion(report: Report, tmp_path: Path) -> None:
    """Where nothing is asserted the page says so, and its plots are empty."""
    done = report(questions=QUESTIONS[2:])
    assert done.exit_code == 0, done.output
    assert "Right by confidence: nothing asserted." in page_of(tmp_path)


def test_the_same_questions_give_the_same_page(
    report: Report, tmp_path: Path, little_knowledge: Path, whyfailed: Whyfailed
) -> None:
    """Byte for byte, also in a process that hashes otherwise."""
    report()
    again = tmp_path / "again.html"
    questions = str(tmp_path / "questions.jsonl")
    whyfailed("eval", questions, "--report", str(again), KNOWLEDGE_DIR=str(little_knowledge), PYTHONHASHSEED="7")
    assert again.read_bytes() == (tmp_path / "page.html").read_bytes()


def test_without_matplotlib_it_says_what_to_install(tmp_path: Path, whyfailed: Whyfailed) -> None:
    """Where matplotlib is missing, a sentence names the extra that brings it, and nothing is written."""
    missing = tmp_path / "site" / "matplotlib.py"
    missing.parent.mkdir()
    missing.write_text("raise ModuleNotFoundError(\"No module named 'matplotlib'\", name='matplotlib')\n")
    questions = written(tmp_path / "questions.jsonl", QUESTIONS)
    done = whyfailed(
        "eval", str(questions), "--report", str(tmp_path / "page.html"), PYTHONPATH=f"{missing.parent}:{ROOT}"
    )
    assert done.returncode == 1
    assert done.stderr.decode() == (
        'Error: The plots of --report need matplotlib, which is not installed. Run: pip install "whyfailed[report]"\n'
    )
    assert not (tmp_path / "page.html").exists()


@pytest.mark.parametrize(
    "options",
    [
        ("--report", "page.html", "--misses", "3"),
        ("--report", "page.html", "--by", "kind"),
        ("--held", "held-by-nobody.jsonl"),
    ],
    ids=" ".join,
)
def test_options_that_do_not_go_together(options: tuple[str, ...]) -> None:
    """They end with a usage line and exit status 2."""
    done = CliRunner().invoke(main, ["eval", "questions.jsonl", *options])
    assert done.exit_code == 2
    assert done.stderr.startswith("Usage: ")
