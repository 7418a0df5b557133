"""The list of one kind of matter in the units a person reads."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_safe

from luoshi.base.actor import Actor
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.matters.counts import MOST, view_counts
from luoshi.kernel.matters.finding import find_in_list
from luoshi.kernel.matters.kinds import Kind, kinds
from luoshi.kernel.matters.selectors import PAGE, Filters, Row
from luoshi.kernel.matters.selectors import page as keyed_page
from luoshi.kernel.org.calendar import Calendar, office_calendar
from luoshi.kernel.org.roles import READING
from luoshi.kernel.org.selectors import units_read
from luoshi.kernel.org.tree import tree
from luoshi.web.chains import small_chain
from luoshi.web.clocks import clock_of, holder_words
from luoshi.web.fields import Field
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import page
from luoshi.web.views.inbox import raiser_name

VIEWS = {"open": _l("Open"), "late": _l("Late"), "checking": _l("To be checked"), "closed": _l("Closed"), "all": _l("All")}


@require_safe
def matters(request: Asked, kind: str) -> HttpResponse:
    who, declared = actor(request), kinds.get(kind)
    if declared is None or not who.holds(*READING):
        raise Unseen
    filters, words = _filters(request, declared), request.GET.get("q", "").strip()
    rows, newer_url, older_url, refusal = _found(request, filters, words)
    counts = {} if words else view_counts(who, filters, request.at)
    context: dict[str, Any] = {
        "title": declared.plural,
        "views": [(label, capped(counts.get(name, "")), turn(request, view=name), name == filters.view) for name, label in VIEWS.items()],
        "filters": {
            "action": f"/w/list/{kind}",
            "fields": _fields(request, declared, filters, words, refusal),
            "hidden": [("view", filters.view)],
        },
        "reset_url": f"/w/list/{kind}",
        "count_words": _("%(n)s on this page, newest first") % {"n": len(rows)},
        "register_url": declared.entry(who),
        "batch": _batch(who, declared),
        "rows": lines(request, rows),
        "newer_url": newer_url,
        "older_url": older_url,
        "page_words": _("%(n)s a page") % {"n": PAGE},
        "hint": _("further back there may be more") if older_url and len(rows) < PAGE else "",
        "empty_words": (_("Nothing matches"), refusal or _("Nothing in this list holds these words")) if words else (),
    }
    return page(
        request,
        "web/list.html",
        context,
        title=str(declared.plural),
        here=f"list {kind}",
        crumbs=[(_("Home"), "/w/"), (str(declared.plural), "")],
        back="/w/",
        messages=_done(request),
    )


def _done(request: Asked) -> list[tuple[str, str]]:
    """What was just done for several at once."""
    did = request.GET.get("did", "")
    return [("good", _("Done for all %(n)s.") % {"n": did})] if did.isdecimal() and len(did) < 4 else []


def _batch(who: Actor, kind: Kind) -> tuple[str, list[tuple[str, object]]] | None:
    """Where several are taken a step at once, and which steps: for the office."""
    steps = [(step.name, step.label) for step in kind.workflow.steps.values() if step.batch]
    return (f"/w/batch/{kind.name}", steps) if steps and who.holds("handler") else None


def _found(request: Asked, filters: Filters, words: str) -> tuple[Sequence[Row], str, str, str]:
    """The rows of this page, the addresses of the newer and the older, and the sentence where the words cannot be searched for."""
    who, before, after = actor(request), key_of(request, "before"), key_of(request, "after")
    if not words:
        rows, newer, older = keyed_page(who, filters, request.at, before=before, after=after)
        return rows, turn(request, after=newer) if newer else "", turn(request, before=older) if older else "", ""
    try:
        found = find_in_list(who, filters, words, request.at, before)
    except Refusal as refusal:
        return (), "", "", str(refusal)
    return found.rows, turn(request) if before else "", turn(request, before=found.older) if found.older else "", ""


def capped(count: int | str) -> int | str:
    """A number beside a word: what was counted no further is said so."""
    return f"{MOST - 1}+" if isinstance(count, int) and count >= MOST else count


def lines(request: Asked, rows: Sequence[Row]) -> list[tuple[Any, ...]]:
    """Rows as list.html draws them."""
    calendar = office_calendar(today(request))
    return [_line(row, request, calendar) for row in rows]


def _filters(request: Asked, kind: Kind) -> Filters:
    view = request.GET.get("view", "open")
    unit = request.GET.get("unit", "")
    return Filters(
        kind.name,
        view if view in VIEWS else "open",
        units=(_unit(request, unit),) if unit else (),
        channel=_one_of(request, "channel", kind.channels),
        topic=_one_of(request, "topic", kind.topics),
        since=day(request, "since"),
        until=day(request, "until"),
    )


def _unit(request: Asked, code: str) -> int:
    """A unit by its code, from the tree in memory; Unseen when there is none."""
    found = next((unit.pk for unit in tree(today(request)).units.values() if unit.code == code), None)
    if found is None:
        raise Unseen
    return found


def _one_of(request: Asked, name: str, choices: Mapping[str, object]) -> str:
    value = request.GET.get(name, "")
    return value if value in choices else ""


def _fields(request: Asked, kind: Kind, filters: Filters, words: str, refusal: str) -> list[Field]:
    units = [
        ("", _("All")),
        *((unit.code, "　" * depth + unit.name) for unit, depth in units_read(actor(request), today(request))),
    ]
    channels, topics = [("", _("All")), *kind.channels.items()], [("", _("All")), *kind.topics.items()]
    about = [Field("topic", _("What about"), "choice", value=filters.topic, options=topics)] if kind.topics else []
    return [
        Field("unit", _("Unit"), "choice", value=request.GET.get("unit", ""), options=units),
        Field("channel", _("How it came"), "choice", value=filters.channel, options=channels),
        *about,
        Field("since", _("Raised from"), "date", value=str(filters.since or "")),
        Field("until", _("Raised before"), "date", value=str(filters.until or "")),
        Field("q", _("Words"), "text", value=words, error=refusal),
    ]


def _line(row: Row, request: Asked, calendar: Calendar) -> tuple[Any, ...]:
    states, sentence = small_chain(row)
    channel = kinds[row.kind].channels.get(row.channel, row.channel)
    place = row.place or row.unit
    clock = clock_of(row, request.at, calendar)
    tags = [(_("Round %(n)s") % {"n": row.round}, "late")] if row.round > 1 else []
    workflow = kinds[row.kind].workflow
    can_be_chosen = any(step.batch for step in workflow.steps_from(row.state))
    return (
        row.id if can_be_chosen else 0,
        row.number,
        f"/w/matters/{row.id}",
        row.title,
        place,
        channel,
        raiser_name(row),
        holder_words(row),
        states,
        sentence,
        clock,
        tags,
    )


def turn(request: Asked, **keys: int | str) -> str:
    """The address of this list with another view, or of another page of it."""
    kept = {name: value for name, value in request.GET.items() if name not in ("before", "after", "did")}
    return f"?{urlencode({**kept, **keys})}"


def key_of(request: Asked, name: str) -> int | None:
    """The key of a page from the address; what is no number is no key."""
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else None


def day(request: Asked, name: str) -> date | None:
    """A day from the address; what is no day is no filter."""
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None
