"""The pages of consultations: the list, one of them on one screen for the meeting, its dossiers and minutes on paper."""

from typing import Any
from urllib.parse import quote

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.base.clock import local_date
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.org.calendar import office_calendar
from luoshi.kernel.org.roles import LEADING
from luoshi.mechanisms.consultations import selectors
from luoshi.mechanisms.consultations.minutes import as_document, decided_words
from luoshi.mechanisms.consultations.selectors import Whole, whole
from luoshi.mechanisms.consultations.services.concluding import unchanged
from luoshi.mechanisms.consultations.times import due_of
from luoshi.mechanisms.consultations.web.drawing import head, item_context
from luoshi.mechanisms.consultations.web.forms import forms_of
from luoshi.web.clocks import clock_at
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import page
from luoshi.web.times import moment, short_moment
from luoshi.web.views.lists import key_of

HERE, HOME = "consultations", "/w/consultations/"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
def listed(request: Asked) -> HttpResponse:
    """Open ones by their day; concluded ones, the newest first. Whoever is asked to one finds it here too."""
    concluded = request.GET.get("view") == "concluded"
    rows, older = selectors.listed(actor(request), today(request), concluded=concluded, before=key_of(request, "before"))
    if not rows and not actor(request).holds("handler", *LEADING):
        raise Unseen
    calendar = office_calendar(today(request))
    lines = []
    for row in rows:
        due = due_of(row.planned_at, row.held_at)
        time = clock_at(row.called_at, row.held_at or row.called_at, due, row.concluded_at, request.at, calendar)
        lines.append((f"{HOME}{row.id}", row, short_moment(row.held_at or row.planned_at), _state(row), time))
    views = [(_("Open"), HOME, not concluded), (_("Concluded"), f"{HOME}?view=concluded", concluded)]
    older_url = f"?view=concluded&before={older}" if older else ""
    context = {"rows": lines, "views": views, "older_url": older_url, "concluded": concluded}
    crumbs = [(_("Home"), "/w/"), (_("Consultations"), "")]
    return page(request, "consultations/list.html", context, title=_("Consultations"), here=HERE, crumbs=crumbs, back="/w/")


def _state(row: selectors.Line) -> str:
    if row.concluded_at:
        return _("concluded")
    return _("held, not concluded") if row.held_at else _("called, not held")


@require_safe
def consultation(request: Asked, pk: int) -> HttpResponse:
    """The whole of it, with the first item that is not decided."""
    seen = whole(actor(request), pk, today(request))
    open_ = [put.item.ordinal for put in seen.items if put.row and not put.item.decision]
    return drawn(request, seen, open_[0] if open_ else 1)


@require_safe
def item(request: Asked, pk: int, n: int) -> HttpResponse:
    """The same with this item."""
    seen = whole(actor(request), pk, today(request))
    if n not in [put.item.ordinal for put in seen.items]:
        raise Unseen
    return drawn(request, seen, n)


@require_safe
def of_activity(request: Asked, activity: int) -> HttpResponse:
    """The consultation that an activity was."""
    return HttpResponseRedirect(f"{HOME}{selectors.held_as(actor(request), activity, today(request))}")


def drawn(request: Asked, seen: Whole, n: int, tried: str = "", refusal: Refusal | None = None) -> HttpResponse:
    """The page for the meeting: items, the dossier of the chosen one, words, decision, people; and what was refused."""
    one = seen.one
    chosen = next((put for put in seen.items if put.item.ordinal == n), seen.items[0])
    context: dict[str, Any] = {
        **head(request, seen),
        "tabs": [
            (
                put.item.ordinal,
                put.row.number if put.row else "",
                put.item.decision,
                f"{HOME}{one.pk}/items/{put.item.ordinal}",
                put is chosen,
            )
            for put in seen.items
        ],
        "item": item_context(request, chosen),
        "forms": forms_of(request, seen, chosen, tried, refusal),
        "paper": [
            (_("Dossier on paper"), f"{HOME}{one.pk}/dossier"),
            *(
                [(_("The minutes"), f"{HOME}{one.pk}/minutes"), (_("Minutes as Word"), f"{HOME}{one.pk}/minutes.docx")]
                if one.concluded_at
                else []
            ),
        ],
    }
    crumbs = [(_("Home"), "/w/"), (_("Consultations"), HOME), (one.number, "")]
    return page(
        request, "consultations/consultation.html", context, title=one.title, here=HERE, crumbs=crumbs, back=HOME,
        status=refusal.status if refusal else 200, messages=_messages(request) if not refusal else [],
    )  # fmt: skip


def _messages(request: Asked) -> list[tuple[str, str]]:
    words = {
        "called": _("Called. Everybody who is asked reads the dossier from now on and is told."),
        "invite": _("They are asked and told."),
        "reply": _("Your answer is written down."),
        "move": _("Moved. Everybody is told and asked again."),
        "hold": _("It is held: decide item by item."),
        "say": _("The word is written down."),
        "decide": _("Decided, and carried out in the matter."),
        "overtaken": _("It is noted."),
        "conclude": _("Concluded. The minutes are frozen."),
    }
    done = words.get(request.GET.get("done", ""))
    return [("good", done)] if done else []


@require_safe
def dossier_printed(request: Asked, pk: int) -> HttpResponse:
    """The dossiers of all items one after another, for A4."""
    seen = whole(actor(request), pk, today(request))
    context = {**head(request, seen), "items": [item_context(request, put) for put in seen.items if put.row]}
    return _paper(request, seen, "consultations/dossier.html", context, _("Dossier"))


@require_safe
def minutes_page(request: Asked, pk: int) -> HttpResponse:
    """The frozen minutes; Unseen before it is concluded."""
    seen = whole(actor(request), pk, today(request))
    minutes = _minutes(seen)
    context = {
        "m": minutes,
        "items": [(row, decided_words(row)) for row in minutes["items"]],
        "digest": seen.one.digest,
        "unchanged": unchanged(seen.one),
        "concluded": moment(seen.one.concluded_at) if seen.one.concluded_at else "",
        "word_url": f"{HOME}{pk}/minutes.docx",
    }
    return _paper(request, seen, "consultations/minutes.html", context, _("The minutes"))


@require_safe
def minutes_word(request: Asked, pk: int) -> HttpResponse:
    """The same in the Word template that counted on the day of the meeting, whenever it is asked for."""
    from luoshi.base.documents.services import document

    seen = whole(actor(request), pk, today(request))
    made = document("minutes", as_document(_minutes(seen)), local_date(seen.one.held_at or seen.one.planned_at))
    name = quote(f"{seen.one.number}.docx")
    return HttpResponse(made, content_type=WORD, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"})


def _minutes(seen: Whole) -> dict[str, Any]:
    """Minutes name every item: they are for who reads them all."""
    if not seen.one.concluded_at or any(put.row is None for put in seen.items):
        raise Unseen
    return dict(seen.one.minutes or {})


def _paper(request: Asked, seen: Whole, template: str, context: dict[str, Any], title: str) -> HttpResponse:
    one = seen.one
    crumbs = [(_("Home"), "/w/"), (_("Consultations"), HOME), (one.number, f"{HOME}{one.pk}"), (title, "")]
    return page(
        request, template, {**context, "title": f"{one.title} · {title}"}, title=title, here=HERE, crumbs=crumbs, back=f"{HOME}{one.pk}"
    )
