"""The App Home as it is rendered: within Slack's limits however full it is, and nothing a user wrote is markup."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.answers.home import HomeCase, HomeCases, HomePage, sample_pages
from bot.answers.render import Renderer
from bot.corpus.entry import Corpus
from bot.corpus.folders import templates_folder
from bot.figures.counting import Frequent, NotKnown
from bot.local.block_kit import view_errors

HOSTILE = '<!channel> <https://x.example|y> *b* `c` {{ 7*7 }} {% raw %} \\ " \n\u202e\0 &lt; ' + "w" * 5_000


@pytest.fixture(scope="module")
def renderer(corpus: Corpus) -> Renderer:
    """The wording as it is."""
    return Renderer(corpus, templates_folder())


def fullest(corpus: Corpus) -> HomePage:
    """Ten cases, ten unknowns and ten entries with the longest titles, every text as long and hostile as it can be."""
    full, _, _ = sample_pages()
    longest = sorted(corpus, key=lambda entry: len(entry.title))[-10:]
    case = HomeCase(question=HOSTILE, asked_at=1, asked_on="1970-01-01", state="written", link="https://example.com/")
    figures = replace(
        full.figures[-1],
        frequent=tuple(Frequent(entry_id=entry.id, count=10**6) for entry in longest),
        unknowns=(NotKnown(question=HOSTILE, at=1.0),) * 10,
    )
    return replace(
        full,
        cases=HomeCases(latest=(case,) * 10, open=1, with_support=1, solved=1),
        figures=(figures, figures),
    )


def test_every_page_holds_slacks_limits(renderer: Renderer, corpus: Corpus) -> None:
    """The emptiest, the fullest, and the one without a database."""
    pages = (*sample_pages(), fullest(corpus))
    views = [renderer.home(page) for page in pages]
    assert [view_errors(view) for view in views] == [[]] * 4
    assert max(len(view["blocks"]) for view in views) < 80


def test_what_a_user_wrote_stands_in_plain_text_only(renderer: Renderer, corpus: Corpus) -> None:
    """On one line, cut, and in no mrkdwn object."""
    blocks = renderer.home(fullest(corpus))["blocks"]
    objects = [block["text"] for block in blocks if "text" in block]
    objects += [each for block in blocks for each in (*block.get("elements", ()), *block.get("fields", ()))]
    theirs = [each for each in objects if "7*7" in str(each)]
    assert len(theirs) == 20
    assert {each["type"] for each in theirs} == {"plain_text"}
    assert all(len(each["text"]) <= 150 and "\n" not in each["text"] for each in theirs)


def test_who_is_no_lead_sees_no_figures(renderer: Renderer, corpus: Corpus) -> None:
    """Whatever the page was given."""
    view = renderer.home(replace(fullest(corpus), is_lead=False))
    assert "For support leads" not in str(view)
    assert "Asked" not in str(view)
