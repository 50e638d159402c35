"""Logs: each failure once with how often it occurs, statuses counted apart, vendors' errors left inside exceptions."""

from __future__ import annotations

import json

import pytest
from asking import Asker

from bot.corpus.entry import Corpus, Kind
from bot.diagnosis.diagnosis import findings_of

PROFILE, CHANNEL, LIMIT = "Customer profile not found", "Channel not configured", "Rate limit exceeded"
HEARTBEAT = "2024-03-02 08:14:55,120 INFO  [main] heartbeat ok, 7500 rows in 12003 ms\n"
FRAME = "   at Dispatcher.Vendors.Sender.SendAsync(Message m) in D:\\a\\Sender.cs:line 7101\n"


def a_log(*messages: str) -> str:
    """A log with a line for each message, a frame below it and ordinary lines between."""
    return HEARTBEAT + "".join(
        f"2024-03-02 08:15:{number % 60:02},007 ERROR [w-{number}] {message}\n{FRAME}{HEARTBEAT}"
        for number, message in enumerate(messages)
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (a_log(PROFILE, CHANNEL), "several connect-7105 | connect-7106"),
        (a_log(PROFILE, CHANNEL, CHANNEL), "several connect-7106 x2 | connect-7105"),
        (
            a_log(LIMIT, PROFILE, LIMIT, CHANNEL, LIMIT, CHANNEL),
            "several connect-7302 x3 | connect-7106 x2 | connect-7105",
        ),
        (
            "code=7105\n" * 2 + "code=7106\n" * 5 + "code=7302\n" * 3,
            "several connect-7106 x5 | connect-7302 x3 | connect-7105 x2",
        ),
        (
            '{"code":7105}\n{"code":7105}\n{"code":7014}\n',
            "several connect-7105 x2 | ?connect-7014-app-profile-not-found connect-7014-customer-not-found",
        ),
        ('[{"code": 7105}, {"code": 7105}, {"code": 7106}]', "several connect-7105 x2 | connect-7106"),
        (f"1;7105;{PROFILE}\n2;7106;{CHANNEL}\n3;7105;{PROFILE}\n", "several connect-7105 x2 | connect-7106"),
        (f"• {PROFILE}\n• {CHANNEL}\n", "several connect-7105 | connect-7106"),
        (f"1. {PROFILE}\n2. INVALID_BALANCE\n", "several connect-7105 | bird-14001"),
    ],
)
def test_distinct_failures_are_listed_most_frequent_first(asker: Asker, text: str, expected: str) -> None:
    """Each failure of a log or list stands once, with its count; equally frequent ones in the text's order."""
    assert asker.means(text) == expected


@pytest.mark.parametrize("times", [2, 7, 40])
@pytest.mark.parametrize(
    "line",
    [
        "7105",
        "error 7105",
        '{"code": 7105, "description": "Customer profile not found"}',
        "2024-03-02 08:14:05 ERROR code=7105 Customer profile not found",
        "Customer profile not found",
    ],
)
def test_one_failure_repeated_is_one_answer_with_its_count(asker: Asker, line: str, times: int) -> None:
    """The same line many times over is one finding that counts them."""
    assert asker.means(f"{line}\n" * times) == f"answer connect-7105 x{times}"


def test_every_message_is_counted_in_a_log(asker: Asker, corpus: Corpus) -> None:
    """Three lines of a log with the same documented message are one finding that counts three."""
    for entry in corpus:
        if entry.kind in (Kind.CODE, Kind.SCENARIO) and entry.messages and "_" not in entry.messages[0]:
            (finding,) = findings_of(asker.ask(a_log(*[entry.messages[0]] * 3)))
            assert entry.id in {match.entry.id for match in finding.matches}
            assert finding.count == 3, entry.id


@pytest.mark.parametrize(
    ("text", "expected", "counts"),
    [
        ("code: 7500\ncode: 7500\ncode: 7207\n", "answer connect-7207", ["2 x", "(7500)"]),
        (
            "7500 Delivered\n7501 Submitted\n7206 Can't deliver. Subscriber SIM Full\n" * 2,
            "answer connect-7206 x2",
            ["(7500)", "(7501)"],
        ),
        (
            f'{{"code":1000,"description":"Success"}}\n{{"code":7105,"description":"{PROFILE}"}}',
            "answer connect-7105",
            ["(1000)"],
        ),
        ("code=7105\ncode=7502\ncode=7106\n", "several connect-7105 | connect-7106", ["(7502)"]),
        ("code=7502\n" * 1_200 + "code=7105\n", "answer connect-7105", ["1,200 x "]),
    ],
)
def test_statuses_beside_failures_are_counted_and_no_findings(
    asker: Asker, text: str, expected: str, counts: list[str]
) -> None:
    """Delivered, submitted and read are remarks of a log that holds failures."""
    assert asker.means(text) == expected
    assert all(count in asker.remarks(text)["statuses"]["counts"] for count in counts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7500 Delivered\n" * 3, "answer connect-7500 x3"),
        ("7500 Delivered\n7502 Read\n7500 Delivered\n", "several connect-7500 x2 | connect-7502"),
    ],
)
def test_statuses_alone_are_findings(asker: Asker, text: str, expected: str) -> None:
    """Where nothing failed, the statuses themselves are explained."""
    assert asker.means(text) == expected


@pytest.mark.parametrize(
    "wrapper", ["Internal Exception", "Exception in ProcessInvitation in DispatchRequest Controller"]
)
@pytest.mark.parametrize(
    "details",
    [
        "System.Exception: Twilio error: Invalid template",
        "Mailgun says Invalid template",
        "SendGrid.Exception: Rate limit exceeded",
        "System.Net.Http.HttpRequestException: Twilio replied 7001 Authentication failed",
        "System.Net.Http.HttpRequestException: Response status code does not indicate success: 401 (Unauthorized).",
        f"System.NullReferenceException: Object reference not set to an instance of an object.\n{FRAME}",
    ],
)
def test_a_vendors_error_inside_an_exception_stays_the_vendors(asker: Asker, wrapper: str, details: str) -> None:
    """The dispatcher's exception is the answer; what another system says inside it is its cause, no finding."""
    expected = "wxm-2.2.5" if wrapper.startswith("Internal") else "wxm-2.3.2"
    assert asker.means(f"{wrapper} {details}") == f"answer {expected}"


@pytest.mark.parametrize(
    "line",
    [
        "ERROR dispatch DeliveryPolicy not found tid=8f3a9",
        "2026-03-01 10:22:01,118 ERROR dispatch DeliveryPolicy not found tid=8f3a9",
        "2026-03-01 10:22:01,118 WARN - dispatcher - DeliveryPolicy not found - tid=77",
    ],
)
def test_the_name_of_a_component_and_a_field_leave_a_message_whole(asker: Asker, line: str) -> None:
    """Between the level and the message a log may name who speaks, and behind it what it belongs to."""
    assert asker.means(line) == "answer wxm-2.3.1"


def test_a_real_error_is_found_inside_pages_of_noise(asker: Asker) -> None:
    """One failure between hundreds of ordinary lines and frames is the answer."""
    noise = (HEARTBEAT + FRAME) * 150
    assert asker.means(f"{noise}2024-03-02 ERROR {PROFILE}\n{noise}") == "answer connect-7105"


@pytest.mark.parametrize("entry_id", ["wxm-2.4.2", "wxm-2.4.6"])
@pytest.mark.parametrize("times", [2, 4])
def test_a_long_line_that_repeats_is_counted_as_often_as_it_stands(
    asker: Asker, corpus: Corpus, entry_id: str, times: int
) -> None:
    """Words that a message repeats further on do not take it apart."""
    (message,) = corpus[entry_id].messages
    assert asker.means("\n".join([message] * times)) == f"answer {entry_id} x{times}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('Internal Exception System.Exception: {"code":7003,"message":"Request expired"}', "answer wxm-2.2.5"),
        ("Internal Exception SparkPost returned 7001 Authentication failed", "answer wxm-2.2.5"),
        ("Exception in DispatchRequest Controller Twilio error 7003", "answer wxm-2.3.2"),
    ],
)
def test_what_an_exception_wraps_is_left_to_it(asker: Asker, text: str, expected: str) -> None:
    """Another vendor's code or message in the details of a dispatcher's exception is its cause, not a finding."""
    assert asker.means(text) == expected


def test_a_value_at_the_end_of_a_message_is_no_code(asker: Asker, corpus: Corpus) -> None:
    """A count that a dispatcher's message ends with may look like a code of another product."""
    (message,) = corpus["wxm-2.1.5"].messages
    assert asker.means(f"{message.rstrip(' .')} 7003") == "answer wxm-2.1.5"


def test_each_object_of_a_list_speaks_for_itself(asker: Asker) -> None:
    """Words that two messages share do not make one of what stands in two objects."""
    paused = (
        "Dispatch configured to be used to send invites is paused. Invites will not go out unless this is resolved."
    )
    missing = "Unique User Identifier (UUID) configured in Delivery Policy used in Dispatch is not available"
    written = json.dumps([{"id": 1, "message": paused}, {"id": 2, "message": f"{missing} in the questionnaire."}])
    assert asker.means(written) == "several wxm-2.4.6 | wxm-2.4.3"
