"""files.*: what the app may know of files that people upload."""

from __future__ import annotations

from bot.local.arguments import Arguments
from bot.local.method import Context, Method
from bot.local.nouns import JSON


def info(context: Context, arguments: Arguments) -> JSON:
    """One file's object."""
    return {"file": context.files.find(arguments.required("file", "file_not_found")).as_json()}


METHODS = {"files.info": Method(info, "files:read", tier=4)}
