"""Making public: the list of a unit over a time, frozen, or a plain notice."""

import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.org.selectors import place_by_code, places, unit_by_code, units_held
from luoshi.kernel.org.tree import tree
from luoshi.kernel.postings.kinds import posting_kinds
from luoshi.kernel.postings.reach import POSTING, in_charge
from luoshi.kernel.postings.sealing import Frozen
from luoshi.kernel.postings.selectors import one
from luoshi.kernel.postings.services import post
from luoshi.mechanisms.public_list.discreet import forbidden_of
from luoshi.mechanisms.public_list.freezing import freeze
from luoshi.mechanisms.public_list.proposing import outdated
from luoshi.mechanisms.public_list.web.days import last_day, typed_day
from luoshi.web.fields import Field, command
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import page

if TYPE_CHECKING:
    from luoshi.kernel.org.models import Place, Unit
    from luoshi.kernel.postings.models import Posting

A_WEEK = 7
OFFERED = ("list", "notice")


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    units = units_held(actor(request), POSTING, today(request))
    if not units:
        raise Unseen
    options = [(unit.code, "　" * depth + unit.name) for unit, depth in units]
    old = _old(request)
    if request.method != "POST" or "look" in request.POST:
        return _form(request, options, old)
    try:
        pk = _posted(request, options, old)
    except Refusal as refusal:
        return _form(request, options, old, refusal)
    return HttpResponseRedirect(f"/w/postings/{pk}?done=posted")


def _posted(request: Asked, options: list[tuple[str, str]], old: "Posting | None") -> int:
    given, unit = request.POST, _unit(request, options)
    kind = given.get("kind", "")
    if kind not in OFFERED:
        raise Refusal(_("Choose what is made public."), field="kind")
    since, last = typed_day(request, "since"), typed_day(request, "last")
    frozen = _frozen(request, unit) if posting_kinds[kind].with_records else Frozen()
    ids = [row.id for row in frozen.rows] + [row["id"] for row in (old.frozen.get("rows", ()) if old else ())]
    return post(
        actor=actor(request),
        at=request.at,
        command=command(request),
        kind=kind,
        title=given.get("title", ""),
        body=given.get("body", ""),
        audience=unit,
        since=since,
        until=last + timedelta(days=1),
        frozen=frozen,
        board=given.get("board", ""),
        place=_place(request),
        forbidden=forbidden_of(ids),
        replaces=old.pk if old else None,
        why=given.get("why", ""),
    )


def _frozen(request: Asked, unit: "Unit") -> Frozen:
    first, last = typed_day(request, "first_of"), typed_day(request, "last_of")
    if last < first:
        raise Refusal(_("The last day lies before the first one."), field="last_of")
    return freeze(actor(request), today(request), unit.pk, first, last + timedelta(days=1))


def _old(request: Asked) -> "Posting | None":
    """The posting that is corrected; Unseen where it is not this person's to correct."""
    number = request.POST.get("replaces") or request.GET.get("replaces", "")
    if not number:
        return None
    if not number.isdecimal() or len(number) > 18:
        raise Unseen
    row = one(actor(request), int(number), today(request))
    if not in_charge(actor(request), row.audience_id, today(request)):
        raise Unseen
    return row


def _unit(request: Asked, options: list[tuple[str, str]]) -> "Unit":
    code = request.POST.get("audience", "")
    if code not in [one_ for one_, _name in options]:
        raise Refusal(_("Choose for whom it is: a unit and all below it."), field="audience")
    return unit_by_code(code)


def _place(request: Asked) -> "Place | None":
    code = request.POST.get("place", "")
    try:
        return place_by_code(code, today(request)) if code else None
    except Unseen:
        raise Refusal(_("Choose a place from the list."), field="place") from None


def _form(request: Asked, options: list[tuple[str, str]], old: "Posting | None", refusal: Refusal | None = None) -> HttpResponse:
    on, wrong = today(request), refusal.field if refusal else ""
    given = {**_usual(request, options, old, on), **({name: str(value) for name, value in request.POST.items()})}

    def field(name: str, label: object, kind: str = "text", required: bool = True, hint: object = "", **more: Any) -> Field:
        return Field(name, label, kind, required, given.get(name, ""), str(refusal) if wrong == name else "", hint, **more)

    around = [(place.code, f"{place.name} · {place.unit.name}") for place in places(on)]
    fields = [
        field("kind", _("What is made public"), "choice", options=_kinds(), radio=True),
        field("title", _("What it is called")),
        field("audience", _("For whom: this unit and all below"), "choice", options=options),
        field("first_of", _("The list: raised or answered from"), "day"),
        field("last_of", _("The list: to this day"), "day"),
        field("body", _("What everybody may read"), "longtext", False, _("No names, no staff numbers.")),
        field("since", _("Hangs from"), "day"),
        field("last", _("Last day on which it hangs"), "day"),
        field("place", _("Notice board at"), "choice", False, options=[("", "—"), *around]),
        field("board", _("Or a board in words"), "text", False),
    ]
    if old:
        fields.insert(0, field("why", _("What is corrected, and why"), "text", True, _("This stays beside the old notice.")))
    preview, trouble = _preview(request, options) if request.method == "POST" else (None, "")
    context: dict[str, Any] = {
        "fields": fields,
        "old": old,
        "command": request.POST.get("command") or uuid.uuid4(),
        "refusal": str(refusal) if refusal and wrong not in [one_.name for one_ in fields] else trouble,
        "preview": preview,
        "waiting": outdated(actor(request), on).count(),
    }
    title = _("Correct %(number)s") % {"number": old.number} if old else _("Make public")
    crumbs = [(_("Home"), "/w/"), (_("Notices"), "/w/postings/"), (title, "")]
    status = refusal.status if refusal else 200
    return page(request, "public_list/new.html", context, title=title, here="postings", crumbs=crumbs, back="/w/postings/", status=status)


def _preview(request: Asked, options: list[tuple[str, str]]) -> tuple[Frozen | None, str]:
    """What would be frozen, to be looked at before it hangs."""
    if request.POST.get("kind") != "list":
        return None, ""
    try:
        return _frozen(request, _unit(request, options)), ""
    except Refusal as refusal:
        return None, str(refusal)


def _kinds() -> list[tuple[str, object]]:
    words = {"list": _("The public list, frozen"), "notice": _("A notice in words alone")}
    return [(name, words[name]) for name in OFFERED if name in posting_kinds]


def _usual(request: Asked, options: list[tuple[str, str]], old: "Posting | None", on: date) -> dict[str, str]:
    """What the form comes filled with: last month, for a week from today; or what is corrected."""
    last_of = on.replace(day=1) - timedelta(days=1)
    usual = {
        "kind": "list", "first_of": str(last_of.replace(day=1)), "last_of": str(last_of), "since": str(on),
        "last": str(on + timedelta(days=A_WEEK - 1)), "audience": _usual_unit(request, options, on),
        "title": _("What was raised in %(month)s and what came of it") % {"month": f"{last_of:%Y-%m}"},
    }  # fmt: skip
    if old:
        usual |= {"kind": old.kind, "title": old.title, "body": old.body, "audience": old.audience.code, "board": old.board}
        usual |= {"place": old.place.code if old.place else "", "last": str(max(last_day(old.until), on))}
    return usual


def _usual_unit(request: Asked, options: list[tuple[str, str]], on: date) -> str:
    """An office posts to the unit that it receives for; everybody else to the highest own unit."""
    own = tree(on).units.get(actor(request).unit or 0)
    served = tree(on).units.get(own.receives_for_id or 0) if own else None
    return served.code if served and served.code in [code for code, _name in options] else options[0][0]
