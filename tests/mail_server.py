"""A real mail server on the loopback interface, that takes mails, refuses them, or breaks off in the middle."""

from __future__ import annotations

import asyncio
import gc
import queue
import ssl
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

HOST = "127.0.0.1"
USERNAME, PASSWORD = "whyfailed", "loopback-only"

HANG_UP = ""
"""In the place of an answer: the connection ends without one."""


class MailServer:
    """Keeps what it takes; `answers` are given to the next mails, one each, before all others are taken."""

    def __init__(self, folder: Path, *, tls: str, offers_auth: bool) -> None:
        self.taken: queue.Queue[EmailMessage] = queue.Queue()
        self.envelopes: list[tuple[str, list[str]]] = []
        self.sessions: list[Session] = []
        self.answers: list[str] = []
        """To the mail itself, after DATA; `HANG_UP` takes it and does not say so."""
        self.answers_to_recipients: list[str] = []
        self.released = threading.Event()
        """Cleared by a test that wants a server which never answers."""
        self.released.set()
        self._asked = threading.Event()
        authority = trustme.CA()
        self.ca_file = folder / "authority.pem"
        authority.cert_pem.write_to_path(self.ca_file)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(HOST).configure_cert(context)
        self._implicit = context if tls == "implicit" else None
        self._options: dict[str, Any] = {"tls_context": context, "require_starttls": True} if tls == "starttls" else {}
        if offers_auth:
            # aiosmtpd counts only STARTTLS as encryption; over implicit TLS it offers authentication unasked.
            self._options |= {"authenticator": _is_known, "auth_require_tls": tls == "starttls"}
            self._options |= {"auth_required": tls == "starttls"}
        self.port = 0

    def wait_for_mail(self, seconds: float = 10.0) -> EmailMessage:
        """The next mail that it took. Raises queue.Empty after `seconds`."""
        return self.taken.get(timeout=seconds)

    def wait_until_asked(self, seconds: float = 10.0) -> None:
        """Come back when somebody hands in a mail. Raises AssertionError after `seconds`."""
        assert self._asked.wait(seconds)

    async def handle_RCPT(  # noqa: N802 (aiosmtpd calls it so)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient, or give the next answer."""
        if self.answers_to_recipients:
            return self.answers_to_recipients.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (the same)
        """Take a mail, or give the next answer."""
        self._asked.set()
        await asyncio.to_thread(self.released.wait)
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer == HANG_UP or answer.startswith("2"):
            content = envelope.content or b""
            mail = message_from_bytes(content if isinstance(content, bytes) else content.encode(), policy=POLICY)
            assert isinstance(mail, EmailMessage)
            self.envelopes.append((str(envelope.mail_from), list(envelope.rcpt_tos)))
            self.sessions.append(session)
            self.taken.put(mail)
        if answer == HANG_UP:
            server.transport.abort()
        return answer

    @contextmanager
    def running(self) -> Iterator[MailServer]:
        """Serve, in a thread of its own."""
        loop = asyncio.new_event_loop()

        spoken: list[SMTP] = []

        def make() -> SMTP:
            protocol = SMTP(self, loop=loop, hostname="loopback.example", ident="a test's mail server", **self._options)
            spoken.append(protocol)
            return protocol

        server = loop.run_until_complete(loop.create_server(make, HOST, 0, ssl=self._implicit))
        self.port = server.sockets[0].getsockname()[1]
        thread = threading.Thread(target=loop.run_forever)
        thread.start()
        try:
            yield self
        finally:
            self.released.set()
            asyncio.run_coroutine_threadsafe(_ended(server, spoken), loop).result(10)
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()
            with warnings.catch_warnings():
                # what was broken off on purpose goes here, with its loop, and not at any moment in another test
                warnings.simplefilter("ignore", ResourceWarning)
                gc.collect()


TURNS = 8
"""Turns of the event loop in which a closed connection lets go of its socket; encryption lets go layer by layer."""


async def _ended(server: asyncio.Server, spoken: Sequence[SMTP]) -> None:
    server.close()
    rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)
    for protocol in spoken:
        for transport in (protocol.transport, getattr(protocol, "_original_transport", None)):
            if isinstance(transport, asyncio.WriteTransport):
                transport.abort()
    for _ in range(TURNS):
        await asyncio.sleep(0)


def _is_known(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any) -> AuthResult:
    known = LoginPassword(USERNAME.encode(), PASSWORD.encode())
    return AuthResult(success=given == known, handled=False)


Opener = Callable[..., MailServer]
