"""One code or one message with several meanings: what decides between them, and what is offered where nothing does."""

from __future__ import annotations

import pytest
from asking import Asker

from bot.corpus.entry import Corpus

LEAST_OFFERED = 10
"""Of a code's meanings, at least so many are offered where nothing in the text favours some of them."""

AMBIGUOUS = ("1002", "7003", "7004", "7005", "7006", "7010", "7011", "7014", "7015", "7208", "7601", "7602")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("error 7105 since Monday", "answer connect-7105"),
        ("error 7014 since Monday", "choose connect-7014-app-profile-not-found connect-7014-customer-not-found"),
        ("error 7105 since Monday\nerror 7302 since noon", "several connect-7105 | connect-7302"),
        ("the lift on the third floor hums again", "unknown"),
        (" \n\t ", "unknown"),
    ],
)
def test_the_four_decisions(asker: Asker, text: str, expected: str) -> None:
    """One entry is answered, several meanings are offered, several failures listed, and nothing is called unknown."""
    assert asker.means(text) == expected


@pytest.mark.parametrize("frame", ["{}", "code {}", "What does error {} mean?", '{{"code": "{}"}}', "status code: {}."])
@pytest.mark.parametrize("code", AMBIGUOUS)
def test_a_code_with_several_meanings_offers_exactly_those(asker: Asker, corpus: Corpus, code: str, frame: str) -> None:
    """A bare code that stands for several entries offers all of them, or ten and more where there are dozens."""
    meanings = {entry.id for entry in corpus if entry.code == code}
    shown = asker.ids(frame.format(code))
    assert shown <= meanings
    assert len(shown) >= min(len(meanings), LEAST_OFFERED)
    assert asker.means(frame.format(code)).startswith("choose ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7602 in the Messaging API", "answer connect-7602-user-presence-failure"),
        (
            'Transaction Status API: {"transid":"ad-20991","code":"7602","description":""}',
            "choose connect-7602-user-presence-failure connect-7602-validation-failed",
        ),
        (
            "error 7602 from the Transaction Status API",
            "choose connect-7602-user-presence-failure connect-7602-validation-failed",
        ),
        ("the Profile API gives error 7010", "answer connect-7010-source-ip"),
        ("code 7010 in the transaction status", "answer connect-7010-service-provider-exception"),
        (
            "code 7010 in the messaging API",
            "choose connect-7010-service-provider-exception connect-7010-source-ip",
        ),
        ("code 7004 from the event API", "answer connect-7004-invalid-value"),
        ("code 7005, event API", "answer connect-7005-internal-error-occurred"),
        ("error 7006 in the Event API", "answer connect-7006-internal-error-occurred"),
        ("error 7006 in the Transaction Status API", "answer connect-7006-internal-server-error"),
        ("error 7011 in the Messaging API", "answer connect-7011-unknown-exception"),
        ("error 7011 in the Profile API", "choose connect-7011-attribute-value connect-7011-status-value"),
        ("code 1002 from Webex Connect", "choose connect-1002-partial-success connect-1002-queues"),
        ("code 1002 from Connect's Profile API", "answer connect-1002-partial-success"),
        ("imiconnect event API code 1002", "answer connect-1002-queues"),
    ],
)
def test_product_and_api_decide_between_a_codes_meanings(asker: Asker, text: str, expected: str) -> None:
    """What the text names keeps the meanings that belong to it; what is left open stays open."""
    assert asker.means(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7208 Source ip is not in the allowed list", "answer connect-7208-source-ip"),
        ("7010 Source IP is not in the allowed list", "answer connect-7010-source-ip"),
        ('{"code": "7011", "description": "Invalid Attribute Value"}', "answer connect-7011-attribute-value"),
        ("code: 7014\ndescription: App profile not found", "answer connect-7014-app-profile-not-found"),
        ('{"description": "Customer already exists", "code": 7015}', "answer connect-7015-customer-already-exists"),
        ("7003 Mandatory param psid missing", "answer connect-7003-psid"),
        ("7003 - param 'text' missing for channel fb", "answer connect-7003-fb-text"),
        ("error 7003: param 'text' missing for channel rt", "answer connect-7003-rt-text"),
        ("error 7003: param 'text' is missing for android", "answer connect-7003-android-text"),
        ("7004 duplicate device type ios", "answer connect-7004-duplicate-device-type"),
        ("7006 Internal error occurred", "answer connect-7006-internal-error-occurred"),
        (
            '{"code": 7602, "description": "Either validation failed for request or user verification failure"}',
            "answer connect-7602-validation-failed",
        ),
        (
            '{"code": 7603, "description": "either validation failed for request or user verification failure"}',
            "answer connect-7603",
        ),
    ],
)
def test_code_and_message_decide_together(asker: Asker, text: str, expected: str) -> None:
    """The message picks among a code's meanings, and the code among a message's."""
    assert asker.means(text) == expected


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Request expired", "connect-7005-request-expired connect-7019"),
        ("Message expired", "connect-7208-message-expired connect-7301"),
        ("Source IP is not in the allowed list", "connect-7010-source-ip connect-7208-source-ip"),
        ("Invalid template", "bird-14003 connect-7108"),
        ("Internal server error", "8x8-2000 connect-7006-internal-server-error"),
        ("Invalid time to live value", "connect-7506 connect-7511"),
        ("Internal error occurred", "connect-7005-internal-error-occurred connect-7006-internal-error-occurred"),
        (
            "Invalid value for param status, only values [0,1] are allowed",
            "connect-7003-status-value connect-7011-status-value",
        ),
        (
            "Either validation failed for request or user verification failure",
            "connect-7602-validation-failed connect-7603",
        ),
    ],
)
@pytest.mark.parametrize("frame", ["{}", '{{"message": "{}"}}', "2024-03-02 08:14:55 ERROR {}"])
def test_a_message_with_several_meanings_offers_exactly_those(
    asker: Asker, message: str, expected: str, frame: str
) -> None:
    """A documented message that several entries share is a choice among them."""
    assert asker.means(frame.format(message)) == f"choose {expected}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Webex Connect: Invalid template", "answer connect-7108"),
        ("MessageBird: Invalid template", "answer bird-14003"),
        ("8x8: Internal server error", "answer 8x8-2000"),
        ("Profile API: Request expired", "answer connect-7019"),
        ("Profile API: Source IP is not in the allowed list", "answer connect-7010-source-ip"),
        (
            "Messaging API: Source IP is not in the allowed list",
            "choose connect-7010-source-ip connect-7208-source-ip",
        ),
        ("Invalid time to live value on Android", "answer connect-7506"),
        ("Invalid time to live value for our iOS app", "answer connect-7511"),
    ],
)
def test_product_api_and_platform_decide_between_a_messages_meanings(asker: Asker, text: str, expected: str) -> None:
    """What is named beside a shared message keeps the entries that belong to it."""
    assert asker.means(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "7006 in the Messaging API",
        "The other user is not yet a follower",
        "LINE says the other user is not yet a follower",
    ],
)
def test_pairs_of_which_either_may_be_answered(asker: Asker, text: str) -> None:
    """7006's two and 7628/7629 may be answered or offered, and nothing else is."""
    pair = {"connect-7006-internal-error-occurred", "connect-7006-internal-server-error"}
    shown = asker.ids(text)
    assert shown
    assert shown <= (pair if "7006" in text else {"connect-7628", "connect-7629"})


TALK = (
    "Notes of our weekly call, for those who were away. Anna moves to the new team in June and hands her work over"
    " until then. We get error {}. The summer party takes place by the lake, cake is welcome and so are dogs."
    " Please bring your old badge on Thursday, the new ones are handed out at noon. Last week's topic is closed by the"
    " way: {}."
)


@pytest.mark.parametrize(
    ("said", "elsewhere", "expected"),
    [
        (
            "7003, the SMS we send has an empty text",
            "the profiles we import have no status",
            "answer connect-7003-sms-text",
        ),
        (
            "7004, somebody renamed an identifier of the interactive message",
            "two actions had the same pos, and the second one counted as repeated",
            "answer connect-7004-identifier",
        ),
        (
            "7004, two actions had the same pos and Connect calls it repeated",
            "somebody renamed an identifier of the interactive message",
            "answer connect-7004-duplicate-pos",
        ),
    ],
)
def test_the_sentence_around_a_code_tells_its_meaning(asker: Asker, said: str, elsewhere: str, expected: str) -> None:
    """What a long text says elsewhere of another meaning of the same code does not count."""
    assert asker.means(TALK.format(said, elsewhere)) == expected


def test_the_same_meaning_in_several_apis_is_one_entry(asker: Asker, corpus: Corpus) -> None:
    """A code that one entry documents for several APIs is answered with that entry whichever of them is named."""
    names = corpus.products["webex-connect"].apis
    codes = [entry.code for entry in corpus]
    asked = 0
    for entry in corpus:
        if entry.product == "webex-connect" and len(entry.apis) > 1 and codes.count(entry.code) == 1:
            for api in entry.apis:
                assert asker.means(f"error {entry.code} from the {names[api].name}") == f"answer {entry.id}"
                asked += 1
    assert asked > 100
