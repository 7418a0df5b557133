"""A request as the door hands it to a view."""

from datetime import date, datetime

from django.http import HttpRequest

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.web.accounts.door import Visitor


class Asked(HttpRequest):
    """A request that knows its moment, its visitor and the chosen look."""

    at: datetime
    visitor: Visitor
    theme: str


def actor(request: Asked) -> Actor:
    return request.visitor.actor


def today(request: Asked) -> date:
    return local_date(request.at)
