"""The packet: what support gets, as a mail into which nothing can be slipped."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.corpus.entry import Corpus
from bot.corpus.folders import knowledge_folder, templates_folder
from bot.corpus.load import read_corpus
from bot.diagnosis.diagnosis import Answered, Choice, Evidence, Finding, Match, Several, Unknown
from bot.errors import MailError, TemplateError
from bot.escalation.folder import FolderMailer
from bot.escalation.mail import LONGEST_LINK, MailWriter
from bot.escalation.packet import Packet, packet_of
from bot.store.cases import Case

CORPUS: Corpus = read_corpus(knowledge_folder())[0]
WRITER = MailWriter(templates_folder(), to="support@xm.webex.com")
EVIDENCE = (Evidence("7105", "7105", "code"),)


def _finding(*ids: str) -> Finding:
    matches = tuple(Match(CORPUS[entry_id], 0.9, EVIDENCE) for entry_id in ids)
    return Finding("answer" if len(ids) == 1 else "choose", "error 7105", matches)


def _case(**changes: object) -> Case:
    case = Case(
        id="c1",
        question="error 7105 for [email 1]",
        diagnosis=Answered(_finding("connect-7105")),
        corpus_version="v1",
        surface="mention",
        team="T1",
        channel="C1",
        thread_ts="5.1",
        asker="U1",
    )
    return replace(case, **changes)  # type: ignore[arg-type]


def _packet(case: Case, *, entry_id: str = "", sender: str = "maya", permalink: str | None = None) -> Packet:
    return packet_of(case, entry_id=entry_id, corpus=CORPUS, sender=sender, sender_id="U2", permalink=permalink)


def _parts(mail: EmailMessage) -> tuple[str, str]:
    text, page = (part.get_content() for part in mail.iter_parts())
    return text, page


def test_a_packet_holds_what_support_needs() -> None:
    """Question, entry, evidence, what else to collect, who, where, and the knowledge that it was answered from."""
    packet = _packet(_case(), entry_id="connect-7105", permalink="https://x.slack.example/p1")
    for content in _parts(WRITER.mail(packet, at=0)):
        for piece in ("error 7105 for [email 1]", "connect-7105", "“7105” fits 7105", "U1", "maya (U2)", "C1", "v1"):
            assert piece in content
        assert "https://x.slack.example/p1" in content
    assert packet.collect == CORPUS["connect-7105"].collect
    assert WRITER.subject(packet) == f"[whyfailed c1] {CORPUS['connect-7105'].title}"


def test_what_was_shown_last_comes_first() -> None:
    """Of several meanings, the one in front of the presser names the case; the others follow."""
    case = _case(diagnosis=Choice(_finding("connect-7105", "connect-7106")))
    packet = _packet(case, entry_id="connect-7106")
    assert [suspect.entry.id for suspect in packet.suspects] == ["connect-7106", "connect-7105"]
    assert CORPUS["connect-7106"].title == packet.title


def test_an_open_choice_names_no_cause() -> None:
    """As long as nobody chose, the subject asserts nothing."""
    packet = _packet(_case(diagnosis=Choice(_finding("connect-7105", "connect-7106"))))
    assert packet.title == "A failure that is not documented"
    assert "(one of these)" in WRITER.body(packet)


def test_several_failures_and_none_are_told() -> None:
    """Each failure of a log stands in the packet; without any, the packet says so."""
    several = _packet(_case(diagnosis=Several((_finding("connect-7105"), _finding("connect-7106")))))
    unknown = _packet(_case(diagnosis=Unknown()))
    assert [suspect.entry.id for suspect in several.suspects] == ["connect-7105", "connect-7106"]
    assert "nothing in its documents that explains this" in WRITER.body(unknown)


def test_the_mail_is_the_same_whenever_it_is_written() -> None:
    """Its Message-ID comes from the case, so that a repeated mail is known as one."""
    first, second = (WRITER.mail(_packet(_case()), at=at) for at in (0, 1_000_000))
    assert "<case-c1@whyfailed.invalid>" == first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == "Thu, 01 Jan 1970 00:00:00 +0000"
    assert first["X-Unsent"] == "1"


@given(st.text(max_size=200), st.text(max_size=60))
def test_nothing_can_be_slipped_into_the_headers(question: str, sender: str) -> None:
    """Whatever a question or a name holds, the mail goes to support, and its headers are those that we set."""
    attack = f"\r\nBcc: everyone@example.com\r\n{question}"
    mail = WRITER.mail(_packet(_case(question=attack), sender=f"{sender}\r\nBcc: x@example.com"), at=0)
    read = message_from_bytes(mail.as_bytes(), policy=SMTP)
    assert [address.addr_spec for address in read["To"].addresses] == ["support@xm.webex.com"]
    expected = {"From", "To", "Subject", "Date", "Message-ID", "X-Unsent", "MIME-Version", "Content-Type"}
    assert expected == set(read.keys())


def test_a_page_shows_text_as_text() -> None:
    """Markup in a question is escaped in the HTML part."""
    _, page = _parts(WRITER.mail(_packet(_case(question="<script>alert(1)</script> {{ 7 * 7 }}")), at=0))
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7 * 7 }}" in page
    assert "<script>" not in page


@given(st.text(max_size=5_000))
def test_the_link_fits_and_is_encoded(question: str) -> None:
    """However long the question, the link stays within Slack's limit, and nothing in it ends it early."""
    link = WRITER.link(_packet(_case(question=question)))
    assert len(link) <= LONGEST_LINK
    assert not set(link) & set(" \n<>|\"'")
    assert unquote(link).startswith("mailto:support@xm.webex.com?subject=[whyfailed c1] ")


def test_a_mail_is_written_once(tmp_path: Path) -> None:
    """A second handing over leaves the first mail as it is, and nothing half written lies around."""
    numbers = iter("123")
    mailer = FolderMailer(tmp_path / "mail", new_id=lambda: next(numbers))
    first, second = (WRITER.mail(_packet(_case()), at=at) for at in (0, 60))
    told = [mailer.hand_over(mail, case_id="c1") for mail in (first, second)]
    assert told == [True, False]
    assert [tmp_path / "mail" / "c1.eml"] == list((tmp_path / "mail").iterdir())
    assert first.as_bytes() == (tmp_path / "mail" / "c1.eml").read_bytes()


def test_a_folder_that_takes_nothing_is_named(tmp_path: Path) -> None:
    """The error says which setting to look at."""
    (tmp_path / "file").write_text("no folder")
    mailer = FolderMailer(tmp_path / "file" / "mail", new_id=lambda: "1")
    with pytest.raises(MailError, match=r"The mail of case c1 was not written: .* MAIL_DIR"):
        mailer.hand_over(WRITER.mail(_packet(_case()), at=0), case_id="c1")


def test_a_missing_template_is_named(tmp_path: Path) -> None:
    """The program does not start without its wording."""
    with pytest.raises(TemplateError, match=r"templates/mail cannot be used: .*subject\.txt\.j2"):
        MailWriter(tmp_path, to="support@xm.webex.com")
