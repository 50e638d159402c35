"""Somebody who installs the app in a browser: follows the pages from ours to Slack's and back, cookies in hand."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from http.client import HTTPMessage
from urllib.parse import urljoin

from tests.exchange import exchange


@dataclass(frozen=True)
class Shown:
    """A page."""

    status: int
    text: str
    headers: HTTPMessage
    address: str

    @property
    def heading(self) -> str:
        """What it says on top."""
        found = re.search(r"<h1>(.*?)</h1>", self.text, re.DOTALL)
        assert found is not None, self.text
        return html.unescape(found[1])

    def link(self, label: str) -> str:
        """Where a button leads."""
        found = re.search(rf'href="([^"]*)"[^>]*>{re.escape(label)}<', self.text)
        assert found is not None, self.text
        return urljoin(self.address, html.unescape(found[1]))


@dataclass
class Browser:
    """Opens pages; keeps cookies, also those that only go over https, as browsers do for their own machine."""

    cookies: dict[str, str] = field(default_factory=dict)

    def open(self, address: str) -> Shown:
        """A page, after what it redirects to."""
        for _ in range(5):
            shown = self._fetch(address)
            if shown.status not in (302, 303, 307):
                return shown
            address = urljoin(address, shown.headers["Location"])
        raise AssertionError(f"{address} redirects in a circle")

    def _fetch(self, address: str) -> Shown:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = exchange(address, headers={"Cookie": cookie} if cookie else None)
        for given in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = given.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Shown(*answer, address)
