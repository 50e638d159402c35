"""SMTP: one mail to one address over an encrypted, authenticated connection, within a fixed time.

By aiosmtplib rather than the standard library's smtplib, which limits the time of single reads only: a server that
sends a byte now and then would hold a mail for longer than its lease, and another process would send it again.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import aiosmtplib

from bot.errors import MailError, MailRefusedError
from bot.escalation.mime import mime_of
from bot.store.outbox import OutboxMail

DEADLINE = 30.0
"""Seconds for everything from connecting to the server's answer to the mail."""
TURNS = 8
"""Turns of the event loop in which a closed connection lets go of its socket; encryption lets go layer by layer."""

GOODBYE = 2.0
"""Seconds for the QUIT behind it, which changes nothing any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mails are handed in, and as whom."""

    host: str
    port: int
    tls: Literal["starttls", "implicit", "none"]
    address: str
    """What mails come from."""
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: Path | None = None
    """The authority behind the server's certificate; None for those that the machine trusts."""


class SmtpMailer:
    """Hands mails to a mail server."""

    is_final = True

    def __init__(self, server: MailServer, *, deadline: float = DEADLINE) -> None:
        self.address = server.address
        self._server = server
        self._deadline = deadline
        self._tls = None if server.tls == "none" else ssl.create_default_context(cafile=server.ca_file)

    def send(self, mail: OutboxMail) -> None:
        """Come back when the server has taken it. Raises MailError, and MailRefusedError where it says no for good."""
        asyncio.run(self._send(mime_of(mail, sender=self.address).as_bytes(), to=mail.to))

    def check(self) -> None:
        """Connect, encrypt, authenticate and name our address as a sender, and send nothing. Raises MailError."""
        asyncio.run(self._check())

    async def _send(self, content: bytes, *, to: str) -> None:
        async with self._connected() as client:
            await client.sendmail(self.address, [to], content)

    async def _check(self) -> None:
        async with self._connected() as client:
            await client.mail(self.address)
            await client.rset()

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[aiosmtplib.SMTP]:
        """A connection for one piece of work, all within the deadline. Raises MailError for whatever fails in it."""
        server = self._server
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.tls == "implicit",
            start_tls=server.tls == "starttls",
            tls_context=self._tls,
            username=server.username,
            password=server.password,
            timeout=self._deadline,
        )
        transport: asyncio.BaseTransport | None = None
        try:
            async with asyncio.timeout(self._deadline):
                await client.connect()
                transport = client.transport
                yield client
        except (aiosmtplib.SMTPException, OSError) as problem:
            raise _told(problem) from None
        else:
            with suppress(aiosmtplib.SMTPException, OSError):
                await client.quit(timeout=GOODBYE)
        finally:
            client.close()
            if isinstance(transport, asyncio.WriteTransport):
                transport.abort()  # closing encryption politely would wait for the server, after the mail is over
            for _ in range(TURNS):
                await asyncio.sleep(0)


def _told(problem: Exception) -> MailError:
    """What a person reads; the server's own text stays out, for it may quote the mail."""
    match problem:
        case aiosmtplib.SMTPRecipientsRefused(recipients=[first, *_]):
            return _answered(first.code, "the address of support")
        case aiosmtplib.SMTPDataError(code=code):
            return _answered(code, "the mail")
        case aiosmtplib.SMTPAuthenticationError(code=code):
            return MailError(f"The mail server does not take SMTP_USERNAME and SMTP_PASSWORD (it answered {code}).")
        case aiosmtplib.SMTPSenderRefused(code=code):
            return MailError(f"The mail server does not take SMTP_FROM as a sender (it answered {code}).")
        case aiosmtplib.SMTPResponseException(code=code):
            return MailError(f"The mail server answered {code}.")
        case TimeoutError():
            return MailError("The mail server gave no answer in time.")
        case aiosmtplib.SMTPServerDisconnected():
            return MailError("The mail server hung up.")
        case ssl.SSLError():
            return MailError("The mail server's certificate or encryption is not trusted; look at SMTP_CA_FILE.")
        case OSError():
            return MailError("The mail server could not be reached; look at SMTP_HOST, SMTP_PORT and SMTP_TLS.")
        case _:
            return MailError("The mail server cannot do what is asked: encryption or authentication is missing there.")


def _answered(code: int, about: str) -> MailError:
    if code >= 500:
        return MailRefusedError(f"The mail server refuses {about} for good (it answered {code}).")
    return MailError(f"The mail server does not take {about} at the moment (it answered {code}).")
