"""views.*: modals and the App Home (docs.slack.dev, surfaces/modals and surfaces/app-home)."""

from __future__ import annotations

import json
from dataclasses import replace

from bot.local.arguments import Arguments
from bot.local.block_kit import view_errors
from bot.local.method import Context, Method
from bot.local.nouns import JSON, SlackError, View
from bot.local.payloads import view_body

LARGEST_VIEW = 250_000
"""In bytes of JSON; beyond it Slack answers `view_too_large`."""


def checked_view(content: object, *, kind: str) -> JSON:
    """A view of kind `modal` or `home`. Raises SlackError `invalid_arguments` or `view_too_large`."""
    if not isinstance(content, dict) or content.get("type") != kind:
        raise SlackError("invalid_arguments", response_metadata={"messages": [f"[ERROR] view must be a {kind}"]})
    if len(json.dumps(content)) > LARGEST_VIEW:
        raise SlackError("view_too_large")
    found = view_errors(content)
    if found:
        messages = [f"[ERROR] {each.message} [json-pointer:/view{each.pointer}]" for each in found]
        raise SlackError("invalid_arguments", response_metadata={"messages": messages})
    blocks = [
        block if "block_id" in block else {**block, "block_id": f"v{position}"}
        for position, block in enumerate(content["blocks"])
    ]
    named = [_with_action_id(block, position) for position, block in enumerate(blocks)]
    return {**content, "blocks": named}


def open_view(context: Context, arguments: Arguments) -> JSON:
    """Show a modal to whoever pressed."""
    content = checked_view(arguments.structure("view"), kind="modal")
    person = context.triggers.use(arguments.required("trigger_id"))
    return _shown(context, context.workspace.open_view(person, content))


def push(context: Context, arguments: Arguments) -> JSON:
    """Put a modal on top of the one whose element was pressed."""
    content = checked_view(arguments.structure("view"), kind="modal")
    person = context.triggers.use(arguments.required("trigger_id"))
    stack = context.workspace.stack(person)
    if not stack:
        raise SlackError("not_found")
    return _shown(context, context.workspace.open_view(person, content, on=stack[-1]))


def update(context: Context, arguments: Arguments) -> JSON:
    """Change an open modal. Raises SlackError `hash_conflict` when somebody else did first."""
    content = checked_view(arguments.structure("view"), kind="modal")
    if "view_id" in arguments:
        view = context.workspace.view(arguments.text("view_id"))
    else:
        view = context.workspace.view_by_external_id(arguments.required("external_id"))
    if "hash" in arguments and arguments.text("hash") != view.hash:
        raise SlackError("hash_conflict")
    return _shown(context, context.workspace.set_view(replace(view, content=content, errors={})))


def publish(context: Context, arguments: Arguments) -> JSON:
    """Show somebody their App Home."""
    content = checked_view(arguments.structure("view"), kind="home")
    person = context.workspace.person(arguments.required("user_id"))
    current = context.workspace.home(person.id)
    if "hash" in arguments and current and arguments.text("hash") != current.hash:
        raise SlackError("hash_conflict")
    return _shown(context, context.workspace.publish_home(person.id, content))


def _shown(context: Context, view: View) -> JSON:
    return {"view": view_body(view, context.app, context.workspace.team)}


def _with_action_id(block: JSON, position: int) -> JSON:
    """An input's element has an action_id in Slack even where the app gave none."""
    element = block.get("element")
    if block.get("type") != "input" or not isinstance(element, dict) or element.get("action_id"):
        return block
    return {**block, "element": {**element, "action_id": f"a{position}"}}


METHODS = {
    "views.open": Method(open_view, tier=4),
    "views.publish": Method(publish, tier=4),
    "views.push": Method(push, tier=4),
    "views.update": Method(update, tier=4),
}
