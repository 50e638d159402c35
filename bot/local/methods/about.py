"""auth, api, apps, users, reactions and blocks: the methods around messages."""

from __future__ import annotations

from collections.abc import Sequence

from bot.local.arguments import Arguments
from bot.local.block_kit import errors_of, view_errors
from bot.local.method import Context, Method
from bot.local.nouns import JSON, SlackError
from bot.local.rules import BlockError


def auth_test(context: Context, arguments: Arguments) -> JSON:
    """Who the token belongs to."""
    return {
        "url": f"{context.address}/",
        "team": context.workspace.name,
        "team_id": context.workspace.team,
        "user": context.app.name,
        "user_id": context.app.bot_user,
        "bot_id": context.app.bot_id,
        "app_id": context.app.app_id,
        "is_enterprise_install": False,
    }


def api_test(context: Context, arguments: Arguments) -> JSON:
    """Gives back what it got."""
    if "error" in arguments:
        raise SlackError(arguments.text("error"), args=arguments.as_json())
    return {"args": arguments.as_json()}


def connections_open(context: Context, arguments: Arguments) -> JSON:
    """The address of a Socket Mode link, good for one connection."""
    return {"url": f"{context.address.replace('http', 'ws', 1)}/link?ticket={context.links.ticket()}"}


def users_info(context: Context, arguments: Arguments) -> JSON:
    """A member of the workspace."""
    person = context.workspace.person(arguments.required("user", "user_not_found"))
    user = person.as_json(context.workspace.team)
    if not context.app.may("users:read.email"):
        del user["profile"]["email"]
    return {"user": user}


def reactions_add(context: Context, arguments: Arguments) -> JSON:
    """React as the app."""
    message = context.workspace.find(
        context.workspace.channel(arguments.required("channel", "channel_not_found")).id,
        arguments.required("timestamp", "no_item_specified"),
    )
    name = arguments.required("name", "invalid_name").strip(":")
    users = message.reactions.get(name, ())
    if context.app.bot_user in users:
        raise SlackError("already_reacted")
    context.workspace.update(message, reactions={**message.reactions, name: (*users, context.app.bot_user)})
    return {}


def reactions_remove(context: Context, arguments: Arguments) -> JSON:
    """Take the app's reaction back."""
    message = context.workspace.find(
        context.workspace.channel(arguments.required("channel", "channel_not_found")).id,
        arguments.required("timestamp", "no_item_specified"),
    )
    name = arguments.required("name", "invalid_name").strip(":")
    users = message.reactions.get(name, ())
    if context.app.bot_user not in users:
        raise SlackError("no_reaction")
    left = tuple(user for user in users if user != context.app.bot_user)
    others = {other: people for other, people in message.reactions.items() if other != name}
    context.workspace.update(message, reactions={**others, name: left} if left else others)
    return {}


def blocks_validate(context: Context, arguments: Arguments) -> JSON:
    """What Slack would refuse in `blocks`, a `message` or a `view`."""
    found: Sequence[BlockError]
    if "view" in arguments:
        found, error = view_errors(arguments.structure("view", error="invalid_view")), "invalid_view"
    elif "message" in arguments:
        message = arguments.structure("message", error="invalid_message")
        inside = errors_of(message.get("blocks", []) if isinstance(message, dict) else None)
        found = [BlockError(f"/blocks{each.pointer}", each.message, each.code) for each in inside]
        error = "invalid_message"
    else:
        arguments.required("blocks")
        found, error = errors_of(arguments.structure("blocks", error="invalid_blocks")), "invalid_blocks"
    if found:
        raise SlackError(error, errors=[each.as_json() for each in found])
    return {}


METHODS = {
    "api.test": Method(api_test, token="none", tier=4),  # noqa: S106 (a kind of token, not one)
    "apps.connections.open": Method(connections_open, token="app", tier=1),  # noqa: S106 (a kind of token, not one)
    "auth.test": Method(auth_test, tier=4),
    "blocks.validate": Method(blocks_validate),
    "reactions.add": Method(reactions_add, "reactions:write"),
    "reactions.remove": Method(reactions_remove, "reactions:write"),
    "users.info": Method(users_info, "users:read", tier=4),
}
