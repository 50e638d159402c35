"""Follow-ups, other languages and Slack's markup: what stands around a question in a workspace."""

from __future__ import annotations

import pytest
from asking import Asker, split_up

from bot.corpus.entry import Corpus

CODE_7010 = ("connect-7010-source-ip", "connect-7010-service-provider-exception")
CODE_1002 = ("connect-1002-queues", "connect-1002-partial-success", "8x8-1002")
CODE_7208 = ("connect-7208-message-expired", "connect-7208-source-ip")
REQUEST_EXPIRED = ("connect-7005-request-expired", "connect-7019")
STAGES = ("wxm-2.1", "wxm-2.2", "wxm-2.3", "wxm-2.4", "wxm-2.5")
TIME_TO_LIVE = ("connect-7506", "connect-7511")


@pytest.mark.parametrize(
    ("reply", "offered", "expected"),
    [
        ("it is the profile api", CODE_7010, "connect-7010-source-ip"),
        ("the transaction status api", CODE_7010, "connect-7010-service-provider-exception"),
        ("Profile API!", CODE_1002, "connect-1002-partial-success"),
        ("8x8", CODE_1002, "8x8-1002"),
        ("on Android", TIME_TO_LIVE, "connect-7506"),
        ("iOS", TIME_TO_LIVE, "connect-7511"),
        ("the second one", CODE_7010, "connect-7010-service-provider-exception"),
        ("the third", CODE_1002, "8x8-1002"),
        ("2", CODE_7010, "connect-7010-service-provider-exception"),
        ("option 1", CODE_1002, "connect-1002-queues"),
        ("two", CODE_7010, "connect-7010-service-provider-exception"),
        ("number three", CODE_1002, "8x8-1002"),
        ("2 please", CODE_7010, "connect-7010-service-provider-exception"),
        ("the transaction status one", CODE_7010, "connect-7010-service-provider-exception"),
        ("source ip", CODE_7010, "connect-7010-source-ip"),
        ("message expired", CODE_7208, "connect-7208-message-expired"),
        ("the one with 7005", REQUEST_EXPIRED, "connect-7005-request-expired"),
        ("stage 2", STAGES, "wxm-2.2"),
        ("b", CODE_7010, "connect-7010-service-provider-exception"),
        ("B)", CODE_7010, "connect-7010-service-provider-exception"),
        ("option c", CODE_1002, "8x8-1002"),
        ("it's a", CODE_7010, "connect-7010-source-ip"),
        ("I think b please", CODE_7010, "connect-7010-service-provider-exception"),
        ("2.4", STAGES, "wxm-2.4"),
        ("it is 2.4.", STAGES, "wxm-2.4"),
        ("scenario 2.4.2", STAGES, "wxm-2.4.2"),
        ("2.4.2", ("wxm-2.4",), "wxm-2.4.2"),
        ("it was the ip", CODE_7010, "connect-7010-source-ip"),
        ("it was the ip", CODE_7208, "connect-7208-source-ip"),
        ("the provider I think", CODE_7010, "connect-7010-service-provider-exception"),
        ("partial", CODE_1002, "connect-1002-partial-success"),
        ("not the ip", CODE_7010, "connect-7010-service-provider-exception"),
        ("it isn't the provider", CODE_7010, "connect-7010-source-ip"),
        ("not sure, the ip", CODE_7010, "connect-7010-source-ip"),
        ("isn't it the ip?", CODE_7010, "connect-7010-source-ip"),
        ("not the first one", CODE_7010, "connect-7010-service-provider-exception"),
    ],
)
def test_a_reply_picks_one_of_those_offered(asker: Asker, reply: str, offered: tuple[str, ...], expected: str) -> None:
    """An API, a product, a platform or a place in the list picks the entry that it belongs to."""
    assert asker.means(reply, text="what is this error?", offered=offered) == f"answer {expected}"


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("it's the policy, not the dispatch", "wxm-2.4.2"),
        ("not the dispatch - the policy", "wxm-2.4.2"),
        ("it isn't the dispatch but the policy that somebody paused", "wxm-2.4.2"),
    ],
)
def test_what_is_said_counts_for_and_what_is_denied_against(asker: Asker, reply: str, expected: str) -> None:
    """A reply that names both says which of them is meant."""
    assert asker.means(reply, text="something is paused", offered=("wxm-2.4.2", "wxm-2.4.6")) == f"answer {expected}"


def test_a_meaning_that_was_answered_alone_narrows_nothing(asker: Asker) -> None:
    """Only where several were offered is a reply a pick among them."""
    assert asker.means("7005", text="Request expired", offered=("connect-7005-request-expired",)).startswith("choose ")


@pytest.mark.parametrize("reply", ["the fifth one", "9", "c", "2.9", "2.4", "not the fifth"])
def test_a_place_that_was_not_offered_picks_nothing(asker: Asker, reply: str) -> None:
    """Where two were offered, there is no fifth."""
    assert asker.means(reply, text="what is this error?", offered=CODE_7010) == "unknown"


@pytest.mark.parametrize(
    "reply",
    [
        "thanks, that worked!",
        "ok great thank you",
        "solved",
        "perfect, got it",
        "Cheers",
        "never mind",
        "that fixed it :tada:",
    ],
)
def test_a_closing_word_is_no_question(asker: Asker, reply: str) -> None:
    """Thanks after an answer are left alone."""
    assert asker.means(reply, text="error 7105", offered=("connect-7105",)) == "unknown"


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("now it says 7106 Channel not configured", "answer connect-7106"),
        ("thanks! and error 7302?", "answer connect-7302"),
        ("another one has code 7014", "choose connect-7014-app-profile-not-found connect-7014-customer-not-found"),
    ],
)
def test_a_new_failure_in_a_thread_is_a_new_question(asker: Asker, reply: str, expected: str) -> None:
    """A code or message of its own says more than what the thread was about."""
    assert asker.means(reply, text="error 7105", offered=("connect-7105",)) == expected


def test_an_api_named_later_completes_the_question(asker: Asker) -> None:
    """The thread's question is asked again with what the reply adds."""
    assert (
        asker.means("and for the profile api?", text="code 7010", offered=CODE_7010) == "answer connect-7010-source-ip"
    )
    assert asker.means("it was the 8x8 call", text="code 1002", offered=()) == "answer 8x8-1002"


@pytest.mark.parametrize(
    ("text", "context", "expected"),
    [
        ("code 1002", {"product": "8x8"}, "answer 8x8-1002"),
        ("code 1002", {"product": "webex-connect"}, "choose connect-1002-partial-success connect-1002-queues"),
        ("code 1002", {"product": "webex-connect", "api": "profile"}, "answer connect-1002-partial-success"),
        ("code 1002 from Webex Connect", {"product": "8x8"}, "choose connect-1002-partial-success connect-1002-queues"),
        ("code 7010", {"api": "profile"}, "answer connect-7010-source-ip"),
        ("Invalid template", {"product": "bird"}, "answer bird-14003"),
        ("Read", {"product": "webex-connect"}, "answer connect-7502"),
    ],
)
def test_what_a_thread_knows_decides_where_the_text_says_nothing(
    asker: Asker, text: str, context: dict[str, str], expected: str
) -> None:
    """Product and API of the thread narrow a code or message; what the text names itself goes first."""
    assert asker.means(text, **context) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wir bekommen Fehlercode 7105, was bedeutet das?", "connect-7105"),
        ("Nous recevons l'erreur 7302 depuis hier", "connect-7302"),
        ("El código 7207 aparece en todos los mensajes", "connect-7207"),
        ("code d'erreur 14005 chez Bird", "bird-14005"),
        ("エラー 7105 が出ます", "connect-7105"),
        ("Ошибка 7105 при отправке", "connect-7105"),
        ('Mamy problem: {"code":"7018"}', "connect-7018"),
        ("Bitte helfen: „Channel not configured“ kommt ständig", "connect-7106"),
        ('Il messaggio dice "Subscriber out of coverage area or not reachable" e non capisco', "connect-7207"),
        ("O log mostra 'All the records received in the API requests are rejected.' todos os dias", "wxm-2.4.5"),
        (
            "Es heißt: Delivery Policy configured under Dispatch to be used to send invites is paused. Was tun?",
            "wxm-2.4.2",
        ),
    ],
)
def test_a_code_or_english_message_in_another_language_is_found(asker: Asker, text: str, expected: str) -> None:
    """The sentence around it may be in any language."""
    assert asker.means(text) == f"answer {expected}"


@pytest.mark.parametrize(
    "text",
    [
        "<@U012AB3CD> 7105",
        "<@U012AB3CD|whyfailed> code 7105?",
        "`7105`",
        '```\n{"code": 7105}\n```',
        "code: *7105*",
        "&gt; Customer profile not found",
        "`Customer profile not found`",
        "_Customer profile not found_",
        "```Customer profile not found```",
        ":rotating_light: 7105 :rotating_light:",
        "<!here> error 7105 again",
        "<#C0123|ops> 7105",
        "<https://example.com/errors/7106|our dashboard> shows error: 7105",
        "<mailto:a7106@mail.example|a7106@mail.example> got error: 7105",
    ],
)
def test_slacks_markup_is_undone(asker: Asker, text: str) -> None:
    """Mentions, links, fences, emphasis, emoji and escapes neither hide a failure nor add one."""
    assert asker.means(text) == "answer connect-7105"


@pytest.mark.parametrize(
    "text",
    [
        "<https://example.com/errors/7106>",
        "<tel:+4930447106|+4930447106>",
        "<@U71057106A>",
        "<#C7105|room-7106>",
        ":rotating_light:",
    ],
)
def test_numbers_inside_markup_are_no_codes(asker: Asker, text: str) -> None:
    """Addresses, phone numbers, names of channels and emoji are not read as codes."""
    assert asker.means(text) == "unknown"


SHORT_IN_PROSE = split_up("""
Read the manual please / others said so / the parcel was delivered yesterday / Success is a journey / No answer from
the vendor yet / we meet during social hours on friday / we were delivered a pizza / there are queues at the till /
Invalid JSON is my favourite band / my id verification failed at the bank / my passport request expired / three others
and I submitted our timesheets, all read
""")


@pytest.mark.parametrize("text", SHORT_IN_PROSE)
def test_a_message_of_one_or_two_words_inside_prose_is_none(asker: Asker, text: str) -> None:
    """Words that documents use as a whole message are everyday words in a sentence."""
    assert asker.means(text) == "unknown"


@pytest.mark.parametrize(
    "frame", ["{}", "description: {}", '{{"description": "{}"}}', "line one\n{}\nline three", "ERROR | {}"]
)
def test_a_message_of_one_or_two_words_counts_as_a_field_line_or_text(asker: Asker, corpus: Corpus, frame: str) -> None:
    """As a whole, "Read" or "Others" is what the documents mean by it."""
    for entry in corpus:
        for message in entry.messages:
            if len(message.split()) <= 2 and "_" not in message:
                assert entry.id in asker.ids(frame.format(message)), message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7518 Unknown", "connect-7518"),
        ('Webex Connect says "Others"', "connect-7404"),
        ("status: Read", "connect-7502"),
        ("Submited", "connect-7501"),
    ],
)
def test_a_short_message_beside_its_code_or_product_counts(asker: Asker, text: str, expected: str) -> None:
    """The code or the product says that the word is a message."""
    assert asker.means(text) == f"answer {expected}"


def test_an_api_that_has_no_such_code_is_said_to_have_none(asker: Asker) -> None:
    """At once or as a correction afterwards: the meaning stays, and for which APIs it is documented is said."""
    told = {"code": "7203", "named": "Profile API", "apis": "Messaging API, Transaction Status API"}
    questions = [("Webex Connect profile api, code 7203", {}), ("no, for the profile api", {"text": "and 7203?"})]
    for question, context in questions:
        assert asker.means(question, product="webex-connect", **context) == "answer connect-7203"
        assert asker.remarks(question, product="webex-connect", **context)["code-of-other-api"] == told
    assert asker.remarks("messaging api, code 7203", product="webex-connect") == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the receipt says Delivered, but nobody got it", "answer connect-7500"),
        ("webex connect status Read - fine?", "answer connect-7502"),
        ("what does the status Submited mean in Webex Connect", "answer connect-7501"),
        ("is 7303 an error at all?", "answer connect-7303"),
        ('{"reason": "Delivered (7500)"}', "answer connect-7500"),
    ],
)
def test_a_status_that_a_sentence_names_is_explained(asker: Asker, text: str, expected: str) -> None:
    """Behind the word status, or what a receipt says, one word is a message; elsewhere in a sentence it is none."""
    assert asker.means(text) == expected
    assert asker.means("the courier has the status of a friend, he delivered and read") == "unknown"
