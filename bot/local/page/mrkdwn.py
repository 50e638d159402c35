"""Slack's mrkdwn as HTML (docs.slack.dev, messaging/formatting-message-text); whatever it does not know stays text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from bot.local.emoji import EMOJI

_ANGLED = re.compile(r"<([^<>\n]+)>")
_EMOJI = re.compile(r":([a-z0-9_+-]+):")
_MARKS = (
    (re.compile(r"(?<![\w*])\*(?! )([^*\n]+?)(?<! )\*(?![\w*])"), "b"),
    (re.compile(r"(?<![A-Za-z0-9_])_(?! )([^_\n]+?)(?<! )_(?![A-Za-z0-9_])"), "i"),
    (re.compile(r"(?<![\w~])~(?! )([^~\n]+?)(?<! )~(?![\w~])"), "s"),
)
_FENCE = re.compile(r"```\n?(.+?)\n?```", re.DOTALL)
_MARKDOWN = (
    (re.compile(r"^#{1,6} +(.+?) *#*$", re.MULTILINE), r"**\1**"),
    (re.compile(r"^( *)[-*+] +", re.MULTILINE), r"\1• "),
    (re.compile(r"!?\[([^\]\n]+)\]\(([^()\s]+)\)"), r"<\2|\1>"),
    (re.compile(r"(?<![\w*])\*(?![\s*])([^*\n]+?)\*(?![\w*])"), r"_\1_"),
    (re.compile(r"\*\*(.+?)\*\*|__(.+?)__"), r"*\1\2*"),
    (re.compile(r"~~(.+?)~~"), r"~\1~"),
)
_FILE = re.compile(r"^http://(?:127\.0\.0\.1|localhost):\d+/files(?:-pri)?/(\w+)")
_CODE = re.compile(r"`([^`\n]+)`")
_SAFE_LINKS = ("https://", "http://", "mailto:", "tel:")


class Mrkdwn:
    """Draws mrkdwn; `names` gives what stands behind the ids of people (@) and channels (#)."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names

    def html(self, text: str) -> Markup:
        """A whole text, with code blocks and quotes."""
        drawn = _split(text, _FENCE, self._lines, lambda found: f"<pre>{self._literal(found[1])}</pre>")
        drawn = drawn.replace("<br><pre>", "<pre>").replace("</pre><br>", "</pre>")
        return Markup(drawn)  # noqa: S704 (every piece is escaped where it is drawn)

    def markdown(self, text: str) -> Markup:
        """A markdown block, by way of what mrkdwn has for it; a heading is bold, as Slack shows it."""
        return self.html(_split(text, _FENCE, _as_mrkdwn, lambda found: found[0]))

    def plain(self, text: str) -> Markup:
        """A plain_text object: only emoji mean something."""
        return Markup(_emoji(str(escape(unescaped(text)))))  # noqa: S704 (escaped in the same expression)

    def plain_lines(self, text: str) -> Markup:
        """A plain_text object where there is room for several lines."""
        return self.plain(text).replace("\n", Markup("<br>"))

    def _lines(self, text: str) -> str:
        drawn: list[str] = []
        quoted: list[str] = []
        for line in text.split("\n"):
            if line.startswith(("&gt;", ">")):
                quoted.append(self._inline(line.removeprefix("&gt;").removeprefix(">").removeprefix(" ")))
                continue
            if quoted:
                drawn.append(f"<blockquote>{'<br>'.join(quoted)}</blockquote>")
                quoted = []
            drawn.append(self._inline(line))
        if quoted:
            drawn.append(f"<blockquote>{'<br>'.join(quoted)}</blockquote>")
        return "<br>".join(drawn).replace("</blockquote><br>", "</blockquote>")

    def _inline(self, line: str) -> str:
        return _split(line, _CODE, self._marked, lambda found: f"<code>{self._literal(found[1])}</code>")

    def _marked(self, text: str) -> str:
        """Marks around text and links: links are put aside first, so that no mark is read inside an address."""
        aside: list[str] = []

        def put_aside(found: re.Match[str]) -> str:
            aside.append(self._angled(found[1]))
            return f"\0{len(aside) - 1}\0"

        drawn = _emoji(str(escape(unescaped(_ANGLED.sub(put_aside, text.replace("\0", ""))))))
        for pattern, tag in _MARKS:
            drawn = pattern.sub(rf"<{tag}>\1</{tag}>", drawn)
        return re.sub(r"\0(\d+)\0", lambda found: aside[int(found[1])], drawn)

    def _literal(self, text: str) -> str:
        """Inside code nothing is read, but links are still shown by their label."""
        shown = _ANGLED.sub(lambda found: found[1].rpartition("|")[2], text)
        return str(escape(unescaped(shown)))

    def _angled(self, inside: str) -> str:
        target, _, label = inside.partition("|")
        if target.startswith(("@", "#")):
            name = label or self._names.get(target[1:], target[1:])
            return f'<span class="mention">{target[0]}{escape(unescaped(name))}</span>'
        if target.startswith("!date^"):
            return str(escape(_date(target, label)))
        if target.startswith("!"):
            return f'<span class="mention loud">@{escape(target[1:].partition("^")[0])}</span>'
        if target.startswith(_SAFE_LINKS):
            address, shown = unescaped(target), unescaped(label or target.removeprefix("mailto:"))
            return f'<a href="{escape(address)}" target="_blank" rel="noreferrer">{escape(shown)}</a>'
        return str(escape(unescaped(f"<{inside}>")))


def unescaped(text: str) -> str:
    """Undo Slack's three escapes, and no others."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def web_address(address: str) -> str:
    """An address that may be followed, or `#` in place of any other, such as one that runs a script."""
    return address if address.startswith(_SAFE_LINKS) else "#"


def picture_here(image: Mapping[str, Any]) -> str:
    """Where on this server the file lies that an image shows; nothing for a picture from elsewhere."""
    file = image.get("slack_file") or {}
    found = _FILE.search(str(file.get("url") or image.get("image_url") or ""))
    file_id = file.get("id") or (found and found[1])
    return f"/files/{quote(str(file_id))}" if file_id else ""


def _as_mrkdwn(markdown: str) -> str:
    for pattern, written in _MARKDOWN:
        markdown = pattern.sub(written, markdown)
    return markdown


def _emoji(escaped: str) -> str:
    return _EMOJI.sub(lambda found: EMOJI.get(found[1], found[0]), escaped)


def _split(
    text: str, pattern: re.Pattern[str], between: Callable[[str], str], on: Callable[[re.Match[str]], str]
) -> str:
    drawn, end = "", 0
    for found in pattern.finditer(text):
        drawn += between(text[end : found.start()]) if found.start() > end else ""
        drawn += on(found)
        end = found.end()
    return drawn + (between(text[end:]) if end < len(text) else "")


def _date(target: str, fallback: str) -> str:
    parts = target.split("^")
    if len(parts) < 3 or not parts[1].isdigit():
        return fallback
    at = datetime.fromtimestamp(int(parts[1]), UTC)
    shown = parts[2]
    for token, written in (
        ("{date_num}", f"{at:%Y-%m-%d}"),
        ("{date_short_pretty}", f"{at:%b} {at.day}, {at:%Y}"),
        ("{date_long_pretty}", f"{at:%A}, {at:%B} {at.day}, {at:%Y}"),
        ("{date_pretty}", f"{at:%B} {at.day}, {at:%Y}"),
        ("{date_short}", f"{at:%b} {at.day}, {at:%Y}"),
        ("{date_long}", f"{at:%A}, {at:%B} {at.day}, {at:%Y}"),
        ("{date}", f"{at:%B} {at.day}, {at:%Y}"),
        ("{time_secs}", f"{at:%H:%M:%S}"),
        ("{time}", f"{at:%H:%M}"),
    ):
        shown = shown.replace(token, written)
    return shown
