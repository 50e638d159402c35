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
    "escalation_queued": ("case", "person", "recipient"),
    "escalation_sent": ("case", "person", "recipient"),
    "escalation_written": ("case", "person", "recipient"),
    "escalation_failed": ("case", "person", "recipient", "reason"),
    "escalation_not_sent": ("case", "recipient", "reason", "mailto"),
    "escalation_for_leads": ("case", "person", "recipient", "reason"),
    "escalation_draft": ("recipient", "mailto"),
    "escalation_before": (),
    "escalation_not_kept": ("recipient",),
    "no_address": (),
    "form_too_late": (),
    "too_many_person": ("rate", "minutes"),
    "too_many_workspace": ("rate", "minutes"),
    "feedback_lost": (),
    "shared": (),
    "shared_before": (),
    "not_shared": ("code",),
    "deleted": ("questions", "presses", "mails"),
    "not_deleted": (),
    "not_installed": (),
}
"""Each sentence and the values that it is given, all of them text."""
