"""Escalation: the packet that support needs to start, as a mail that is written only when somebody presses."""
