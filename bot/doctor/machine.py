"""Checks of this machine: the settings, who can read the files, the database."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import closing
from difflib import get_close_matches
from pathlib import Path

from dotenv import dotenv_values

from bot.doctor.line import Line, problem, warning, well
from bot.doctor.patient import Patient
from bot.settings import Settings
from bot.store.database import Database

LIKELY_MEANT = 0.85
"""Of difflib's 0..1: a letter or two are wrong, or stand in each other's place."""

MIGRATE = "The next start brings them up to date by itself, and so does `whyfailed data migrate`."


def check_settings(patient: Patient) -> Iterator[Line]:
    """Every setting that is missing or malformed, each with how to get it."""
    for each in patient.faulty:
        yield problem(f"{each.key}: {each.wrong}.", each.help)
    yield from _misspelled(patient.env_file)
    if not patient.faulty:
        how = "Socket Mode" if patient.settings.uses_socket_mode else "HTTP"
        how += ", for many workspaces" if patient.settings.serves_many else ""
        yield well(f"{len(Settings.model_fields)} settings can be read; Slack is connected over {how}.")


def _misspelled(env_file: Path) -> Iterator[Line]:
    """Names in `.env` that look like a setting's and are none: they are read by nobody, without a word."""
    try:
        given = dotenv_values(env_file, interpolate=False)
    except UnicodeDecodeError:
        return  # which is among the faulty settings
    known = [name.upper() for name in Settings.model_fields]
    for name in given:
        close = get_close_matches(name.upper(), known, n=1, cutoff=LIKELY_MEANT)
        if close and name.upper() not in known:
            yield warning(f"{env_file} has {name}, which is no setting.", f"If {close[0]} is meant, mend its name.")


def check_env_file(patient: Patient) -> Iterator[Line]:
    """`.env` holds the tokens: nobody else on this machine may read it."""
    absent = f"There is no {patient.env_file}; every setting comes from the environment."
    yield _who_can_read(patient.env_file, holds="the tokens in it", absent=absent)


def check_database_file(patient: Patient) -> Iterator[Line]:
    """The SQLite file holds what people asked: nobody else on this machine may read it."""
    file = patient.database_file
    if file is None:
        yield well("The database is no file on this machine.")
        return
    absent = f"There is no {file} yet; the first start makes it, readable by its owner only."
    yield _who_can_read(file, holds="what people asked", absent=absent, beside="*")


def _who_can_read(file: Path, *, holds: str, absent: str, beside: str = "") -> Line:
    """`beside` are the endings of files that come with it."""
    if not file.exists():
        return well(absent)
    if is_readable_by_anyone(file):
        return problem(f"Everyone on this machine can read {file}, and {holds}.", f"Run: chmod 600 {file}{beside}")
    return well(f"Not everyone on this machine can read {file}.")


def check_database(patient: Patient) -> Iterator[Line]:
    """It answers, takes writes, and has the tables of this version."""
    file = patient.database_file
    if file is not None and not file.exists():
        yield _place_for(file)
        return
    with closing(Database(patient.settings.database_url)) as database:
        missing = database.missing_migrations()
    if missing:
        yield warning(f"The database answers; its tables miss the migration(s) {', '.join(missing)}.", MIGRATE)
    else:
        yield well("The database answers, and its tables are up to date.")


def _place_for(file: Path) -> Line:
    """Whether the first start can make the file, which a check does not make."""
    folder = next(each for each in file.absolute().parents if each.exists())
    if os.access(folder, os.W_OK | os.X_OK):
        return well(f"There is no database yet; the first start makes {file}.")
    return problem(
        f"There is no database yet, and {file} cannot be made: {folder} is not writable.",
        f"Let the user that runs whyfailed write to {folder}, or name another place in DATABASE_URL.",
    )


def is_readable_by_anyone(file: Path) -> bool:
    """Whether its mode lets everybody read it and they can get to it through every folder above."""
    file = file.resolve()
    is_open = bool(file.stat().st_mode & stat.S_IROTH)
    return is_open and all(folder.stat().st_mode & stat.S_IXOTH for folder in file.parents)
