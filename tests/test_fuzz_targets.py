"""The targets of `make fuzz` on a few inputs each, so that they hold on every change; the longer runs look further."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS, payload, question, redaction, seeds

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(
    "type team team_id id event event_id authorizations user channel ts thread_ts text subtype files message view "
    "container actions action_id value selected_option trigger_id response_url private_metadata state values".split()
)
PAYLOADS = st.recursive(
    JSON, lambda inner: st.dictionaries(FIELDS, inner, max_size=8) | st.lists(inner, max_size=2), max_leaves=30
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(body=st.dictionaries(FIELDS, PAYLOADS, max_size=10))
def test_whatever_a_payload_holds_it_is_read_or_refused(body: dict[str, object]) -> None:
    """Fields of Slack's names with anything inside."""
    payload(json.dumps(body).encode())


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=600))
def test_whatever_a_text_holds_it_is_answered(text: str) -> None:
    """Any text at all, beside a code that we know."""
    question(f"{text} Webex Connect error 7105 {text}".encode("utf-8", "replace"))


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=300))
def test_whatever_stands_around_an_address_it_is_taken_out(text: str) -> None:
    """Before and behind it, anything."""
    redaction(text.encode("utf-8", "replace"))


@pytest.mark.parametrize("name", TARGETS)
def test_the_seeds_hold(name: str) -> None:
    """What the fuzzer begins with is what the program meets every day."""
    tried = list(seeds(name))
    for seed in tried[:20]:
        TARGETS[name](seed)
    assert len(tried) > 3
