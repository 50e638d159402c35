"""What becomes of a claim where Slack does not take what we say."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from bot.errors import LeaseLostError, SlackRefusedError, SlackUnreachableError
from bot.store.claims import Claim, Claims

log = logging.getLogger(__name__)


@contextmanager
def ended_by_trouble(claims: Claims, claim: Claim) -> Iterator[None]:
    """Leave a claim to the next round, or close it where Slack would refuse again."""
    try:
        yield
    except LeaseLostError as lost:
        log.info("%s", lost)
        claims.leave(claim)
    except SlackUnreachableError as unreachable:
        # What only the asker sees is never repeated: resume() will close it.
        log.error("%s Event %s waits for the next round.", unreachable, claim.event_id)
        claims.leave(claim)
    except SlackRefusedError as refused:
        log.error("%s Event %s gets no reply.", refused, claim.event_id)
        claims.closed(claim)
