"""Documented messages as screens, logs and people print them, over every message of the corpus."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from asking import Asker
from perturbations import LOSSY, UNAMBIGUOUS

from bot.corpus.entry import Corpus, Entry
from bot.diagnosis.diagnosis import findings_of
from bot.diagnosis.phrases import phrase_words

LEAST_SHARE = 0.99
"""Of what is whole; one or two of 280 messages end with a placeholder that a tag right behind it confuses."""

LEAST_SHARE_CUT = {"cut head": 0.97, "cut tail": 0.99, "cut tail with dots": 0.99, "swapped letters": 0.99}
"""Of what was cut or mistyped; the beginning of a message may be all that sets it apart from its twin."""

LONG = 6
"""Words of a message of which a part still says which one it was."""


def messages_of(corpus: Corpus, *, least: int = 1) -> Iterator[tuple[Entry, str]]:
    for entry in corpus:
        for message in entry.messages:
            if len(message.split()) >= least:
                yield entry, message


def test_every_message_finds_its_entry_and_no_other(asker: Asker, corpus: Corpus) -> None:
    """A message verbatim is answered with its entry, or offers exactly the entries that share it."""
    sharing: dict[tuple[str, ...], set[str]] = {}
    for entry, message in messages_of(corpus):
        sharing.setdefault(phrase_words(message), set()).add(entry.id)
    for entry, message in messages_of(corpus):
        shown = asker.ids(message)
        assert entry.id in shown
        assert shown <= sharing[phrase_words(message)]


@pytest.mark.parametrize("name", UNAMBIGUOUS)
def test_what_keeps_a_message_whole_keeps_its_meaning(asker: Asker, corpus: Corpus, name: str) -> None:
    """Case, whitespace, quotes, escapes, wrapping, prefixes, values and stack traces change nothing."""
    perturb = UNAMBIGUOUS[name]
    asked = list(messages_of(corpus))
    changed = [
        f"{entry.id}: {perturb(message)}"
        for entry, message in asked
        if asker.means(perturb(message)) != asker.means(message)
    ]
    assert 1 - len(changed) / len(asked) >= LEAST_SHARE, changed[:5]


@pytest.mark.parametrize("name", LOSSY)
def test_what_is_left_of_a_long_message_finds_its_entry(asker: Asker, corpus: Corpus, name: str) -> None:
    """Without its first sixth or last third, or mistyped, a message of six words still answers or offers its entry."""
    perturb = LOSSY[name]
    asked = list(messages_of(corpus, least=LONG))
    missed = [
        f"{entry.id}: {perturb(message)}" for entry, message in asked if entry.id not in asker.ids(perturb(message))
    ]
    assert 1 - len(missed) / len(asked) >= LEAST_SHARE_CUT[name], missed[:5]


@pytest.mark.parametrize("code_behind", [False, True])
def test_every_message_beside_its_code_is_answered(asker: Asker, corpus: Corpus, code_behind: bool) -> None:
    """Code and message together leave one entry, in either order."""
    for entry, message in messages_of(corpus):
        if entry.code and entry.product != "bird":
            text = f"{message} (code {entry.code})" if code_behind else f"{entry.code} {message}"
            assert asker.means(text) == f"answer {entry.id}"


@pytest.mark.parametrize("limit", ["18,000", "18000", "18.000", "18 000", "18'000", "20,000", "500", "1,00,000"])
@pytest.mark.parametrize("total", ["20,500", "20500", "20.500", "640"])
def test_a_limit_may_be_configured_and_written_otherwise(asker: Asker, limit: str, total: str) -> None:
    """Other limits, and other ways to part thousands, are the same message."""
    text = (
        f"The API cannot process more than {limit} records in a single request. Please split the batch into multiple "
        f"requests and try again. Total records received is - {total}"
    )
    assert asker.means(text) == "answer wxm-2.1.4"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Too large payload ( >8kb)", "connect-7505"),
        ("invalid value for param 'priority', it should be one of [1,2,3]", "connect-7004-priority"),
        ("Invalid number of actions, expected actions size 3, but found 5", "connect-7004-number-of-actions"),
        ("mandatory param value missing for action open_app", "connect-7003-action-value"),
        ("Invalid request characters: The character u0007 cannot be included", "connect-7618"),
        ("invalid device type blackberry, only ios or android is allowed", "connect-7004-device-type"),
        ("Invites were not sent to the following records from the data file: a81 b77 c90", "wxm-2.5.1"),
        (
            "Invalid value of param pos, only positions [1,2] are allowed for this category",
            "connect-7004-pos-for-category",
        ),
        (
            "The API cannot process more than 25 dispatches in a single request. Please ensure dispatch requests are "
            "spread out over time. Total dispatches received is 31",
            "wxm-2.1.5",
        ),
        ("StatusCode: 500 ResponseMessage: Internal server error Url: https://vendor.example/v1", "wxm-2.1.3"),
        ("HTTP Send failed for HTTPWrapper sendAsync System.TimeoutException: timed out", "wxm-2.1.3"),
    ],
)
def test_placeholders_may_hold_real_values(asker: Asker, text: str, expected: str) -> None:
    """Numbers, names and lists in the place of the documented ones do not matter."""
    assert asker.means(text) == f"answer {expected}"


@pytest.mark.parametrize("frame", ["*{}*", "_{}_", "「{}」", "『{}』"])
def test_marks_around_a_message_keep_its_meaning(asker: Asker, frame: str) -> None:
    """Slack's bold and italics, and the quotes of other scripts, set a message apart as quotes do."""
    assert asker.means(frame.format("Customer profile not found")) == "answer connect-7105"


@pytest.mark.parametrize(
    "text",
    [
        "which messages (email / sms) are lined up for the policy",
        "created a new policy this morning, attached it to the dispatch, then lunch",
    ],
)
def test_two_words_between_commas_quote_nothing(asker: Asker, text: str) -> None:
    """A piece of two words stands for its message only as a line of its own."""
    assert [match.evidence[0].by for finding in findings_of(asker.ask(text)) for match in finding.matches[:1]] in (
        [],
        ["words"],
    )
