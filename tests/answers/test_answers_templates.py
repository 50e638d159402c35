"""Broken templates are named before anything starts; wording changes by editing templates alone."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from making_answers import complaints, finding, words

from bot.answers.answer import answer_for
from bot.answers.message import Message
from bot.answers.render import Renderer
from bot.answers.sentences import SENTENCES
from bot.corpus.entry import Corpus
from bot.corpus.folders import templates_folder
from bot.diagnosis.diagnosis import Answered, Remark
from bot.errors import TemplateError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the templates that may be broken."""
    return Path(shutil.copytree(templates_folder(), tmp_path / "templates"))


def test_the_templates_that_ship_are_whole(corpus: Corpus, renderer: Renderer) -> None:
    """The check at start passes and there is a sentence for each name, and no other."""
    renderer.check()
    shipped = {path.stem for path in (templates_folder() / "slack" / "sentences").iterdir()}
    assert set(SENTENCES) == shipped


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("words.j2", "{%- endmacro -%}", "", "words.j2, line"),
        (
            "words.j2",
            "{%- macro advice(entry) -%}",
            "{%- macro advice(entry) -%}{{ entry.colour }}",
            "has no attribute 'colour'",
        ),
        (
            "slack/single.j2",
            "entry.title",
            "entry.heading",
            "slack/single.j2, line 10, asks for something that is not there: 'bot.corpus.entry.Entry",
        ),
        ("slack/single.j2", "{{ b.header(entry.title) }}", '{"type": "header",}', "does not give JSON objects"),
        (
            "slack/single.j2",
            "{{ b.header(entry.title) }}",
            '{"kind": "header"}',
            "expected a block, an object with a `type`",
        ),
        ("slack/choose.j2", "candidates.differences", "candidates.distances", "slack/choose.j2, line"),
        ("text/several.j2", "t.item(", "t.heading(", "text/several.j2, line"),
        (
            "text/parts.j2",
            '"part": "glance"',
            '"part": "look"',
            "expected an object whose `part` is one of title, glance",
        ),
        (
            "slack/sentences/error.j2",
            "~ reference",
            "~ refrence",
            "asks for `refrence`; the values that it is given are: reference",
        ),
        ("slack/sentences/help.j2", "b.header", "b.heading", "slack/sentences/help.j2, line"),
        ("remarks.j2", "values.counts", "values.number", "has no attribute 'number'"),
        ("slack/unknown.j2", 'import "words.j2"', 'import "wrods.j2"', "The template wrods.j2"),
    ],
)
def test_a_broken_template_is_named(name: str, old: str, new: str, expected: str, folder: Path, corpus: Corpus) -> None:
    """The check names the file, the line where there is one, and what is expected."""
    path = folder / name
    source = path.read_text(encoding="utf-8")
    assert old in source
    path.write_text(source.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(TemplateError) as raised:
        Renderer(corpus, folder).check()
    assert expected in str(raised.value)
    assert str(folder) in str(raised.value)


def test_a_missing_template_is_named(folder: Path, corpus: Corpus) -> None:
    """A deleted file is called missing."""
    (folder / "slack" / "sentences" / "busy.j2").unlink()
    with pytest.raises(TemplateError, match=r"busy\.j2 is missing\. Put it back\."):
        Renderer(corpus, folder).check()


def test_a_template_that_is_no_text_is_named(folder: Path, corpus: Corpus) -> None:
    """Bytes that are no UTF-8 are told as such."""
    (folder / "words.j2").write_bytes(b"\xff\xfe")
    with pytest.raises(TemplateError, match=r"words\.j2, line 1, is not UTF-8"):
        Renderer(corpus, folder).check()


def test_an_empty_folder_is_named(tmp_path: Path, corpus: Corpus) -> None:
    """A folder without templates says which setting to mend."""
    with pytest.raises(TemplateError, match="TEMPLATES_DIR"):
        Renderer(corpus, tmp_path).check()


def test_wording_changes_by_editing_a_template(folder: Path, corpus: Corpus) -> None:
    """A new word in words.j2 shows in Slack, in plain text and in the terminal."""
    path = folder / "words.j2"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"steps": "What to do"', '"steps": "Do this"'), encoding="utf-8"
    )
    renderer = Renderer(corpus, folder)
    answer = answer_for(Answered(finding(corpus, "wxm-2.4.2")), corpus)
    assert "*Do this*" in words(renderer.slack(answer, case_id="C1", audience="thread"))
    assert "Do this:" in renderer.plain(answer)


@pytest.mark.parametrize("name", SENTENCES)
def test_every_sentence_fits_and_says_the_same_in_text(name: str, renderer: Renderer) -> None:
    """Sentences hold the limits with values of any length and escape them."""
    for value in ("x", "<!channel> & co " * 2000):
        message = renderer.sentence(name, **dict.fromkeys(SENTENCES[name], value))
        assert complaints(message) == []
        assert "<!" not in message.text


def test_a_sentence_names_its_reference(renderer: Renderer) -> None:
    """The error sentence carries the id that stands in the log, and no markup of its value."""
    message = renderer.sentence("error", reference="r-1<2")
    assert "reference `r-1&lt;2`" in message.text
    assert message.text == words(message)


def test_a_draft_is_offered_as_a_mail_link(renderer: Renderer) -> None:
    """Whoever has to send it by hand gets a link; an address that is none of a mail is no link."""
    mailto = "mailto:support@xm.webex.com?subject=a&body=b"
    shown, without = (
        words(renderer.sentence("escalation_draft", recipient="support@xm.webex.com", mailto=address))
        for address in (mailto, "javascript:alert(1)")
    )
    assert "<mailto:support@xm.webex.com?subject=a&amp;body=b|Write it in your own mail program>" in shown
    assert "javascript" not in without


@pytest.mark.parametrize(("name", "values"), [("nonsense", {}), ("error", {}), ("busy", {"reference": "x"})])
def test_an_unknown_sentence_or_value_is_refused(name: str, values: dict[str, str], renderer: Renderer) -> None:
    """A caller's slip is told with what is expected."""
    with pytest.raises(TemplateError, match="expected"):
        renderer.sentence(name, **values)


def test_a_guide_becomes_a_link_where_an_admin_filled_in_its_address(corpus: Corpus) -> None:
    """The name of a guide links to the address of links.toml, escaped, and stays a name elsewhere."""
    linked = replace(corpus, links={**corpus.links, "Creating a Delivery Policy": "https://guides.example/?a=1&b=2"})
    renderer = Renderer(linked, templates_folder())
    shown = words(
        renderer.slack(answer_for(Answered(finding(linked, "wxm-2.4.2")), linked), case_id="C1", audience="thread")
    )
    assert "Follow the guide <https://guides.example/?a=1&amp;b=2|Creating a Delivery Policy> to" in shown


def test_an_answer_is_worded_as_if_nothing_had_been_asked_before(corpus: Corpus) -> None:
    """What is kept of an entry holds nothing of the question that it was first worded for."""

    def said(renderer: Renderer, excerpt: str, count: int, *remarks: Remark) -> list[tuple[Message, str]]:
        found = (Answered(finding(corpus, each.id, excerpt=excerpt, count=count, remarks=remarks)) for each in corpus)
        answers = [answer_for(each, corpus) for each in found]
        return [(renderer.slack(each, case_id=excerpt, audience="thread"), renderer.plain(each)) for each in answers]

    used = Renderer(corpus, templates_folder())
    before = said(used, "heliotrope", 7, Remark("wechat", {}))
    after = said(used, "periwinkle", 1)
    assert "heliotrope" in str(before[0])
    assert after == said(Renderer(corpus, templates_folder()), "periwinkle", 1)
