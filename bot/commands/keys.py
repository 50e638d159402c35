"""`whyfailed data new-key` and `rotate-keys`: the keys with which the tokens of workspaces are encrypted."""

from __future__ import annotations

from contextlib import closing

import click

from bot.errors import SettingsError
from bot.settings import read_store_settings, seal_of
from bot.store.database import Database
from bot.store.installations import renew_seals
from bot.store.sealing import new_key


def print_new_key() -> None:
    """Prints a key that nobody has had before."""
    click.echo(new_key())


def rotate() -> None:
    """Seals every token with the newest key. Raises StoreError, and SettingsError where none of the keys fits."""
    settings = read_store_settings()
    if not settings.installation_keys:
        raise SettingsError("INSTALLATION_KEYS is missing. Put the new key first and the old one behind it.")
    with closing(Database(settings.database_url)) as database:
        count = renew_seals(database, seal_of(settings))
    click.echo(f"{count} token(s) are encrypted with the first key now; the other keys can go.")
