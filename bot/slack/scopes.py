"""What the bot may do: each scope of `slack-manifest.yaml`, by what needs it."""

from __future__ import annotations

from collections.abc import Mapping

NEEDED_BY: Mapping[str, frozenset[str]] = {
    "app_mention": frozenset({"app_mentions:read"}),
    "message.channels": frozenset({"channels:history"}),
    "message.groups": frozenset({"groups:history"}),
    "message.im": frozenset({"im:history"}),
    "message.mpim": frozenset({"mpim:history"}),
    "app_home_opened": frozenset(),
    "agent_view, assistant.threads.setSuggestedPrompts": frozenset({"assistant:write"}),
    "agents.sessions.setStatus, agent_session_stopped, app_context_changed": frozenset({"chat:write"}),
    "commands and shortcuts": frozenset({"commands"}),
    "files.info, url_private": frozenset({"files:read"}),
    "users.conversations": frozenset({"channels:read", "groups:read"}),
    "users.info": frozenset({"users:read", "users:read.email"}),
    "chat.postMessage, chat.update, chat.postEphemeral": frozenset({"chat:write"}),
}
"""What uses which scope (docs.slack.dev, reference/scopes); conversations.replies needs the history scopes again."""

SCOPES = frozenset().union(*NEEDED_BY.values())
"""All of them: what the Slack on this machine grants, and no more."""
