"""Mail through the plant's own server, encrypted unless the environment says otherwise."""

import os
import smtplib
import ssl
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage

from django.utils.translation import gettext_lazy as _

from luoshi.adapters.messages.channels.channel import Channel, Words, setting
from luoshi.adapters.messages.channels.trouble import Busy, Hopeless, Trouble
from luoshi.adapters.messages.channels.wire import SECONDS

LATER = frozenset({421, 450, 451, 452})


def send(address: str, words: Words, at: datetime) -> None:
    """One mail to one address. Sent again after a crash it has the same Message-ID, by which readers may show it once."""
    host, sender = setting("LUOSHI_MAIL_HOST"), setting("LUOSHI_MAIL_FROM")
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["Date"] = " ".join(words.heading.split()), sender, at
    mail["To"] = Address(addr_spec=address)
    mail["Message-ID"] = f"<{words.once}@{sender.rpartition('@')[2].strip('<> ')}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("\n".join((*words.lines, "", words.url, "")))
    try:
        with _server(host) as server:
            server.send_message(mail)
    except smtplib.SMTPRecipientsRefused as refused:
        code = next((said[0] for said in refused.recipients.values()), 0)
        raise (Trouble if 400 <= code < 500 else Hopeless)(f"mail: {code}") from None
    except smtplib.SMTPResponseException as refused:
        raise (Busy if refused.smtp_code in LATER else Trouble)(f"mail: {refused.smtp_code}") from None
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise Trouble(f"mail: {type(error).__name__}") from None


def _server(host: str) -> smtplib.SMTP:
    """LUOSHI_MAIL_TLS: starttls (as usual), tls from the first byte, none. A password never travels without encryption."""
    how, user = os.environ.get("LUOSHI_MAIL_TLS", "starttls"), os.environ.get("LUOSHI_MAIL_USER", "")
    if how not in ("starttls", "tls", "none") or (how == "none" and user):
        raise Hopeless("LUOSHI_MAIL_TLS must be starttls or tls")
    port = int(os.environ.get("LUOSHI_MAIL_PORT") or {"tls": 465, "starttls": 587, "none": 25}[how])
    context = ssl.create_default_context(cafile=os.environ.get("LUOSHI_MAIL_CA") or None)
    if how == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=SECONDS)
    try:
        if how == "starttls":
            server.starttls(context=context)
        if user:
            server.login(user, setting("LUOSHI_MAIL_PASSWORD"))
    except BaseException:
        server.close()
        raise
    return server


CHANNEL = Channel(
    name="mail",
    label=_("Mail"),
    hint=_("Your mail address at work"),
    needs=("LUOSHI_MAIL_HOST", "LUOSHI_MAIL_FROM"),
    fits=r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,50}[A-Za-z0-9])?",
    send=send,
)
