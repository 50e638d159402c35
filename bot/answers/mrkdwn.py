"""mrkdwn: escaping, and the only markup that the program builds itself: mentions and links.

Slack, messaging/formatting-message-text: `&`, `<` and `>` are escaped, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_USER_ID = re.compile(r"[UW][A-Z0-9]{2,20}")
_CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{2,20}")
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>|]+")


def escaped(text: str) -> str:
    """A text that mrkdwn shows as it is: no mention, link or channel in it is one."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def mention(user_id: str) -> str:
    """Somebody's name as Slack shows it; what is no user id is shown as it is."""
    return f"<@{user_id}>" if _USER_ID.fullmatch(user_id) else escaped(user_id)


def channel(channel_id: str) -> str:
    """A channel's name as Slack shows it, to those who may see it; what is no channel id is shown as it is."""
    return f"<#{channel_id}>" if _CHANNEL_ID.fullmatch(channel_id) else escaped(channel_id)


def link(address: str, label: str) -> str:
    """A link with a label; an address that is none of the web or mail is left out."""
    return f"<{escaped(address)}|{escaped(label)}>" if _ADDRESS.fullmatch(address) else escaped(label)


def linked(text: str, links: Mapping[str, str]) -> str:
    """An escaped text in which a guide's name, in quotes or backticks, is a link where its address is filled in."""
    for name, address in links.items():
        if _ADDRESS.fullmatch(address):
            for quote in ('"', "`"):
                text = text.replace(f"{quote}{escaped(name)}{quote}", link(address, name))
    return text
