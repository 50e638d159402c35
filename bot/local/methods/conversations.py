"""conversations.*: what the app may read of channels, groups and direct messages."""

from __future__ import annotations

from bot.local.arguments import Arguments
from bot.local.method import Context, Method
from bot.local.nouns import JSON, Channel, Message, SlackError
from bot.local.payloads import message_body

MOST_MESSAGES = 999

_SCOPES_OF_TYPES = {
    "public_channel": "channels:read",
    "private_channel": "groups:read",
    "im": "im:read",
    "mpim": "mpim:read",
}


def info(context: Context, arguments: Arguments) -> JSON:
    """One conversation."""
    channel = context.workspace.channel(arguments.required("channel", "channel_not_found"))
    member = context.app.bot_user in channel.members
    if channel.kind == "group" and not member:
        raise SlackError("channel_not_found")
    return {"channel": {**channel.as_json(), "is_member": member}}


def of_user(context: Context, arguments: Arguments) -> JSON:
    """The channels and groups that somebody is a member of; of groups only those with the app in them."""
    person = context.workspace.person(arguments.text("user") or context.app.bot_user).id
    kinds = [_kind(context, each) for each in (arguments.text("types") or "public_channel").split(",")]
    found = [
        channel
        for channel in context.workspace.channels
        if channel.kind in kinds
        and person in channel.members
        and (channel.kind == "channel" or context.app.bot_user in channel.members)
        and not (channel.is_archived and arguments.flag("exclude_archived"))
    ]
    size, start = arguments.number("limit", 100), int(arguments.text("cursor") or 0)
    if not 1 <= size <= 1000:
        raise SlackError("invalid_limit")
    shown = [channel.as_json() for channel in found[start : start + size]]
    more = str(start + size) if len(found) > start + size else ""
    return {"channels": shown, "response_metadata": {"next_cursor": more}}


def _kind(context: Context, name: str) -> str:
    """The kind of conversation that a type names. Raises SlackError where it is none, or its scope is missing."""
    scope = _SCOPES_OF_TYPES.get(name.strip())
    if scope is None:
        raise SlackError("invalid_types")
    if not context.app.may(scope):
        raise SlackError("missing_scope", needed=scope, provided=",".join(sorted(context.app.scopes or ())))
    return {"public_channel": "channel", "private_channel": "group"}.get(name.strip(), "im")


def open_dm(context: Context, arguments: Arguments) -> JSON:
    """The direct messages with one person."""
    users = arguments.required("users", "users_not_found").split(",")
    if len(users) > 1:
        raise SlackError("not_supported", detail="the loopback Slack has no group direct messages")
    return {"channel": {"id": context.workspace.dm(users[0]).id}}


def history(context: Context, arguments: Arguments) -> JSON:
    """A conversation's messages outside threads, newest first."""
    channel = _readable(context, arguments)
    found = [message for message in context.workspace.messages(channel.id) if _in_range(message, arguments)]
    return _page(context, list(reversed(found)), arguments, limit=100)


def replies(context: Context, arguments: Arguments) -> JSON:
    """A thread, oldest first and always with its first message; a reply's own ts gives that reply alone."""
    channel = _readable(context, arguments)
    ts = arguments.required("ts", "thread_not_found")
    try:
        start = context.workspace.find(channel.id, ts)
    except SlackError:
        raise SlackError("thread_not_found") from None
    if start.is_reply:
        return _page(context, [start], arguments, limit=1000)
    thread = context.workspace.messages(channel.id, thread_ts=ts)
    found = [message for message in thread if message.ts == ts or _in_range(message, arguments)]
    return _page(context, found, arguments, limit=1000)


def _readable(context: Context, arguments: Arguments) -> Channel:
    channel = context.workspace.channel(arguments.required("channel", "channel_not_found"))
    if context.app.bot_user not in channel.members:
        raise SlackError("not_in_channel" if channel.kind == "channel" else "channel_not_found")
    return channel


def _in_range(message: Message, arguments: Arguments) -> bool:
    oldest, latest = arguments.text("oldest", "0"), arguments.text("latest") or "inf"
    try:
        low, high = float(oldest or "0"), float(latest)
    except ValueError:
        raise SlackError("invalid_ts_oldest") from None
    ts = float(message.ts)
    return low <= ts <= high if arguments.flag("inclusive") else low < ts < high


def _page(context: Context, found: list[Message], arguments: Arguments, *, limit: int) -> JSON:
    size = arguments.number("limit", limit)
    if not 1 <= size <= max(limit, MOST_MESSAGES):
        raise SlackError("invalid_limit")
    cursor = arguments.text("cursor")
    if cursor:
        positions = [position for position, message in enumerate(found) if f"next_ts:{message.ts}" == cursor]
        if not positions:
            raise SlackError("invalid_cursor")
        found = found[positions[0] :]
    shown, left = found[:size], found[size:]
    with_metadata = arguments.flag("include_all_metadata")
    answer: JSON = {
        "messages": [_body(context, message, with_metadata=with_metadata) for message in shown],
        "has_more": bool(left),
    }
    if left:
        answer["response_metadata"] = {"next_cursor": f"next_ts:{left[0].ts}"}
    return answer


def _body(context: Context, message: Message, *, with_metadata: bool) -> JSON:
    body = message_body(message, context.app, context.workspace.team, with_metadata=with_metadata)
    if message.is_reply:
        start = context.workspace.find(message.channel, message.thread_ts or "")
        return {**body, "parent_user_id": start.user}
    answers = [reply for reply in context.workspace.messages(message.channel, message.ts) if reply.is_reply]
    if not answers:
        return body
    return {
        **body,
        "thread_ts": message.ts,
        "reply_count": len(answers),
        "reply_users": sorted({reply.user for reply in answers}),
        "latest_reply": answers[-1].ts,
    }


METHODS = {
    "conversations.history": Method(history, "*:history"),
    "conversations.info": Method(info, "*:read"),
    "conversations.open": Method(open_dm, "im:write"),
    "conversations.replies": Method(replies, "*:history"),
    "users.conversations": Method(of_user),
}
