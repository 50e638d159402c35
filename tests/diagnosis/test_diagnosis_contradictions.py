"""Code and description that contradict each other, and codes or descriptions that nothing documents."""

from __future__ import annotations

import pytest
from asking import Asker

from bot.diagnosis.diagnosis import Choice

FRAMES = (
    '{{"code": {code}, "description": "{text}"}}',
    '{{"description": "{text}", "code": "{code}"}}',
    "error code {code}, description: {text}",
    "error {code}: {text}",
    "code: {code}\nmessage: {text}",
)
BARE = "{code} {text}"
"""Nothing says that it is a code but the documented text behind it."""


@pytest.mark.parametrize("frame", [*FRAMES, BARE])
@pytest.mark.parametrize(
    ("code", "text", "by_text", "by_code"),
    [
        ("7105", "Channel not configured", "connect-7106", "connect-7105"),
        ("14001", "INVALID_TEMPLATE", "bird-14003", "bird-14001"),
        ("7101", "Invalid template", "connect-7108", "connect-7101"),
        ("7302", "Customer profile not found", "connect-7105", "connect-7302"),
        ("7105", "Rate limit exceeded", "connect-7302", "connect-7105"),
        ("7206", "Destination profile is not verified", "connect-7116", "connect-7206"),
        ("14002", "INVALID_BALANCE", "bird-14001", "bird-14002"),
    ],
)
def test_two_that_exist_are_offered_with_the_texts_first(
    asker: Asker, frame: str, code: str, text: str, by_text: str, by_code: str
) -> None:
    """Where code and text name two entries, both are offered, the text's first, and the contradiction is said."""
    question = frame.format(code=code, text=text)
    diagnosis = asker.ask(question)
    assert isinstance(diagnosis, Choice)
    assert [match.entry.id for match in diagnosis.finding.matches] == [by_text, by_code]
    assert asker.remarks(question)["contradiction"]["code"] == code


@pytest.mark.parametrize(
    ("text", "first", "rest"),
    [
        ('{"code":"7208","description":"Rate limit exceeded"}', "connect-7302", "connect-7208-"),
        ('{"code":"7011","description":"Customer not found"}', "connect-7014-customer-not-found", "connect-7011-"),
        (
            '{"code":7003,"description":"Customer already exists"}',
            "connect-7015-customer-already-exists",
            "connect-7003-",
        ),
    ],
)
def test_a_contradicting_code_with_several_meanings_offers_them_behind_the_texts(
    asker: Asker, text: str, first: str, rest: str
) -> None:
    """The text's entry leads, the code's meanings follow, ten options at most."""
    diagnosis = asker.ask(text)
    assert isinstance(diagnosis, Choice)
    ids = [match.entry.id for match in diagnosis.finding.matches]
    assert ids[0] == first
    assert len(ids) in range(2, 11)
    assert all(entry_id.startswith(rest) for entry_id in ids[1:])


@pytest.mark.parametrize("frame", [*FRAMES, BARE])
@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("7799", "Customer profile not found", "connect-7105"),
        ("15099", "INVALID_TEMPLATE", "bird-14003"),
        ("7998", "Customer profile not found", "connect-7105"),
        ("12088", "UNKNOWN_ROUTING", "bird-12005"),
        ("15099", "OPTEDOUT_RECEIVER", "bird-15016"),
    ],
)
def test_a_code_that_is_not_listed_leaves_the_answer_to_the_text(
    asker: Asker, frame: str, code: str, text: str, expected: str
) -> None:
    """The documented text answers, and a remark says that the code beside it is not listed."""
    question = frame.format(code=code, text=text)
    assert asker.means(question) == f"answer {expected}"
    assert asker.remarks(question)["code-not-listed"]["code"] == code


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("7105", "The gremlins ate it", "connect-7105"),
        ("7302", "slow down a bit", "connect-7302"),
        ("14003", "SOMETHING_NOBODY_WROTE_DOWN", "bird-14003"),
    ],
)
def test_a_text_that_nothing_documents_leaves_the_answer_to_the_code(
    asker: Asker, frame: str, code: str, text: str, expected: str
) -> None:
    """The documented code answers whatever unknown words stand in its description."""
    assert asker.means(frame.format(code=code, text=text)) == f"answer {expected}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("8x8 error code 7105", {"code": "7105", "named": "8x8", "products": "webex-connect"}),
        ("Webex Connect error code 15003", {"code": "15003", "named": "webex-connect", "products": "bird"}),
        (
            "code 1001 from the Connect event API, not 8x8",
            {"code": "1001", "named": "webex-connect", "products": "8x8"},
        ),
    ],
)
def test_a_code_of_another_product_than_the_one_named_is_said_to_be_so(
    asker: Asker, text: str, said: dict[str, str]
) -> None:
    """It is neither explained nor called undocumented: whoever named the product may have meant the other."""
    assert asker.means(text) == "unknown"
    assert asker.remarks(text)["code-of-other-product"] == said


@pytest.mark.parametrize(
    ("code", "class_id"),
    [
        *((code, "bird-class-12xxx") for code in ("12000", "12008", "12345", "12999")),
        *((code, "bird-class-14xxx") for code in ("14000", "14006", "14033", "14999")),
        *((code, "bird-class-15xxx") for code in ("15000", "15009", "15017", "15161")),
    ],
)
@pytest.mark.parametrize("frame", ["{}", "error code {}", "bird failure code {}", '{{"failure":{{"code":{}}}}}'])
def test_a_near_miss_of_birds_is_unknown_with_its_class_as_a_hint(
    asker: Asker, frame: str, code: str, class_id: str
) -> None:
    """A five-digit code that is not listed is never answered; the hint names the class it would belong to."""
    assert asker.means(frame.format(code)) == "unknown"
    assert asker.remarks(frame.format(code))["known-class"] == {"code": code, "class_id": class_id}


@pytest.mark.parametrize(
    "code", ["7021", "7100", "7122", "7215", "7306", "7405", "7519", "7604", "7640", "7644", "7999"]
)
@pytest.mark.parametrize("frame", ["{}", "error code {}", "Webex Connect returned {}", '{{"code": "{}"}}'])
def test_a_near_miss_of_connects_is_unknown_with_the_code_as_a_hint(asker: Asker, frame: str, code: str) -> None:
    """A four-digit code that is not listed is never answered; the hint repeats it."""
    assert asker.means(frame.format(code)) == "unknown"
    assert asker.remarks(frame.format(code))["code-not-listed"]["code"] == code


def test_a_codes_own_message_with_its_words_joined_is_no_name_of_another(asker: Asker) -> None:
    """What reads like a name of Bird's is the message of Connect's code that stands beside it."""
    assert asker.means("connect-dlr WARN channel=whatsapp status=7108 desc=InvalidTemplate") == "answer connect-7108"
