"""Sentences: the small messages beside answers, each a template of its name in `templates/slack/sentences/`."""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, ...]] = {
    "help": (),
    "empty_mention": (),
    "only_emoji": (),
    "files_only": (),
    "too_long": ("most",),
    "binary": (),
    "file_unreadable": ("file",),
    "error": ("reference",),
    "busy": (),
    "case_unknown": (),
    "solved": (),
    "not_solved": (),
    "packet": ("recipient", "subject", "body", "mailto"),
    "packet_failed": ("reference",),
    "feedback_lost": (),
    "shared": (),
    "shared_before": (),
    "not_shared": ("code",),
    "deleted": ("questions", "presses", "mails"),
    "not_deleted": (),
}
"""Each sentence and the values that it is given, all of them text."""
