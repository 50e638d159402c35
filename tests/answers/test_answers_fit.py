"""Shortening: at sentences, within every limit, never at the cost of a button."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.fit import cut, fit
from bot.local.block_kit import errors_of


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("Short.", 10, "Short."),
        ("One sentence. Another one that is long.", 20, "One sentence. …"),
        ("One line\nAnother line that is long", 15, "One line …"),
        ("no sentence in these words here", 20, "no sentence in …"),
        ("x" * 50, 10, "xxxxxxxx …"),
        ("a question? And then much more of it", 18, "a question? …"),
        ("version 2.4.2 stays whole here", 16, "version 2.4.2 …"),
        ("some words &amp; more of them here", 15, "some words …"),
        ("xxxxxxxxxx&amp;xxxxxxxxxx", 14, "xxxxxxxxxx …"),
        ("set the `deliverychannel value` at once", 26, "set the …"),
        ("see the <https://x.example|guide for it> at once now", 32, "see the …"),
    ],
)
def test_cut_ends_at_a_sentence_else_at_a_word(text: str, most: int, expected: str) -> None:
    """Escapes, code and links are never cut through, and an ellipsis shows that something is missing."""
    assert expected == cut(text, most)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab .`&;<\n…", max_size=300), st.integers(3, 120))
def test_cut_never_exceeds(text: str, most: int) -> None:
    """A cut text is short enough, and a text that is short enough is not cut."""
    shortened = cut(text, most)
    assert len(shortened) <= max(most, 0)
    assert len(text) > most or shortened == text


def section(text: str, **more: Any) -> dict[str, Any]:
    """A section block."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(action_id: str, text: str = "Press") -> dict[str, Any]:
    """A button with a value."""
    return {
        "type": "button",
        "action_id": action_id,
        "text": {"type": "plain_text", "text": text},
        "value": f"C1|{action_id}",
    }


def menu(options: int, length: int) -> dict[str, Any]:
    """A menu with long options."""
    return {
        "type": "static_select",
        "action_id": "choose",
        "placeholder": {"type": "plain_text", "text": "p" * 300},
        "options": [
            {
                "text": {"type": "plain_text", "text": f"{n} " + "o" * length},
                "description": {"type": "plain_text", "text": "d" * length},
                "value": f"C1|entry-{n}",
            }
            for n in range(options)
        ],
    }


SENTENCE = "This is one sentence of the text. "


def test_each_text_holds_its_own_limit() -> None:
    """Header, section, fields, context, buttons and options are shortened each to their own length."""
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": "h" * 400}},
        section(SENTENCE * 100, accessory=button("show_1", "b" * 200)),
        {"type": "section", "fields": [{"type": "mrkdwn", "text": "f" * 2500}] * 12},
        {"type": "context", "elements": [{"type": "plain_text", "text": SENTENCE * 10}] * 12},
        {"type": "actions", "elements": [{**button("solved"), "accessibility_label": "l" * 100}, menu(30, 200)]},
    ]
    assert errors_of(list(fit(blocks))) == []


def test_notes_give_way_before_steps() -> None:
    """What is marked to give way goes in its order, shortened first and then dropped; steps stay whole."""
    steps = section(SENTENCE * 80)
    yielding = [section("B " + SENTENCE * 85, gives_way=2), section("A " + SENTENCE * 85, gives_way=1)]
    blocks = [steps, *yielding, steps, steps, steps]
    kept = fit([*blocks, {"type": "actions", "elements": [button("solved")]}])
    texts = [block["text"]["text"] for block in kept if block["type"] == "section"]
    assert texts[0] == SENTENCE * 80
    assert not any(text.startswith("A ") for text in texts)
    assert texts[1].startswith("B ")
    assert texts[1].endswith("text. …")
    assert not any("gives_way" in block for block in kept)


def test_actions_outlive_everything() -> None:
    """Sixty long sections and a hundred long options shrink to a message that fits, with every value in it."""
    buttons = [button(f"b{n}") for n in range(5)]
    blocks = [section(SENTENCE * 80) for _ in range(60)] + [{"type": "actions", "elements": [menu(100, 70), *buttons]}]
    kept = fit(blocks)
    assert errors_of(list(kept)) == []
    (actions,) = [block for block in kept if block["type"] == "actions"]
    assert [f"C1|entry-{n}" for n in range(100)] == [option["value"] for option in actions["elements"][0]["options"]]
    assert buttons == actions["elements"][1:]


def test_fit_leaves_its_argument_alone() -> None:
    """The blocks given are not changed."""
    block = section(SENTENCE * 100)
    fit([block])
    assert block["text"]["text"] == SENTENCE * 100


def test_what_fits_is_not_touched() -> None:
    """A message within all limits comes back as it was."""
    blocks = [section("Short."), {"type": "actions", "elements": [button("solved")]}]
    assert tuple(blocks) == fit(blocks)
