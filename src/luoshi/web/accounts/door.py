"""The door of the house: one query tells who is asking, with the holdings of today, and brings the stamps of all copies along.

What lies behind it opens for nobody who is not signed in, unless its view is marked `open_to_all`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Q

from luoshi.base.actor import GUEST, Actor
from luoshi.base.clock import local_date
from luoshi.base.copies.kept import AllStamps, brought
from luoshi.kernel.org.held import grants
from luoshi.kernel.org.standing_in import stand_in
from luoshi.web.accounts.models import SignIn
from luoshi.web.accounts.services import digest

COOKIE = "luoshi"
OPEN = "open_to_all"
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Visitor:
    """Who asks, and how the pages should look to them."""

    actor: Actor
    name: str = ""
    post: str = ""
    unit: str = ""

    @property
    def signed_in(self) -> bool:
        return self.actor.person is not None


NOBODY = Visitor(GUEST)


def visitor(token: str | None, at: datetime) -> Visitor:
    """Who holds this cookie, by today's holdings; a guest without one. Somebody who has left is a guest from that day on."""
    if not token:
        return NOBODY
    on = local_date(at)
    person = "account__person__"
    here = Q(**{f"{person}since__lte": on}) & (Q(**{f"{person}until__isnull": True}) | Q(**{f"{person}until__gt": on}))
    held = f"{person}holdings__"
    columns = [f"{person}id", f"{person}name", f"{person}post", f"{person}unit_id", f"{person}unit__name"]
    holding = [f"{held}role", f"{held}unit_id", f"{held}unit__receives_for_id", f"{held}since", f"{held}until"]
    found = SignIn.objects.filter(here, token_digest=digest(token), until__gt=at)
    rows = list(found.values_list(*columns, *holding, AllStamps()))
    if not rows:
        return NOBODY
    brought(rows[0][-1])
    pk, name, post, unit_id, unit = rows[0][:5]
    today = [row[5:8] for row in rows if row[5] and row[8] <= on and (row[9] is None or row[9] > on)]
    return Visitor(stand_in(Actor(pk, name, grants(today), unit_id), on), name, post, unit)


def open_to_all(view: View) -> View:
    """This view answers everybody, signed in or not, and looks itself at who is asking."""
    setattr(view, OPEN, True)
    return view


def opens(view: Callable[..., Any], who: Visitor) -> bool:
    """Does this view answer this visitor at all?"""
    return who.signed_in or bool(getattr(view, OPEN, False))
