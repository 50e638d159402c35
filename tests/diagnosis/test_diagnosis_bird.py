"""Bird's failure objects: code, source and status of one object are one finding; names and classes stand alone."""

from __future__ import annotations

import json

import pytest
from asking import Asker

from bot.corpus.entry import Corpus, Kind


def an_object(*, code: str = "", name: str = "", source: str = "", status: str = "") -> dict[str, object]:
    """A message of the Channels API that failed, with only the fields that are given."""
    failure: dict[str, object] = {}
    if code:
        failure["code"] = int(code)
    if name:
        failure["description"] = name
    if source:
        failure["source"] = {"name": source, "code": "131026"}
    body: dict[str, object] = {"id": "0b1c7a52-8f0d-4c35-9a55-aa5c0e1d7f10"}
    if status:
        body["status"] = status
    if failure:
        body["failure"] = failure
    return body


@pytest.mark.parametrize("indent", [None, 2])
def test_the_code_answers_and_source_and_status_are_remarks(asker: Asker, corpus: Corpus, indent: int | None) -> None:
    """Each code of an object with all four fields is its only finding, with source and status as notes of it."""
    for entry in corpus:
        if entry.product == "bird" and entry.code:
            body = an_object(code=entry.code, name=entry.messages[0], source="whatsapp", status="delivery_failed")
            text = json.dumps(body, indent=indent)
            assert asker.means(text) == f"answer {entry.id}"
            others = set(asker.remarks(text)["also-in-object"]["ids"].split())
            assert others == {"bird-source-whatsapp", "bird-status-delivery-failed"}


@pytest.mark.parametrize(
    ("fields", "expected", "also"),
    [
        ({"code": "14001", "source": "accounting"}, "bird-14001", "bird-source-accounting"),
        ({"code": "15013", "status": "delivery_failed"}, "bird-15013", "bird-status-delivery-failed"),
        ({"name": "INVALID_SPAM", "source": "sms-messagebird"}, "bird-15011", "bird-source-sms-messagebird"),
        ({"source": "whatsapp", "status": "delivery_failed"}, "bird-source-whatsapp", "bird-status-delivery-failed"),
        ({"source": "pre-processing"}, "bird-source-pre-processing", ""),
        ({"source": "apple-business-chat"}, "bird-source-apple-business-chat", ""),
        ({"status": "sending_failed"}, "bird-status-sending-failed", ""),
        ({"status": "delivery_failed"}, "bird-status-delivery-failed", ""),
    ],
)
def test_what_is_missing_leaves_the_answer_to_the_next(
    asker: Asker, fields: dict[str, str], expected: str, also: str
) -> None:
    """Without a code the name or the source answers, without both the status."""
    text = json.dumps(an_object(**fields))
    assert asker.means(text) == f"answer {expected}"
    assert asker.remarks(text).get("also-in-object", {}).get("ids", "") == also


def test_a_sources_own_code_is_not_birds(asker: Asker) -> None:
    """The code inside `source` is the channel's: 7003 there is not Connect's."""
    text = '{"failure": {"code": 15001, "source": {"name": "facebook", "code": 7003}}}'
    assert asker.means(text) == "answer bird-15001"


def test_every_source_is_found_by_its_name(asker: Asker, corpus: Corpus) -> None:
    """A failure source that stands alone is answered, in a field and in a sentence."""
    for entry in corpus:
        if entry.kind is Kind.SOURCE:
            name = entry.id.removeprefix("bird-source-")
            assert asker.means(f"failure source {name}") == f"answer {entry.id}"
            assert asker.means(f"what does Bird mean by source {name} in a failure?") == f"answer {entry.id}"
            assert asker.means(f"failure.source.name = {name}") == f"answer {entry.id}"


@pytest.mark.parametrize("status", ["sending_failed", "delivery_failed"])
@pytest.mark.parametrize("frame", ["{}", '{{"status": "{}"}}', "status: {}", "Bird reports {} for one message"])
def test_a_status_alone_is_answered(asker: Asker, status: str, frame: str) -> None:
    """Without code and source the status itself is explained."""
    assert asker.means(frame.format(status)) == f"answer bird-status-{status.replace('_', '-')}"


@pytest.mark.parametrize("frame", ["{}", "what are Bird's {} codes?", "MessageBird class {}", "explain {} to me"])
@pytest.mark.parametrize("prefix", ["12", "14", "15"])
@pytest.mark.parametrize("marks", ["XXX", "xxx"])
def test_a_class_is_answered_when_it_is_asked_for(asker: Asker, frame: str, prefix: str, marks: str) -> None:
    """12XXX, 14XXX and 15XXX are answered by name."""
    assert asker.means(frame.format(prefix + marks)) == f"answer bird-class-{prefix}xxx"


@pytest.mark.parametrize("frame", ["{}", "Bird: {}", '"description": "{}"', "we got {} back", "ERROR {} while sending"])
def test_every_name_of_birds_is_found(asker: Asker, corpus: Corpus, frame: str) -> None:
    """A documented name answers wherever it stands, since nobody writes it by chance."""
    for entry in corpus:
        if entry.product == "bird" and entry.code:
            for name in entry.messages:
                assert asker.means(frame.format(name)) == f"answer {entry.id}"
                assert asker.means(frame.format(name.lower())) == f"answer {entry.id}"
                in_one_word = "".join(word.capitalize() for word in name.split("_"))
                assert asker.means(frame.format(in_one_word)) == f"answer {entry.id}"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("BILLING_FALIURE", "bird-12007"),
        ("BILLING_FAILURE", "bird-12007"),
        ("UNSUPORTED_TYPE", "bird-12002"),
        ("FAILURE_MESAGE_BOUNCED", "bird-15013"),
        ("OPTED_OUT_RECEIVER", "bird-15016"),
    ],
)
def test_a_name_in_another_spelling_is_found(asker: Asker, name: str, expected: str) -> None:
    """The vendor's typo, its mended form, and slips of the fingers mean the same."""
    assert asker.means(name) == f"answer {expected}"


def test_two_objects_are_two_findings(asker: Asker) -> None:
    """Each object of a list is a failure of its own, with its own source."""
    objects = [an_object(code="14001", source="accounting"), an_object(code="15016", source="contact")]
    assert asker.means(json.dumps(objects, indent=1)) == "several bird-14001 | bird-15016"


@pytest.mark.parametrize(("written", "source"), [("facbeook", "facebook"), ("whastapp", "whatsapp")])
def test_a_mistyped_source_is_the_one_it_is_nearest_to(asker: Asker, written: str, source: str) -> None:
    """Two letters swapped do not make another source of it."""
    assert asker.means(f"failure source {written}") == f"answer bird-source-{source}"


@pytest.mark.parametrize(
    "frame",
    ["source: {}", "messagebird shows {} under source", "every failed mail carries {} as its source"],
)
@pytest.mark.parametrize("mark", ["-", "_", " "])
def test_a_source_of_several_words_is_found_however_they_are_joined(
    asker: Asker, corpus: Corpus, frame: str, mark: str
) -> None:
    """As Bird writes it, as a variable or as a sentence would."""
    for entry in corpus:
        name = entry.id.removeprefix("bird-source-")
        if entry.kind is Kind.SOURCE and "-" in name:
            assert asker.means(frame.format(name.replace("-", mark))) == f"answer {entry.id}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bird: is sending_failed or delivery_failed worse", "status-sending-failed | status-delivery-failed"),
        ("half fail with source whatsapp, the rest with source accounting", "source-whatsapp | source-accounting"),
        ("some are INVALID_TEMPLATE, others 15012 (Bird)", "14003 | 15012"),
        ("UNKNOWN_PRODUCT and 15012 in our bird log, what do they mean", "12004 | 15012"),
        ('[{"failure": "12001"}, {"failure": "15013"}]', "12001 | 15013"),
        ("bird 14005 / 15005?", "14005 | 15005"),
        ("14002 x12\n15012 x3 (bird)", "14002 x12 | 15012 x3"),
    ],
)
def test_two_failures_in_one_question_are_two(asker: Asker, text: str, expected: str) -> None:
    """What is told of each, or asked of both, makes two of them; a code with another's name stays a contradiction."""
    kind, _, ids = asker.means(text).partition(" ")
    assert kind == "several"
    assert set(ids.split(" | ")) == {f"bird-{entry_id}" for entry_id in expected.split(" | ")}
    assert asker.means("Bird: code 14001 with name INVALID_TEMPLATE").startswith("choose")
