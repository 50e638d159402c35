"""Checks of the way to Slack: token, scopes, time, and the door through which events come in.

Sources: docs.slack.dev, reference/methods/auth.test, apis/web-api, apis/events-api/using-socket-mode,
authentication/verifying-requests-from-slack.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from bot.doctor.asking import asked, unreachable
from bot.doctor.line import Line, problem, warning, well
from bot.doctor.patient import Known, Patient
from bot.errors import SlackRefusedError, SlackUnreachableError
from bot.settings import revealed
from bot.slack.installing import INSTALL_PATH
from bot.slack.scopes import NEEDED_BY, SCOPES
from bot.store.clock import SystemClock

LINK_WAIT = 10.0
"""Seconds for the Socket Mode link to open, and for Slack's first word on it."""
MOST_SKEW = 300.0
"""Seconds; older signatures are refused, by us and by Slack's own libraries."""
LARGE_SKEW = 30.0
"""Seconds; a clock that is kept in time is right to one."""

PASTE = "Paste slack-manifest.yaml anew at api.slack.com/apps, your app, App Manifest"
REINSTALL = f"{PASTE}; then install the app again at Install App, and copy the Bot User OAuth Token if it has changed."
REINSTALL_THERE = f"{PASTE}; then have the app installed there anew, at {INSTALL_PATH}."


def check_token(patient: Patient) -> Iterator[Line]:
    """Slack knows the bot's token."""
    client = patient.connect(revealed(patient.settings.slack_bot_token))
    try:
        answer = asked("auth.test", client.auth_test)
    except SlackRefusedError as refused:
        mend = "Copy the Bot User OAuth Token anew into SLACK_BOT_TOKEN: api.slack.com/apps, your app, Install App."
        yield problem(f"Slack does not take SLACK_BOT_TOKEN: {refused.code}.", mend)
    except SlackUnreachableError as nothing:
        yield unreachable(nothing, patient)
    else:
        patient.known.append(Known("The token", client, answer))
        yield well(f"Slack knows the token: {answer.get('user')} in {answer.get('team')}.")


def check_scopes(patient: Patient) -> Iterator[Line]:
    """Each token may do what the manifest asks for."""
    serves_many = patient.settings.serves_many
    mend = REINSTALL_THERE if serves_many else REINSTALL
    whole = 0
    for known in patient.known:
        header = _header(known, "x-oauth-scopes")
        if header is None:
            yield warning(f"{known.whose}: Slack did not say what it may do.", f"If something is refused: {mend}")
            continue
        given = {scope.strip() for scope in header.split(",")}
        missing = sorted(SCOPES - given)
        for scope in missing:
            uses = " and ".join(use for use, scopes in NEEDED_BY.items() if scope in scopes)
            yield problem(f"{known.whose} lacks the scope {scope}, which {uses} needs.", mend)
        whole += not missing
        if more := sorted(given - SCOPES):
            yield warning(
                f"{known.whose} may do more than whyfailed needs: {', '.join(more)}.", f"To give it up: {mend}"
            )
    if whole:
        which = f"{whole} token(s) of workspaces have" if serves_many else "The token has"
        yield well(f"{which} every scope of the manifest ({len(SCOPES)}).")


def _header(known: Known, name: str) -> str | None:
    """A header of Slack's answer; a proxy before it may write its name with capitals."""
    return next((value for key, value in known.answer.headers.items() if key.lower() == name), None)


def check_clock(patient: Patient) -> Iterator[Line]:
    """This machine's clock agrees with Slack's: signatures are good for five minutes only."""
    date = _header(patient.known[0], "date")
    if date is None:
        yield warning("Slack's answer names no time to compare with.", "Look at what stands between us and Slack.")
        return
    skew = SystemClock().now() - parsedate_to_datetime(date).timestamp()
    said = f"This machine's clock is {abs(skew):.0f} seconds {'ahead of' if skew > 0 else 'behind'} Slack's"
    mend = "Keep it in time with NTP, for example: timedatectl set-ntp true"
    if abs(skew) >= MOST_SKEW:
        yield problem(f"{said}; what Slack sends is refused as too old.", mend)
    elif abs(skew) > LARGE_SKEW:
        yield warning(f"{said}; beyond {MOST_SKEW:.0f} everything that Slack sends is refused.", mend)
    else:
        yield well("This machine's clock agrees with Slack's.")


def check_door(patient: Patient) -> Iterator[Line]:
    """Events can come in: the Socket Mode link opens, or there is a secret to check Slack's signatures with."""
    if patient.settings.slack_app_token is not None:
        yield _link(patient, revealed(patient.settings.slack_app_token))
    else:
        also = f" Workspaces install the app there, at {INSTALL_PATH}." if patient.settings.serves_many else ""
        yield well(
            f"The signing secret is there; Slack posts to your public address, which leads to port "
            f"{patient.settings.port} of {patient.settings.host}.{also}"
        )


def _link(patient: Patient, token: str) -> Line:
    method = "apps.connections.open"
    try:
        opened = asked(method, lambda: patient.connect(None).apps_connections_open(app_token=token))
    except SlackRefusedError as refused:
        return problem(
            f"Slack opens no Socket Mode link: {refused.code}.",
            "At api.slack.com/apps, your app: enable it at Socket Mode, and copy a token with the scope "
            "connections:write from Basic Information, App-Level Tokens, into SLACK_APP_TOKEN.",
        )
    mend = "Let this machine open websockets to Slack (wss, port 443), also through your proxy."
    try:
        # Closed at the first word: an event that Slack puts on this link would wait for its next attempt.
        with connect(str(opened["url"]), open_timeout=LINK_WAIT, close_timeout=1) as link:
            word = json.loads(link.recv(timeout=LINK_WAIT))
    except (WebSocketException, OSError, ValueError) as broken:
        return problem(f"The Socket Mode link does not open: {type(broken).__name__}.", mend)
    if not isinstance(word, dict) or word.get("type") != "hello":
        return problem("The Socket Mode link opens, and Slack does not say hello on it.", mend)
    others = int(word.get("num_connections", 1)) - 1
    return well(f"The Socket Mode link opens; {others} other(s) are open." if others else "The Socket Mode link opens.")
