"""Refusals: what Slack's words for an error mean to us (docs.slack.dev, the errors of each method)."""

from __future__ import annotations

UNFIT_MESSAGE = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "metadata_too_large", "msg_blocks_too_long", "msg_too_long", "no_text"}
)
"""Errors that are about the message, not the place: a plainer one can be sent instead."""

TOO_LONG = frozenset({"msg_blocks_too_long", "msg_too_long"})
"""Of these, those that a shorter message does not meet."""

NO_MEMBER = frozenset({"channel_not_found", "not_in_channel"})
"""Errors for a conversation that we are not in; a private one is not even known to us."""

NO_PLACE = NO_MEMBER | {
    "is_archived",
    "restricted_action",
    "restricted_action_read_only_channel",
    "restricted_action_thread_locked",
    "thread_not_found",
}
"""Errors about the place: we may not post there, whatever the message."""

STILL_READ = NO_PLACE - NO_MEMBER - {"is_archived"}
"""Of these, those of a conversation in which one person can still be told something."""

NO_EDIT = frozenset({"cant_update_message", "edit_window_closed", "message_not_found"})
"""Errors for a message that cannot be changed: it is gone, too old or not ours."""

NO_TRIGGER = frozenset({"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired"})
"""Errors of a press that was too long ago, or that opened a modal already."""

NO_AGENT = frozenset({"not_allowed", "unknown_method"})
"""Errors where the app is no agent, or Slack knows of none: there are direct messages and no agent view."""

FOR_GOOD = (
    UNFIT_MESSAGE
    | NO_PLACE
    | NO_TRIGGER
    | NO_AGENT
    | NO_EDIT
    | {
        "cannot_dm_bot",
        "messages_tab_disabled",
        "not_found",
        "user_not_found",
        "user_not_in_channel",
    }
)
"""Errors that the same call meets again. Others (a revoked token, a missing scope, trouble at Slack) may be mended."""

DEAD_TOKEN = frozenset({"account_inactive", "invalid_auth", "token_expired", "token_revoked"})
"""What Slack says of a token that will never work again (docs.slack.dev, reference/methods/auth.test)."""

OF_RESPONSE_URLS = ("used_url", "expired_url", "no_text", "invalid_blocks", "invalid_payload", "channel_not_found")

OF_FILES = frozenset({"file_deleted", "file_not_found", "missing_scope"})
"""Refusals of files.info; without a scope there is no reading a file, and its owner is told which one is missing."""
