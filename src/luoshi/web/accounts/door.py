"""The door of the house: one query tells who is asking, with the holdings of today, and brings the stamps of all copies along.

What lies behind it opens for nobody who is not signed in, unless its view is marked `open_to_all`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Q, QuerySet

from luoshi.base.actor import GUEST, Actor
from luoshi.base.clock import local_date
from luoshi.base.copies.compiled import MOMENT, WORD, compiled
from luoshi.base.copies.kept import AllStamps, brought
from luoshi.base.parameters.selectors import book
from luoshi.kernel.org.held import administrators_apart, grants
from luoshi.kernel.org.standing_in import stand_in
from luoshi.web.accounts import sessions
from luoshi.web.accounts.models import SignIn
from luoshi.web.accounts.passwords import is_due
from luoshi.web.accounts.services import digest

COOKIE = f"{settings.COOKIE_PREFIX}luoshi"
OPEN = "open_to_all"
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Visitor:
    """Who asks, and how the pages should look to them."""

    actor: Actor
    name: str = ""
    post: str = ""
    unit: str = ""
    sign_in: int = 0
    risk: str = ""
    how: str = ""
    shown_at: datetime | None = None
    must_change: bool = False

    @property
    def signed_in(self) -> bool:
        return self.actor.person is not None


NOBODY = Visitor(GUEST)


def visitor(token: str | None, at: datetime) -> Visitor:
    """Who holds this cookie, by today's holdings; a guest without one. Somebody who has left is a guest from that day on."""
    if not token:
        return NOBODY
    on = local_date(at)
    rows = compiled((), ("door", on), lambda: _asked(on)).tuples(at=at, word=digest(token))
    if not rows:
        return NOBODY
    brought(rows[0][-1])
    pk, name, post, unit_id, unit = rows[0][:5]
    today = [row[5:8] for row in rows if row[5] and row[8] <= on and (row[9] is None or row[9] > on)]
    actor = stand_in(Actor(pk, name, grants(today, apart=administrators_apart(on)), unit_id), on)
    return _resting(rows[0][10:-1], Visitor(actor, name, post, unit), at)


def _asked(on: date) -> QuerySet[SignIn, Any]:
    """Who is behind a cookie on this day, one row for each holding."""
    person = "account__person__"
    here = Q(**{f"{person}since__lte": on}) & (Q(**{f"{person}until__isnull": True}) | Q(**{f"{person}until__gt": on}))
    held = f"{person}holdings__"
    columns = [f"{person}id", f"{person}name", f"{person}post", f"{person}unit_id", f"{person}unit__name"]
    holding = [f"{held}role", f"{held}unit_id", f"{held}unit__receives_for_id", f"{held}since", f"{held}until"]
    session = ["id", "risk", "how", "since", "seen_at", "shown_at", "account__must_change", "account__set_at"]
    found = SignIn.objects.filter(here, token_digest=WORD, until__gt=MOMENT)
    return found.values_list(*columns, *holding, *session, AllStamps())


def _resting(session: tuple[Any, ...], who: Visitor, at: datetime) -> Visitor:
    """The visitor, or nobody where the session has rested or lasted too long for the risk that it carries now."""
    pk, risk, how, since, seen_at, shown_at, must_change, set_at = session
    risk = sessions.risk_now(risk, how, who.actor)
    if not sessions.holds(sessions.limits(risk, book(local_date(at))), since, seen_at, at):
        return NOBODY
    if how != sessions.DEMO:
        sessions.seen(pk, seen_at, at, risk)
    must = how == "password" and is_due(must_change, set_at, at)
    return replace(who, sign_in=pk, risk=risk, how=how, shown_at=shown_at or since, must_change=must)


def open_to_all(view: View) -> View:
    """This view answers everybody, signed in or not, and looks itself at who is asking."""
    setattr(view, OPEN, True)
    return view


def opens(view: Callable[..., Any], who: Visitor) -> bool:
    """Does this view answer this visitor at all?"""
    return who.signed_in or bool(getattr(view, OPEN, False))
