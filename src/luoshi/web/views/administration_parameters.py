"""Deadlines and other parameters: what is in force, since when and by which rule; what was, and what will be."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luoshi.base.parameters import Declared, shelf
from luoshi.base.parameters.selectors import book, history
from luoshi.base.parameters.services import set_parameter
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.org.rights import must_administer
from luoshi.web.fields import Field
from luoshi.web.request import Asked, actor, today
from luoshi.web.views.administration_forms import HOME, Form, Sheet, Table, address, choice, day, keys, read_day, serve, text
from luoshi.web.views.administration_units import ASKING

FIXED = "site.demo"
Value = tuple[str, str, date, date | None, str]


@require_http_methods(ASKING)
def parameters(request: Asked) -> HttpResponse:
    """All parameters with the value of today and what is to come."""

    def make() -> Sheet:
        must_administer(actor(request))
        on, words = today(request), keys(request).words
        values, told = book(on), _by_name()
        rows = []
        for one in shelf:
            if one.name == FIXED or (words and words not in str(one.label) and words not in one.name):
                continue
            now = next((row for row in told.get(one.name, ()) if row[2] <= on and (row[3] is None or row[3] > on)), None)
            coming = [shown(one, row[1]) + " " + _("from %(day)s on") % {"day": row[2]} for row in told.get(one.name, ()) if row[2] > on]
            rows.append((
                (one.label, address("parameters", one.name)), f"{shown(one, values.text(one.name))} {one.measure}",
                now[2] if now else "—", now[4] if now else one.source, "；".join(reversed(coming)),
            ))  # fmt: skip
        heads = (_("Parameter"), _("Value"), _("From"), _("Source"), _("To come"))
        table = Table(heads, rows, empty=_("Nothing matches"))
        return Sheet(_("Deadlines and other parameters"), tables=[table], find=_("Words"))

    return serve(request, make)


@require_http_methods(ASKING)
def parameter(request: Asked, name: str) -> HttpResponse:
    """One parameter: every value it ever had or will have, and the form for the next."""
    must_administer(actor(request))
    declared = shelf.get(name)
    if declared is None:
        raise Unseen
    return serve(request, lambda: _sheet(request, declared))


def _sheet(request: Asked, one: Declared) -> Sheet:
    on, values = today(request), _by_name().get(one.name, [])

    def put(request: Asked, key: uuid.UUID) -> str:
        if one.name == FIXED:
            raise Refusal(_("A database is a demonstration from its first day or never."))
        set_parameter(
            actor=actor(request), at=request.at, command=key, name=one.name, value=request.POST.get("value", ""), since=read_day(request),
            source=request.POST.get("source", ""),
        )  # fmt: skip
        return address("parameters", one.name, "set")

    rows: list[tuple[object, ...]] = [
        (shown(one, value), since, until or "", _when(since, until, on), source) for _name, value, since, until, source in values
    ]
    first = values[-1][2] if values else None
    rows.append((shown(one, one.default), "—", first or "", _("now") if first is None or first > on else "", one.source))
    facts: list[tuple[object, object]] = [
        (_("Value today"), f"{shown(one, book(on).text(one.name))} {one.measure}"), (_("Name"), one.name),
    ]  # fmt: skip
    form = Form("set", _("Set another value"), _("Set from that day"), put, [
        _value_field(one), day("since", _("From"), on + timedelta(days=1)), text("source", _("By which rule")),
    ], _("The value of before stays readable, and what was counted with it stays as it was."))  # fmt: skip
    heads = (_("Value"), _("From"), _("Until"), "", _("Source"))
    table = Table(heads, rows, title=_("What was, is and will be"))
    crumbs = [(_("Deadlines and other parameters"), f"{HOME}parameters")]
    return Sheet(str(one.label), crumbs, facts, [table], [] if one.name == FIXED else [form])


def _value_field(one: Declared) -> Field:
    if one.kind == "flag":
        return choice("value", _("New value"), [("yes", _("yes")), ("no", _("no"))])
    return text("value", _("New value"))


def shown(one: Declared, value: str) -> str:
    """A value in words where it is yes or no."""
    words = {"yes": _("yes"), "no": _("no")}
    return words.get(value, value) if one.kind == "flag" else value


def _when(since: date, until: date | None, on: date) -> str:
    return _("to come") if since > on else _("now") if until is None or until > on else ""


def _by_name() -> dict[str, list[Value]]:
    """Every value ever set, the latest first under each name."""
    out: dict[str, list[Value]] = {}
    rows: Sequence[Value] = history()
    for row in rows:
        out.setdefault(row[0], []).append(row)
    return out
