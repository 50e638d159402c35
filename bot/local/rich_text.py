"""What Slack accepts inside rich text and table cells (docs.slack.dev, rich-text-block and table-block)."""

from __future__ import annotations

from bot.local.rules import Rule, address, anything, boolean, by_type, fields, listed, number, one_of, string

_STYLE = fields({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight"), boolean))
_RUN: dict[str, Rule] = {"type": anything}

INLINE: dict[str, Rule] = {
    "text": fields({**_RUN, "text": string(100_000)}, {"style": _STYLE}),
    "link": fields({**_RUN, "url": address()}, {"text": string(100_000, least=0), "style": _STYLE, "unsafe": boolean}),
    "emoji": fields(
        {**_RUN, "name": string(255)}, {"unicode": string(255), "skin_tone": number(2, 6), "style": _STYLE}
    ),
    "user": fields({**_RUN, "user_id": string(255)}, {"style": _STYLE}),
    "usergroup": fields({**_RUN, "usergroup_id": string(255)}, {"style": _STYLE}),
    "channel": fields({**_RUN, "channel_id": string(255)}, {"style": _STYLE}),
    "broadcast": fields({**_RUN, "range": one_of("here", "channel", "everyone")}, {"style": _STYLE}),
    "color": fields({**_RUN, "value": string(50)}, {"style": _STYLE}),
    "date": fields(
        {**_RUN, "timestamp": anything, "format": string(255)}, {"url": address(), "fallback": string(2000)}
    ),
}
"""What a run of rich text may be."""

_RUNS = listed(by_type(INLINE), least=0, most=5000)
_SECTION = fields({**_RUN, "elements": _RUNS})
_CODE_RUNS = listed(by_type({"text": INLINE["text"], "link": INLINE["link"]}), least=0, most=5000)

RICH_TEXT_PARTS: dict[str, Rule] = {
    "rich_text_section": _SECTION,
    "rich_text_preformatted": fields(
        {**_RUN, "elements": _CODE_RUNS}, {"border": number(0, 1), "language": string(50)}
    ),
    "rich_text_quote": fields({**_RUN, "elements": _RUNS}, {"border": number(0, 1)}),
    "rich_text_list": fields(
        {
            **_RUN,
            "style": one_of("bullet", "ordered"),
            "elements": listed(by_type({"rich_text_section": _SECTION}), most=1000),
        },
        {"indent": number(0, 8), "offset": number(0, 100_000), "border": number(0, 1)},
    ),
}
"""What a rich_text block is made of."""

RAW_TEXT: dict[str, Rule] = {
    "raw_text": fields({**_RUN, "text": string(10_000)}),
    "raw_number": fields({**_RUN, "value": anything}, {"text": string(10_000)}),
    "rich_text": fields(
        {**_RUN, "elements": listed(by_type(RICH_TEXT_PARTS), least=0, most=1000)}, {"block_id": string(255)}
    ),
}
"""What a table's cell may be."""
