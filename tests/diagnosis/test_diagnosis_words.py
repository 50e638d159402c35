"""Plain questions: a sure one is answered, a vague one asked back, one about something else left alone."""

from __future__ import annotations

import pytest
from asking import Asker, split_up

from bot.corpus.entry import Corpus

OPEN = [
    ("nothing leaves the house, no survey invitation since breakfast, help", "wxm-2.1 wxm-2.2 wxm-2.3 wxm-2.4 wxm-2.5"),
    ("it says that a template is not valid", "bird-14003 connect-7108"),
    ("some vendor is missing in the dispatcher, I forgot which of the two it named", "wxm-2.2.3 wxm-2.2.4"),
    ("one of them is paused in XM, policy or dispatch, I can't tell which", "wxm-2.4.2 wxm-2.4.6"),
    (
        "something of ours is paused in XM and invites stopped. dispatch? delivery policy? no idea",
        "wxm-2.4.2 wxm-2.4.6",
    ),
    (
        "records skipped, dispatch on hold or its policy on hold, I only caught half of what he said",
        "wxm-2.4.2 wxm-2.4.6",
    ),
    (
        "either the policy or the dispatch was on pause so records were ignored; I can't make out which on the photo",
        "wxm-2.4.2 wxm-2.4.6",
    ),
    (
        "records without the UUID, or a questionnaire without its question? one of these two, can't see it from here",
        "wxm-2.4.3 wxm-2.5.1",
    ),
    (
        "an exception came up while the surveys were being sent, who takes care of that?",
        "wxm-2.1.3 wxm-2.2.5 wxm-2.3.2 wxm-2.5.4",
    ),
    ("dispatch is not set up right in ACM they say, no survey left the house", "wxm-2.1.1 wxm-2.2.3 wxm-2.4.1"),
]

ELSEWHERE = split_up("""
can't get into Experience Management with SSO / please dispatch the courier to the questionnaire team / how do I add a
logo to the survey theme / Invoice template attached to the order is invalid, accounting says / the parcel was refused
at the door because the order number was missing / who can book the meeting room for the policy workshop / our licence
for the dashboards ends in March / payslips were not sent, ask HR / the train ticket was rejected by the machine
""")


@pytest.mark.parametrize(("text", "least"), OPEN)
def test_what_a_vague_question_leaves_open_is_offered(asker: Asker, text: str, least: str) -> None:
    """Where several entries may be meant, and all the more where the writer cannot tell, the topic is offered."""
    assert asker.means(text).startswith("choose ")
    assert set(least.split()) <= asker.ids(text)


def test_a_vendor_may_be_named_where_the_dispatcher_is_meant(asker: Asker) -> None:
    """Its credentials are kept there; a question about the vendor's own failures stays the vendor's."""
    ours = "our dispatch is in the ACM but the trigger says there are no vendor details for it, we use MessageBird"
    theirs = "MessageBird says the recipient unsubscribed from our channel"
    assert asker.means(ours) == "answer wxm-2.2.3"
    assert {entry_id.partition("-")[0] for entry_id in asker.ids(theirs)} == {"bird"}


def test_a_part_about_another_product_is_no_second_failure(asker: Asker) -> None:
    """“2 of them” counts dispatches here, and nothing is said of any vendor's errors."""
    text = "a batch of 6 dispatches, 2 of them had all their records skipped, the others went out. we saw no error"
    assert not asker.means(text).startswith("several")


def test_problems_at_the_end_of_a_long_list_are_found(asker: Asker) -> None:
    """What says something documented is looked at, wherever it stands among notes of other things."""
    notes = ["lunch is at twelve", "the new chairs have come", "who waters the plants", "parking is full again"] * 3
    ours = [
        "the vendor details of our new dispatch are missing in the ACM",
        "the dispatchRequest call is refused because the bearer token is not valid any more",
    ]
    assert asker.means("two issues today:\n" + "\n".join(f"- {note} today" for note in [*notes, *ours])) == (
        "several wxm-2.2.3 | wxm-2.1.2"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "two things:\n1) 401 since the bearer token ran out over night\n"
            "2) batch says 'Queue to batch the records for bulk token creation is not found'",
            {"wxm-2.1.2", "wxm-2.3.3"},
        ),
        (
            "Account A: the token went stale, each call to the api is turned down with 401. "
            "Account B: the batching queue type in extendedProperties is mistyped.",
            {"wxm-2.1.2", "wxm-2.3.3"},
        ),
        (
            "two problems:\n1. Webex Connect says The template is invalid\n"
            "2. 12 rows had no common identifier, so there is no token for them",
            {"connect-7108", "wxm-2.5.1"},
        ),
    ],
)
def test_each_of_the_problems_counted_up_is_found(asker: Asker, text: str, expected: set[str]) -> None:
    """Told in words or quoted, each speaks for itself."""
    assert asker.means(text).startswith("several")
    assert asker.ids(text) == expected


@pytest.mark.parametrize("text", ELSEWHERE)
def test_words_of_the_field_in_another_sense_mean_nothing(asker: Asker, text: str) -> None:
    """Other features, other companies and everyday sentences are not explained with a documented failure."""
    assert asker.means(text) == "unknown"


def test_every_ask_finds_its_entry_in_other_letters(asker: Asker, corpus: Corpus) -> None:
    """Case, curly quotes and spaces at the ends change nothing."""
    asks = [(entry.id, entry.asks[0]) for entry in corpus]
    lost = [
        (entry_id, ask)
        for entry_id, ask in asks
        if (entry_id in asker.ids(ask)) and entry_id not in asker.ids(f"  {ask.upper().replace(chr(39), '’')}  ")
    ]
    assert lost == []
