"""What Slack makes of a text that somebody typed: escapes, mentions, links, and rich text blocks.

Source: docs.slack.dev, messaging/formatting-message-text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.local.emoji import EMOJI
from bot.local.nouns import JSON

_TOP_LEVEL = "com|org|net|io|dev|app|co|eu|de|uk"
_PIECE = re.compile(
    rf"""(?<!`)`(?P<code>[^`\n]+)`(?!`)
       | (?P<url>https?://[^\s<>"'`|]+[^\s<>"'`|.,;:!?)\]}}])
       | (?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
       | (?P<domain>(?<![\w.@/-])(?:[a-z0-9-]+\.)+(?:{_TOP_LEVEL})\b(?:/[^\s<>"'`|]*[^\s<>"'`|.,;:!?)])?(?![\w@.-]))
       | (?P<person>(?<![\w@])@(?P<name>[\w.-]*\w))
       | :(?P<emoji>[a-z0-9_+-]+):
       | (?P<channel>(?<![\w#&])\#(?P<channel_name>[\w-]+))""",
    re.VERBOSE | re.IGNORECASE,
)
_FENCE = re.compile(r"```\n?(.*?)\n?```", re.DOTALL)
_BROADCASTS = ("here", "channel", "everyone")


def escape(text: str) -> str:
    """The three characters that Slack escapes, and no others."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def typed(text: str, *, people: Mapping[str, str], channels: Mapping[str, str]) -> tuple[str, tuple[JSON, ...]]:
    """A typed text as the `text` and the rich text `blocks` of the message that an app receives.

    `people` and `channels` map names to ids.
    """
    runs = list(_runs(text, people, channels))
    sent = "".join(_sent(run) for run in runs)
    return sent, ({"type": "rich_text", "block_id": "typed", "elements": _parts(runs)},) if text else ()


def typed_after_command(text: str, *, people: Mapping[str, str], channels: Mapping[str, str]) -> str:
    """A command's text, as an app gets it that has `should_escape` set: names and ids of people and channels."""
    names = {name_id: name for name, name_id in (*people.items(), *channels.items())}
    sent = ""
    for run in _runs(text, people, channels):
        target = run.get("user_id") or run.get("channel_id")
        mark = "@" if run["type"] == "user" else "#"
        sent += f"<{mark}{target}|{names[target]}>" if target else _sent(run)
    return sent


def as_typed(sent: str, names: Mapping[str, str]) -> str:
    """A message's `text` as its author would see it when editing; `names` maps ids of people and channels to names."""

    def shown(found: re.Match[str]) -> str:
        target, _, label = found[1].partition("|")
        if target[:1] in ("@", "#"):
            return f"{target[0]}{names.get(target[1:], label or target[1:])}"
        return f"@{target[1:]}" if target[:1] == "!" else label or target

    text = re.sub(r"<([^<>\n]+)>", shown, sent)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _runs(text: str, people: Mapping[str, str], channels: Mapping[str, str]) -> Iterator[JSON]:
    """The text as rich text runs; a fenced piece is a run of type `fence`."""
    end = 0
    for fence in _FENCE.finditer(text):
        yield from _plain_runs(text[end : fence.start()], people, channels)
        yield {"type": "fence", "text": fence[1], "typed": fence[0]}
        end = fence.end()
    yield from _plain_runs(text[end:], people, channels)


def _plain_runs(text: str, people: Mapping[str, str], channels: Mapping[str, str]) -> Iterator[JSON]:
    end = 0
    for piece in _PIECE.finditer(text):
        run = _special(piece, people, channels)
        if run is None:
            continue
        if piece.start() > end:
            yield {"type": "text", "text": text[end : piece.start()]}
        yield run
        end = piece.end()
    if end < len(text):
        yield {"type": "text", "text": text[end:]}


def _special(piece: re.Match[str], people: Mapping[str, str], channels: Mapping[str, str]) -> JSON | None:
    if piece["code"]:
        return {"type": "text", "text": piece["code"], "style": {"code": True}}
    if piece["url"]:
        return {"type": "link", "url": piece["url"]}
    if piece["mail"]:
        return {"type": "link", "url": f"mailto:{piece['mail']}", "text": piece["mail"]}
    if piece["domain"]:
        return {"type": "link", "url": f"http://{piece['domain']}", "text": piece["domain"]}
    if piece["name"] in _BROADCASTS:
        return {"type": "broadcast", "range": piece["name"]}
    if piece["name"] in people:
        return {"type": "user", "user_id": people[piece["name"]]}
    if piece["emoji"] in EMOJI:
        return {"type": "emoji", "name": piece["emoji"]}
    if piece["channel_name"] in channels:
        return {"type": "channel", "channel_id": channels[piece["channel_name"]]}
    return None


def _sent(run: JSON) -> str:
    match run["type"]:
        case "fence":
            return escape(run["typed"])
        case "link":
            label = f"|{escape(run['text'])}" if "text" in run else ""
            return f"<{escape(run['url'])}{label}>"
        case "user":
            return f"<@{run['user_id']}>"
        case "channel":
            return f"<#{run['channel_id']}>"
        case "emoji":
            return f":{run['name']}:"
        case "broadcast":
            return f"<!{run['range']}>"
    return f"`{escape(run['text'])}`" if "style" in run else escape(run["text"])


def _parts(runs: list[JSON]) -> list[JSON]:
    parts: list[JSON] = []
    for run in runs:
        if run["type"] == "fence":
            code = [{"type": "text", "text": run["text"]}] if run["text"] else []
            parts.append({"type": "rich_text_preformatted", "elements": code})
        elif parts and parts[-1]["type"] == "rich_text_section":
            parts[-1]["elements"].append(run)
        else:
            # The line break after a code block belongs to the block.
            text = {"text": run["text"].removeprefix("\n")} if parts and run["type"] == "text" else {}
            if text != {"text": ""}:
                parts.append({"type": "rich_text_section", "elements": [{**run, **text}]})
    return parts
