"""Check of what templates make: Slack itself looks at a block of every shape, and at every modal.

A template that somebody reworded may keep to JSON and still be refused. Slack's tier lets us ask some fifty times a
minute, so the longest block of each shape stands for all of its shape, and many are asked about in one call.
Source: docs.slack.dev, reference/methods/blocks.validate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.answers.fit import characters_in
from bot.doctor.asking import asked
from bot.doctor.line import Line, problem, warning, well
from bot.doctor.overheard import Specimen
from bot.doctor.patient import Patient
from bot.errors import SlackRefusedError

MOST_BLOCKS = 40
MOST_CHARACTERS = 10_000
"""Of one call: below Slack's own limits of a message, which hold here too."""

INVALID = ("invalid_blocks", "invalid_view")
"""Slack's words for what it would not take; `errors` beside them says where and why."""


def check_blocks(patient: Patient) -> Iterator[Line]:
    """Slack takes what the templates make."""
    renderer = patient.renderer
    questions = [*_bundles(renderer.blocks.values()), *([view] for view in renderer.views.values())]
    is_well = True
    for asked_already, specimens in enumerate(questions):
        try:
            errors = _errors_of(patient, specimens)
        except SlackRefusedError as refused:
            done = f"{asked_already} of {len(questions)} calls were answered"
            yield warning(f"{refused} {done}.", "Try again in some minutes.")
            return
        for specimen, error in errors:
            is_well = False
            yield problem(f"Slack would not take what {specimen.made_by} makes: {error}.", "Mend the template.")
    if is_well:
        yield well(f"Slack takes {len(renderer.blocks)} shapes of blocks and {len(renderer.views)} of modals.")


def _errors_of(patient: Patient, specimens: Sequence[Specimen]) -> list[tuple[Specimen, str]]:
    """What Slack says against them. Raises SlackRefusedError where it does not look at them."""
    contents = [specimen.content for specimen in specimens]
    is_view = contents[0]["type"] == "modal"
    client = patient.known[0].client

    def ask() -> SlackResponse:
        try:
            if is_view:
                return client.blocks_validate(view=contents[0])
            return client.blocks_validate(blocks=contents)
        except SlackApiError as refused:
            answer: SlackResponse = refused.response
            if answer.get("error") in INVALID:
                return answer
            raise

    answer = asked("blocks.validate", ask)
    if answer.get("ok"):
        return []
    found = []
    for error in answer.get("errors") or [{"pointer": "/0", "message": answer.get("error")}]:
        pointer = str(error.get("pointer", ""))
        place = pointer.split("/")[1] if "/" in pointer else ""
        at = int(place) if place.isdigit() and not is_view and int(place) < len(specimens) else 0
        found.append((specimens[at], f"{error.get('message')} (at {pointer})"))
    return found


def _bundles(specimens: Iterable[Specimen]) -> Iterator[list[Specimen]]:
    """As many in one call as fit."""
    bundle: list[Specimen] = []
    for specimen in specimens:
        size = characters_in([each.content for each in (*bundle, specimen)])
        if bundle and (len(bundle) == MOST_BLOCKS or size > MOST_CHARACTERS):
            yield bundle
            bundle = []
        bundle.append(specimen)
    if bundle:
        yield bundle
