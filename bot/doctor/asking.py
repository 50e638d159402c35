"""Asking: one call of the Web API, and the sentence for whatever Slack does not do."""

from __future__ import annotations

from collections.abc import Callable
from http.client import HTTPException

from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from bot.errors import SlackRefusedError, SlackUnreachableError


def asked(method: str, call: Callable[[], SlackResponse]) -> SlackResponse:
    """Slack's answer. Raises SlackRefusedError where it says no, and SlackUnreachableError where it says nothing."""
    try:
        return call()
    except SlackApiError as refused:
        answer = refused.response
        word = answer.get("error") if isinstance(answer.data, dict) else None
        raise SlackRefusedError(method, str(word or f"status {answer.status_code}")) from None
    except (SlackClientError, OSError, HTTPException, ValueError) as nothing:
        raise SlackUnreachableError(f"Slack gave no answer to {method}: {type(nothing).__name__}.") from None
