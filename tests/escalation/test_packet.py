"""The packet: what support needs to start, and what its sender makes of it; all of it redacted."""

from __future__ import annotations

import pytest
from cases import CORPUS, case, finding, packet

from bot.answers.redaction import Redactor
from bot.diagnosis.diagnosis import Choice, Several, Unknown
from bot.escalation.packet import Edits, edited, question_and_paste


def edits(**changes: object) -> Edits:
    """A modal that was sent with these fields."""
    empty = {"title": "", "question": "", "paste": "", "tried": "", "facts": {}}
    return Edits(**{**empty, **changes})  # type: ignore[arg-type]


def test_a_packet_holds_what_support_needs() -> None:
    """Question and paste apart, the entry, how sure and why, who and where, and what support asks for."""
    made = packet(permalink="https://x.slack.example/p1")
    (suspect,) = made.suspects
    assert made.question == "Half of our invites fail."
    assert made.paste == '{"code": 7105, "to": "[email 1]"}'
    assert (suspect.entry.id, suspect.percent, suspect.evidence) == ("connect-7105", 90, ("“7105” is its code",))
    assert tuple(fact.name for fact in made.facts) == CORPUS["connect-7105"].collect
    assert (made.asker, made.sender, made.where) == ("U1", "maya (U2)", "Slack workspace T1, conversation C1")
    assert made.permalink == "https://x.slack.example/p1"


def test_what_was_shown_last_comes_first() -> None:
    """Of several meanings, the one in front of the presser names the case; the others follow."""
    made = packet(case(diagnosis=Choice(finding("connect-7105", "connect-7106"))), entry_id="connect-7106")
    assert [suspect.entry.id for suspect in made.suspects] == ["connect-7106", "connect-7105"]
    assert CORPUS["connect-7106"].title == made.title


def test_an_entry_that_somebody_chose_says_so() -> None:
    """What the text does not show has no figure of how sure it is."""
    made = packet(case(diagnosis=Unknown()), entry_id="connect-7106")
    assert [suspect.percent for suspect in made.suspects] == [None]


def test_an_open_choice_names_no_cause() -> None:
    """As long as nobody chose, the subject asserts nothing."""
    made = packet(case(diagnosis=Choice(finding("connect-7105", "connect-7106"))))
    assert made.title == "A failure that is not documented"


def test_several_failures_and_none() -> None:
    """Each failure of a log stands in the packet; without any there is none."""
    several = packet(case(diagnosis=Several((finding("connect-7105"), finding("connect-7106")))))
    assert [suspect.entry.id for suspect in several.suspects] == ["connect-7105", "connect-7106"]
    assert packet(case(diagnosis=Unknown())).suspects == ()


def test_a_products_own_vendor_is_named_with_what_to_quote() -> None:
    """8x8 support asks for the errorId; the products of others name nobody."""
    (vendor,) = packet(case(diagnosis=Several((finding("8x8-1200"), finding("8x8-1001"))))).vendors
    assert (vendor.name, vendor.quote) == ("8x8 support", ("The `errorId` of the answer",))
    assert packet().vendors == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("why did this fail?", ("why did this fail?", "")),
        ('{"code": 7105}', ("", '{"code": 7105}')),
        ("all stuck\n2026-11-20 10:00 ERROR x\nany idea?", ("all stuck", "2026-11-20 10:00 ERROR x\nany idea?")),
        ("it says\nHTTP/1.1 400 Bad Request", ("it says", "HTTP/1.1 400 Bad Request")),
        (
            "see\nSystem.NullReferenceException: x\n   at A.B()",
            ("see", "System.NullReferenceException: x\n   at A.B()"),
        ),
        ("first line\n\nsecond line", ("first line\n\nsecond line", "")),
        ("", ("", "")),
    ],
)
def test_words_and_pastes_are_told_apart(text: str, expected: tuple[str, str]) -> None:
    """The paste begins with the first line that a program wrote; nothing of the text is lost."""
    assert question_and_paste(text) == expected


def test_what_is_typed_into_the_modal_is_redacted_too() -> None:
    """Every field; a value that returns has one mark, and marks of the case keep their numbers."""
    made = edited(
        packet(),
        edits(
            title="mail for\r\nbob@example.com",
            question="bob@example.com and [email 1]",
            paste='{"password": "hunter2hunter2"}',
            tried="asked bob@example.com",
            facts={"Transaction id": "1f7c, called +49 170 1234567"},
        ),
        redact=Redactor(),
    )
    assert made.title == "mail for [email 2]"
    assert made.question == "[email 2] and [email 1]"
    assert made.paste == '{"password": "[password 1]"}'
    assert made.tried == "asked [email 2]"
    assert [fact.value for fact in made.facts if fact.value] == ["1f7c, called [phone 1]"]


def test_an_empty_subject_is_the_one_that_it_had() -> None:
    """A mail always says what it is about; a fact that nobody asked for is nobody's."""
    made = edited(packet(), edits(title=" \n ", facts={"Colour": "blue"}), redact=Redactor())
    assert CORPUS["connect-7105"].title == made.title
    assert "blue" not in str(made)
