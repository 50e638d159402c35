"""Texts that are nothing but a piece of documented messages, cut at either end, however short."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from asking import Asker

from bot.corpus.entry import Corpus
from bot.diagnosis.reading import read

FEWEST_OF_ONE = 4
MOST_HOLDERS = 10


def _plain(text: str) -> str:
    return f" {' '.join(read(text).tokens.words)} "


def _pieces(message: str) -> Iterator[str]:
    words = message.split()
    for cut in range(3, len(words)):
        yield " ".join(words[:cut])
        yield " ".join(words[-cut:])


@pytest.fixture(scope="module")
def holders(corpus: Corpus) -> dict[str, set[str]]:
    """Every piece of a message, with the entries of whose messages it is one; placeholders are no text."""
    messages = [(entry.id, _plain(m)) for entry in corpus for m in (*entry.messages, *entry.spellings)]
    pieces = {piece for entry in corpus for message in entry.messages for piece in _pieces(message)}
    return {
        piece: {entry_id for entry_id, plain in messages if _plain(piece) in plain}
        for piece in sorted(pieces)
        if "{" not in piece and len(_plain(piece).split()) >= 3
    }


def test_a_piece_of_one_message_alone_is_never_answered_with_another(
    asker: Asker, holders: dict[str, set[str]]
) -> None:
    """From four words on its entry is answered, or offered beside those that say nearly the same."""
    missed = {
        piece: asker.means(piece)
        for piece, ids in holders.items()
        if len(ids) == 1 and len(_plain(piece).split()) >= FEWEST_OF_ONE and not ids & asker.ids(piece)
    }
    assert missed == {}


def test_a_piece_that_several_messages_share_is_about_none_but_them(asker: Asker, holders: dict[str, set[str]]) -> None:
    """They are offered, or the one whose message it is nearly whole is answered."""
    missed = {
        piece: asker.means(piece)
        for piece, ids in holders.items()
        if 1 < len(ids) <= MOST_HOLDERS and not ids & asker.ids(piece)
    }
    assert missed == {}


@pytest.mark.parametrize(
    "framed",
    [
        "2024-03-02 08:14:55,007 [ERROR] dispatcher: {}",
        '{{"batchId": "B-77", "log": "{}"}}',
        "since noon we get '{}' for every row, what now?",
        "Log cell shows only: {}…",
    ],
)
def test_a_piece_that_is_a_field_or_a_quotation_is_found_among_other_words(
    asker: Asker, holders: dict[str, set[str]], framed: str
) -> None:
    """A log's line, a value, a quotation: of what stands in one, no word but the piece's counts."""
    pieces = {piece: ids for piece, ids in holders.items() if len(piece.split()) >= 5 and '"' not in piece}
    missed = {
        piece: asker.means(framed.format(piece))
        for piece, ids in list(pieces.items())[::7]
        if len(ids) <= MOST_HOLDERS and not ids & asker.ids(framed.format(piece))
    }
    assert missed == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Log cell shows only: Corresponding Vendor …", "choose wxm-2.2.3 wxm-2.2.4"),
        ('{"status": "failed", "log": "Invites were..."}', "choose wxm-2.5.1 wxm-2.5.2"),
        ("Invites were [truncated]", "choose wxm-2.5.1 wxm-2.5.2"),
        ("the api cannot (rest cut off)", "choose wxm-2.1.4 wxm-2.1.5"),
        ("screenshot ends after 'Corresponding Vendor'", "choose wxm-2.2.3 wxm-2.2.4"),
        ("got only the start: Corresponding Vendor", "choose wxm-2.2.3 wxm-2.2.4"),
        ('the mail\'s subject is "[ALERT] The API cannot process more than"', "choose wxm-2.1.4 wxm-2.1.5"),
        ("WARN dispatcher - an hour to reflect in Dispatch Req…", "choose wxm-2.4.2 wxm-2.4.6"),
        (
            "used to send invites is paused. Invites will not go out unless this is resolved. Please sign in to "
            "Experience Management and un-pause the Dispatch.",
            "answer wxm-2.4.6",
        ),
        ("invalid or inactive deliverplan. the delivery plan itself is green", "answer wxm-2.5.3"),
        ("he said 'the api cannot process more than' and a number, in a single request", "choose wxm-2.1.4 wxm-2.1.5"),
        ("The API cannot", "choose wxm-2.1.4 wxm-2.1.5"),
        ("an hour to reflect in Dispatch Request API.", "choose wxm-2.4.2 wxm-2.4.6"),
        ("… values [0,1] are allowed", "choose connect-7003-status-value connect-7011-status-value"),
        ("7011 profile api: values [0,1] are allowed", "answer connect-7011-status-value"),
        (
            "or Settings not found. Please ensure the dispatch configured on partner hosted side is available in "
            "Experience Management.",
            "answer wxm-2.1.6",
        ),
    ],
)
def test_pieces_that_were_misread(asker: Asker, text: str, expected: str) -> None:
    """What holds the whole piece is meant, not what holds a part of it."""
    assert expected == asker.means(text)
