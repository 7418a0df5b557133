"""How long a signed-in browser may rest and last, by its risk: a phone for reporting, a desk, an administrator's desk."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.ledger.services import record
from luoshi.base.parameters.selectors import Book, book
from luoshi.base.refusal import Unseen
from luoshi.kernel.org.roles import ADMINISTRATORS
from luoshi.web.accounts.models import SignIn

PHONE, DESK, ADMIN = "phone", "desk", "admin"
DEMO = "demo"
DEVICES = (
    ("tablet", r"iPad|Tablet"),
    ("phone", r"Mobi|Android|iPhone"),
    ("windows", "Windows"),
    ("mac", "Macintosh"),
    ("linux", "X11|Linux"),
)
DESKS = ("windows", "mac", "linux")


@dataclass(frozen=True)
class Limits:
    """`idle` None: it may rest as long as it lasts."""

    idle: timedelta | None
    whole: timedelta


def device_of(agent: str) -> str:
    """What kind of thing a browser says it runs on; of all it says only this one word is kept."""
    return next((name for name, sign in DEVICES if re.search(sign, agent)), "")


def risk_of(device: str) -> str:
    return DESK if device in DESKS else PHONE


def device_words(device: str) -> str:
    words = {
        "phone": _("A phone"), "tablet": _("A tablet"), "windows": _("A computer with Windows"), "mac": _("A Mac"),
        "linux": _("A computer with Linux"),
    }  # fmt: skip
    return words.get(device, _("A browser"))


def limits(risk: str, params: Book) -> Limits:
    """The parameters in force for this risk."""
    if risk == ADMIN:
        return Limits(timedelta(minutes=params.count("accounts.admin_idle")), timedelta(hours=params.count("accounts.admin_hours")))
    if risk == DESK:
        return Limits(timedelta(minutes=params.count("accounts.desk_idle")), timedelta(days=params.count("accounts.desk_days")))
    return Limits(None, timedelta(days=params.count("accounts.signed_in_days")))


def risk_now(risk: str, how: str, actor: Actor) -> str:
    """The risk as of this request: who has become an administrator is one at once. A demonstration's click holds like a phone."""
    if how == DEMO:
        return PHONE
    return ADMIN if actor.holds(*ADMINISTRATORS) else risk


def holds(bounds: Limits, since: datetime, seen: datetime | None, at: datetime) -> bool:
    """Does a session still hold: neither too old nor at rest for too long?"""
    return at < since + bounds.whole and (bounds.idle is None or at < (seen or since) + bounds.idle)


def seen(pk: int, before: datetime | None, at: datetime, risk: str) -> None:
    """Note that a session was used: by the day for a phone, by the minute where a rest ends it."""
    if before is not None and at > before:
        if local_date(before) == local_date(at) if risk == PHONE else at - before < timedelta(minutes=1):
            return
    elif before is not None:
        return
    SignIn.objects.filter(pk=pk).update(seen_at=at)


@dataclass(frozen=True)
class Line:
    """A session as its person sees it."""

    pk: int
    device: str
    since: datetime
    seen: datetime
    here: bool


def own_sessions(actor: Actor, here: int, at: datetime) -> list[Line]:
    """The browsers in which this person is signed in, this one first."""
    rows, params = SignIn.objects.filter(account__person=actor.person, until__gt=at).order_by("-since", "-pk"), book(local_date(at))
    lines = [
        Line(row.pk, row.device, row.since, row.seen_at or row.since, row.pk == here)
        for row in rows
        if holds(limits(risk_now(row.risk, row.how, actor), params), row.since, row.seen_at, at)
    ]
    return sorted(lines, key=lambda line: not line.here)


def sweep_sessions(at: datetime) -> int:
    """Delete sessions that are over, and those of a desk that have rested too long."""
    idle = limits(DESK, book(local_date(at))).idle
    rested = Q(risk=DESK, seen_at__lte=at - (idle or timedelta(0)))
    ended, _rows = SignIn.objects.filter(Q(until__lte=at) | rested).delete()
    return ended


@transaction.atomic
def end_own(*, actor: Actor, at: datetime, here: int, session: int | None) -> int:
    """End one of the own sessions, or with None all but this one; how many ended. Somebody else's is Unseen."""
    rows = SignIn.objects.filter(account__person=actor.person)
    rows = rows.exclude(pk=here) if session is None else rows.filter(pk=session)
    ended, _rows = rows.delete()
    if session is not None and not ended:
        raise Unseen
    if ended and actor.person:
        payload = {"sessions": ended}
        record(
            actor=actor, at=at, verb="account.sessions_ended", subject=("person", actor.person), on=local_date(at), unit=actor.unit,
            payload=payload,
        )  # fmt: skip
    return ended
