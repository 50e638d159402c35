"""Asking: one call of the Web API, and the sentences for whatever Slack does not do."""

from __future__ import annotations

from collections.abc import Callable

from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.doctor.line import Line, problem
from bot.doctor.patient import Patient
from bot.errors import SlackRefusedError, SlackUnreachableError
from bot.slack.clients import NO_ANSWER, word_of


def unreachable(nothing: SlackUnreachableError, patient: Patient) -> Line:
    """Slack is not there; the sentence names the address that was asked."""
    return problem(str(nothing), f"Let this machine reach {patient.settings.slack_api_url}, or mend SLACK_API_URL.")


def asked(method: str, call: Callable[[], SlackResponse]) -> SlackResponse:
    """Slack's answer. Raises SlackRefusedError where it says no, and SlackUnreachableError where it says nothing."""
    try:
        return call()
    except SlackApiError as refused:
        raise SlackRefusedError(method, word_of(refused)) from None
    except NO_ANSWER as nothing:
        raise SlackUnreachableError(f"Slack gave no answer to {method}: {type(nothing).__name__}.") from None
