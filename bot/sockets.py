"""Sockets: whether a connection that is kept for its next use was hung up meanwhile."""

from __future__ import annotations

import select
import socket


def has_something_to_read(connection: socket.socket | int) -> bool:
    """Whether something came in, which where nothing was asked is the end; asks nobody, and does not wait."""
    try:
        readable, _, _ = select.select([connection], [], [], 0)
    except ValueError:  # closed here, or above 1,023, where select does not look
        return True
    return bool(readable)
