"""agents.sessions and assistant.threads: the status line and the suggested prompts of an agent's DM."""

from __future__ import annotations

from bot.local.arguments import Arguments
from bot.local.method import Context, Method
from bot.local.nouns import JSON, SlackError

STATUSES = ("processing", "active", "suspended", "closed")
MOST_PROMPTS = 4


def set_status(context: Context, arguments: Arguments) -> JSON:
    """What the app is at; a session that is processing shows so until the app posts, for two minutes at most."""
    channel = context.workspace.channel(arguments.required("channel_id", "channel_not_found"))
    status = arguments.required("status", "invalid_status")
    if status not in STATUSES:
        raise SlackError("invalid_status")
    title = arguments.text("title") if "title" in arguments else None
    context.workspace.set_session(channel.id, arguments.text("thread_ts"), status=status, title=title)
    return {}


def rename(context: Context, arguments: Arguments) -> JSON:
    """Another title for a session."""
    channel = context.workspace.channel(arguments.required("channel_id", "channel_not_found"))
    title = arguments.required("title")
    context.workspace.set_session(channel.id, arguments.text("thread_ts"), title=title)
    return {}


def set_suggested_prompts(context: Context, arguments: Arguments) -> JSON:
    """Up to four prompts in a DM; given for a thread, as apps before agent_view did, they silently are not shown."""
    channel = context.workspace.channel(arguments.required("channel_id", "channel_not_found"))
    prompts = arguments.structure("prompts")
    if not isinstance(prompts, list) or not 1 <= len(prompts) <= MOST_PROMPTS:
        raise SlackError("invalid_arguments")
    if not all(isinstance(prompt, dict) and prompt.get("title") and prompt.get("message") for prompt in prompts):
        raise SlackError("invalid_arguments")
    if "thread_ts" not in arguments:
        context.workspace.suggest(channel.id, tuple(prompts))
    return {}


METHODS = {
    "agents.sessions.rename": Method(rename, "chat:write"),
    "agents.sessions.setStatus": Method(set_status, "chat:write"),
    "assistant.threads.setSuggestedPrompts": Method(set_suggested_prompts, "assistant:write"),
}
