"""chat.*: what the app says, edits and takes back (docs.slack.dev, reference/methods)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bot.local.arguments import Arguments
from bot.local.block_kit import errors_of
from bot.local.method import Context, Method
from bot.local.nouns import JSON, Channel, Message, SlackError
from bot.local.payloads import message_body

LONGEST_TEXT = 40_000
"""Beyond it chat.postMessage cuts."""
LONGEST_UPDATE = 4_000
"""Beyond it chat.update answers `msg_too_long`."""
LONGEST_MARKDOWN = 12_000
"""Characters of `markdown_text`."""
LARGEST_METADATA = 8_000
"""Characters of JSON; that there is a limit is documented (`metadata_too_large`), where it lies is not."""


def checked_blocks(blocks: Any) -> tuple[JSON, ...]:
    """Blocks for a message. Raises SlackError `invalid_blocks`, `msg_blocks_too_long` or `only_one_table_allowed`."""
    if blocks is None:
        return ()
    found = errors_of(blocks)
    if found:
        named = [error.code for error in found if error.code in ("msg_blocks_too_long", "only_one_table_allowed")]
        messages = [f"[ERROR] {error}" for error in found]
        raise SlackError(
            named[0] if len(named) == len(found) else "invalid_blocks",
            errors=[str(error) for error in found],
            response_metadata={"messages": messages},
        )
    return tuple(
        block if "block_id" in block else {**block, "block_id": f"b{position}"} for position, block in enumerate(blocks)
    )


def post_message(context: Context, arguments: Arguments) -> JSON:
    """Post for everyone in the conversation."""
    channel = _writable(context, arguments)
    message = _message(context, arguments, channel)
    context.workspace.post(message)
    context.events.posted(message)
    body = message_body(message, context.app, context.workspace.team, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": body}


def post_ephemeral(context: Context, arguments: Arguments) -> JSON:
    """Post for one person only."""
    channel = _writable(context, arguments)
    person = context.workspace.person(arguments.required("user", "user_not_found"))
    if person.id not in channel.members:
        raise SlackError("user_not_in_channel")
    message = _message(context, arguments, channel, only_for=person.id)
    context.workspace.post(message)
    return {"message_ts": message.ts}


def update(context: Context, arguments: Arguments) -> JSON:
    """Change a message of the app: text alone removes the blocks, metadata stays unless it is given."""
    channel = context.workspace.channel(arguments.required("channel", "channel_not_found"))
    before = context.workspace.find(channel.id, arguments.required("ts", "message_not_found"))
    if not before.by_app:
        raise SlackError("cant_update_message")
    text, blocks = _content(arguments)
    if text is None and not blocks:
        raise SlackError("no_text")
    if text is not None and len(text) > LONGEST_UPDATE:
        raise SlackError("msg_too_long")
    if blocks and _has_rich_text(before.blocks) and not _has_rich_text(blocks):
        raise SlackError("block_mismatch")
    metadata = _metadata(arguments, may_be_empty=True)
    after = context.workspace.update(
        before,
        text=before.text if text is None else text,
        blocks=blocks,
        metadata=before.metadata if metadata is None else metadata,
        edited_ts=before.edited_ts if text is None else context.workspace.stamps.ts(),
    )
    context.events.changed(after, before)
    body = message_body(after, context.app, context.workspace.team)
    return {"channel": channel.id, "ts": after.ts, "text": after.text, "message": body}


def delete(context: Context, arguments: Arguments) -> JSON:
    """Take a message of the app back."""
    channel = context.workspace.channel(arguments.required("channel", "channel_not_found"))
    message = context.workspace.find(channel.id, arguments.required("ts", "message_not_found"))
    if not message.by_app:
        raise SlackError("cant_delete_message")
    context.workspace.delete(message)
    context.events.deleted(message)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(context: Context, arguments: Arguments) -> JSON:
    """A message's address, which opens it on the page."""
    channel = context.workspace.channel(arguments.required("channel", "channel_not_found"))
    message = context.workspace.find(channel.id, arguments.required("message_ts", "message_not_found"))
    thread = f"&thread={message.thread_ts}" if message.thread_ts else ""
    permalink = f"{context.address}/?in={channel.id}{thread}#m-{message.ts}"
    return {"channel": channel.id, "permalink": permalink}


def _writable(context: Context, arguments: Arguments) -> Channel:
    """The conversation to post to; a person's id stands for their DM."""
    wanted = arguments.required("channel", "channel_not_found")
    channel = context.workspace.dm(wanted) if wanted.startswith("U") else context.workspace.channel(wanted)
    if channel.is_archived:
        raise SlackError("is_archived")
    if context.app.bot_user not in channel.members:
        raise SlackError("not_in_channel" if channel.kind == "channel" else "channel_not_found")
    return channel


def _message(context: Context, arguments: Arguments, channel: Channel, *, only_for: str | None = None) -> Message:
    text, blocks = _content(arguments)
    if not text and not blocks:
        raise SlackError("no_text")
    thread_ts = arguments.text("thread_ts") or None
    if thread_ts:
        try:
            thread_ts = context.workspace.find(channel.id, thread_ts).thread_ts or thread_ts
        except SlackError:
            raise SlackError("thread_not_found") from None
    return Message(
        channel=channel.id,
        ts=context.workspace.stamps.ts(),
        user=context.app.bot_user,
        text=(text or "")[:LONGEST_TEXT],
        blocks=blocks,
        thread_ts=thread_ts,
        by_app=True,
        only_for=only_for,
        metadata=_metadata(arguments),
        subtype="thread_broadcast" if thread_ts and arguments.flag("reply_broadcast") else None,
    )


def _content(arguments: Arguments) -> tuple[str | None, tuple[JSON, ...]]:
    """Text and blocks of a message; `markdown_text` stands for both, and for nothing beside them.

    Raises SlackError `markdown_text_conflict`, `msg_too_long`, `invalid_blocks` or `msg_blocks_too_long`.
    """
    text = arguments.text("text") if "text" in arguments else None
    blocks = checked_blocks(arguments.structure("blocks", error="invalid_blocks_format"))
    if "markdown_text" not in arguments:
        return text, blocks
    if text is not None or blocks:
        raise SlackError("markdown_text_conflict")
    markdown = arguments.text("markdown_text")
    if len(markdown) > LONGEST_MARKDOWN:
        raise SlackError("msg_too_long")
    return markdown, checked_blocks([{"type": "markdown", "text": markdown}])


def _has_rich_text(blocks: Sequence[JSON]) -> bool:
    return any(block.get("type") == "rich_text" for block in blocks)


def _metadata(arguments: Arguments, *, may_be_empty: bool = False) -> JSON | None:
    metadata = arguments.structure("metadata", error="invalid_metadata_format")
    if metadata is None:
        return None
    if may_be_empty and metadata == {}:
        return {}
    if len(json.dumps(metadata)) > LARGEST_METADATA:
        raise SlackError("metadata_too_large")
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    if not metadata.get("event_type"):
        raise SlackError("invalid_metadata_format")
    return metadata


METHODS = {
    "chat.delete": Method(delete, "chat:write"),
    "chat.getPermalink": Method(get_permalink, tier=4),
    "chat.postEphemeral": Method(post_ephemeral, "chat:write", tier=4),
    "chat.postMessage": Method(post_message, "chat:write", tier=None),
    "chat.update": Method(update, "chat:write"),
}
