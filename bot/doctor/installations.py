"""Check of the tokens that workspaces left when they installed the app: there is no single one then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from bot.doctor.asking import asked, unreachable
from bot.doctor.line import Line, problem, warning, well
from bot.doctor.patient import Known, Patient
from bot.errors import SettingsError, SlackRefusedError, SlackUnreachableError
from bot.settings import seal_of
from bot.slack.installing import INSTALL_PATH
from bot.store.database import Database
from bot.store.installations import sealed_tokens

KEYS = "docs/many-workspaces.md says how keys are changed; an old key may always be given back behind the others."


def check_installations(patient: Patient) -> Iterator[Line]:
    """How many there are; each token opens with our keys, and Slack takes it."""
    left = _left_in(patient)
    if not left:
        yield well(f"No workspace has installed the app yet; each begins at {INSTALL_PATH}.")
        return
    seal = seal_of(patient.settings)
    for asked_already, (team, sealed) in enumerate(left):
        try:
            token = seal.opened(sealed, team=team)
        except SettingsError as locked:
            yield problem(str(locked), KEYS)
            continue
        patient.opened.append(token)
        client = patient.connect(token)
        try:
            answer = asked("auth.test", client.auth_test)
        except SlackUnreachableError as nothing:
            yield unreachable(nothing, patient)
            return
        except SlackRefusedError as refused:
            if refused.code == "ratelimited":
                yield warning(f"{refused} {asked_already} of {len(left)} tokens were tried.", "Try again in a minute.")
                return
            yield problem(
                f"Slack does not take the token of workspace {team}: {refused.code}.",
                f"If they want it still, have the app installed there anew, at {INSTALL_PATH}; "
                f"if not, `whyfailed data delete --workspace {team}`.",
            )
        else:
            patient.known.append(Known(f"The token of workspace {team}", client, answer))
    if patient.known:
        yield well(f"The app is installed in {len(left)} workspace(s); Slack takes the token of {len(patient.known)}.")


def _left_in(patient: Patient) -> tuple[tuple[str, str], ...]:
    """Workspaces with their tokens, sealed; a database that is not there yet is not made."""
    file = patient.database_file
    if file is not None and not file.exists():
        return ()
    with closing(Database(patient.settings.database_url)) as database:
        return sealed_tokens(database, client_id=patient.settings.slack_client_id or "")
