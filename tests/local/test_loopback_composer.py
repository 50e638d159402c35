"""What Slack makes of typed text, and what the page makes of mrkdwn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.local.block_kit import errors_of
from bot.local.composer import typed, typed_after_command
from bot.local.page.mrkdwn import Mrkdwn

PEOPLE = {"maya": "U1", "whyfailed": "U2"}
CHANNELS = {"invitations": "C1"}


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("a < b && c > d", "a &lt; b &amp;&amp; c &gt; d"),
        ("@whyfailed hi @nobody", "<@U2> hi @nobody"),
        ("see #invitations, #7", "see <#C1>, #7"),
        ("https://example.com/a?b=1&c=2.", "<https://example.com/a?b=1&amp;c=2>."),
        ("write to ann@example.com", "write to <mailto:ann@example.com|ann@example.com>"),
        ("api.example.com is down", "<http://api.example.com|api.example.com> is down"),
        ("says `a < b https://x.io`!", "says `a &lt; b https://x.io`!"),
        ("@channel look", "<!channel> look"),
        ("<!channel> look", "&lt;!channel&gt; look"),
        ('```\n{"a": "<b>"}\n```', '```\n{"a": "&lt;b&gt;"}\n```'),
    ],
)
def test_typed_text_is_sent_as_slack_sends_it(text: str, sent: str) -> None:
    """Escapes, mentions, links and code arrive at the app in Slack's markup."""
    assert typed(text, people=PEOPLE, channels=CHANNELS)[0] == sent


def test_command_text_names_people() -> None:
    """A command's text carries ids with names, as should_escape asks."""
    text = typed_after_command("ask @maya in #invitations & wait", people=PEOPLE, channels=CHANNELS)
    assert text == "ask <@U1|maya> in <#C1|invitations> &amp; wait"


def test_emoji_and_line_after_code() -> None:
    """An emoji is an element of its own, and no empty line follows a code block."""
    sent, blocks = typed("```a```\nb :tada: 10:30:45", people={}, channels={})
    assert sent == "```a```\nb :tada: 10:30:45"
    assert blocks[0]["elements"][1]["elements"] == [
        {"type": "text", "text": "b "},
        {"type": "emoji", "name": "tada"},
        {"type": "text", "text": " 10:30:45"},
    ]


def test_code_in_a_line_is_a_run_of_its_own() -> None:
    """What stands between backticks is code, in which nothing else is read."""
    _, blocks = typed("says `@maya *x*`", people=PEOPLE, channels=CHANNELS)
    assert blocks[0]["elements"][0]["elements"] == [
        {"type": "text", "text": "says "},
        {"type": "text", "text": "@maya *x*", "style": {"code": True}},
    ]


def test_code_block_becomes_preformatted() -> None:
    """A fenced piece is a preformatted part of the rich text block."""
    _, blocks = typed("look:\n```\n  a\n  b\n```", people=PEOPLE, channels=CHANNELS)
    assert [part["type"] for part in blocks[0]["elements"]] == ["rich_text_section", "rich_text_preformatted"]
    assert blocks[0]["elements"][1]["elements"][0]["text"] == "  a\n  b"


@given(st.text(min_size=1, max_size=200))
def test_typed_text_always_makes_valid_blocks(text: str) -> None:
    """Whatever is typed, its rich text block is one that Slack would take."""
    assert [str(error) for error in errors_of(list(typed(text, people=PEOPLE, channels=CHANNELS)[1]))] == []


@pytest.mark.parametrize(
    ("mrkdwn", "html"),
    [
        ("*bold* _it_ ~no~ `a*b*`", "<b>bold</b> <i>it</i> <s>no</s> <code>a*b*</code>"),
        ("a_b_c 2*3*4", "a_b_c 2*3*4"),
        ("&lt;b&gt; &amp;amp;", "&lt;b&gt; &amp;amp;"),
        (
            "<@U1> in <#C1|invitations>",
            '<span class="mention">@maya</span> in <span class="mention">#invitations</span>',
        ),
        ("<javascript:alert(1)|x>", "&lt;javascript:alert(1)|x&gt;"),
        ("&gt; one\n&gt; two\nthree", "<blockquote>one<br>two</blockquote>three"),
        ("```a\n b```", "<pre>a\n b</pre>"),
        (":white_check_mark: :unheard_of:", "✅ :unheard_of:"),
    ],
)
def test_mrkdwn_is_drawn_as_slack_draws_it(mrkdwn: str, html: str) -> None:
    """Marks, mentions, quotes and code are drawn; what is unknown or unsafe stays text."""
    assert str(Mrkdwn({"U1": "maya"}).html(mrkdwn)) == html


def test_plain_text_keeps_its_lines() -> None:
    """A plain_text object shows its line breaks, and no mark in it means anything."""
    assert str(Mrkdwn({}).plain_lines("*a* <b>\n:tada:")) == "*a* &lt;b&gt;<br>🎉"


@given(st.text(alphabet="<>&|\"'`*_~:@#! a/\n\0", max_size=60))
def test_mrkdwn_never_opens_a_tag_of_its_own(text: str) -> None:
    """No text can bring in another tag or attribute than those that mrkdwn has."""
    drawn = str(Mrkdwn({}).html(text))
    for tag in ("<b>", "</b>", "<i>", "</i>", "<s>", "</s>", "<br>", "<pre>", "</pre>", "<code>", "</code>"):
        drawn = drawn.replace(tag, "")
    for tag in ("<blockquote>", "</blockquote>", "</span>", '<span class="mention">', '<span class="mention loud">'):
        drawn = drawn.replace(tag, "")
    assert "<" not in drawn
