"""Sealing: tokens are encrypted before they reach the database, with a key that is only in the settings.

Fernet: AES-128-CBC with HMAC-SHA256 (github.com/fernet/spec); the first key seals, every key opens.
"""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.errors import SettingsError


def new_key() -> str:
    """A key for INSTALLATION_KEYS."""
    return Fernet.generate_key().decode()


class Seal:
    """Seals and opens the tokens of workspaces."""

    def __init__(self, keys: Sequence[str]) -> None:
        """`keys` newest first. Raises ValueError for what is no key."""
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    def closed(self, token: str, *, team: str) -> str:
        """The token as it may be stored. It opens for this workspace only, in whatever row it stands."""
        return self._fernet.encrypt(f"{team} {token}".encode()).decode()

    def opened(self, sealed: str, *, team: str) -> str:
        """The token. Raises SettingsError where no key of ours opens it, or it was sealed for another workspace."""
        try:
            owner, _, token = self._fernet.decrypt(sealed.encode()).decode().partition(" ")
        except InvalidToken:
            owner, token = "", ""
        if owner != team:
            raise SettingsError(
                f"The token of workspace {team} cannot be opened. INSTALLATION_KEYS lacks the key that it was sealed "
                "with: add it behind the others, or install the app there anew."
            )
        return token

    def renewed(self, sealed: str, *, team: str) -> str:
        """The same token under the newest key. Raises SettingsError as `opened` does."""
        return self.closed(self.opened(sealed, team=team), team=team)
