"""Check of the way of a case to support."""

from __future__ import annotations

from collections.abc import Iterator

from bot.bootstrap import mailer_for
from bot.doctor.line import Line, problem, warning, well
from bot.doctor.patient import Patient
from bot.errors import MailError


def check_mail(patient: Patient) -> Iterator[Line]:
    """The mail server lets us in, or the folder takes mails; nothing is sent."""
    settings = patient.settings
    mailer = mailer_for(settings)
    try:
        mailer.check()
    except MailError as refused:
        yield problem(str(refused), "The lines with SMTP_ and MAIL_DIR in .env.example say what belongs there.")
        return
    if mailer.is_final:
        yield well(
            f"{settings.smtp_host}, port {settings.smtp_port}, lets us in as a sender; nothing was sent. "
            f"Cases go to {settings.escalation_email}."
        )
    else:
        yield warning(
            f"No mail server is set: mails are written into {settings.mail_dir}, and somebody has to send them.",
            "Set SMTP_HOST, SMTP_FROM and, where the server asks for it, SMTP_USERNAME and SMTP_PASSWORD.",
        )
