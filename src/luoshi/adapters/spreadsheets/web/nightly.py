"""The pages of nightly lists: who is not in one, what was ticked, how one ended, how each register stands."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from luoshi.adapters.spreadsheets.nightly.showing import Absent, Missing, Standing, missing, standings
from luoshi.adapters.spreadsheets.nightly.telling import line_of, missed_words
from luoshi.base.actor import Actor
from luoshi.base.clock import local
from luoshi.base.refusal import Refusal
from luoshi.base.sheets.register import registers
from luoshi.web.request import Asked, actor, today

if TYPE_CHECKING:
    from luoshi.adapters.spreadsheets.models import SheetImport

UNTIL = "until-"


def ticked(request: Asked) -> Mapping[str, date]:
    """Who is ticked as having left, each with the first day without them: today where none was written. Refused: what is no day."""
    return {number: _day(request, number) for number in dict.fromkeys(request.POST.getlist("left"))}


def _day(request: Asked, number: str) -> date:
    typed = request.POST.get(f"{UNTIL}{number}", "").strip()
    try:
        day = date.fromisoformat(typed) if typed else today(request)
    except ValueError:
        day = date.min
    if not 2000 <= day.year <= 2200:
        raise Refusal(_("Write the day as 2026-11-21."), field=f"{UNTIL}{number}")
    return day


def context(request: Asked, one: "SheetImport", report: dict[str, Any], refusal: Refusal | None) -> dict[str, object]:
    """What the preview of a nightly list shows besides its rows; after a refusal with everything that was ticked and typed."""
    absent = missing(actor(request), one, report, today(request))
    wrong = refusal.field.removeprefix(UNTIL) if refusal and refusal.field.startswith(UNTIL) else ""
    return {
        "absent": absent,
        "absent_rows": [_row(request, person, refusal, wrong) for person in absent.people],
        "absent_error": str(refusal) if refusal and wrong and wrong not in {person.staff_no for person in absent.people} else "",
        "came": _("%(register)s, came by itself on %(when)s from %(source)s") % _told(one),
        "doubt": _doubt(absent),
        "settled": request.POST.get("settled") == "yes" if refusal else absent.doubt in ("", "first"),
    }


def _row(request: Asked, one: Absent, refusal: Refusal | None, wrong: str) -> tuple[Absent, bool, str, str, str]:
    """The person, whether ticked, the day, a word beside the name, what is wrong with the day."""
    words = {"you": _("you"), "admin": _("administrator"), "new": _("here since %(day)s") % {"day": one.since}, "": ""}[one.note]
    if refusal is None:
        return one, one.ticked, today(request).isoformat(), words, ""
    typed = request.POST.get(f"{UNTIL}{one.staff_no}", "")
    return one, one.staff_no in request.POST.getlist("left"), typed, words, str(refusal) if wrong == one.staff_no else ""


def _doubt(absent: Missing) -> tuple[str, str] | None:
    if not absent.people:
        return None
    told = {"n": absent.many, "of": absent.compared}
    look = _("Nobody is ticked. Tick only whom you know to have left; if the list is not whole, put it away and wait for the next.")
    words = {
        "share": _("%(n)s of the %(of)s people here are not in this list: it may have been cut short.") % told,
        "errors": _("There are errors in this list: somebody may be missing only because of one."),
        "first": _("This is the first list: whoever is not in it may never have been in any."),
    }
    return (words[absent.doubt], look) if absent.doubt else None


def ended(one: "SheetImport") -> tuple[str, str, str] | None:
    """How a nightly list ended: tone, words, more words; None while it is being read."""
    when = local(one.ended_at or one.started_at).strftime("%Y-%m-%d %H:%M")
    who = one.confirmed_by.name if one.confirmed_by else ""
    if one.state == "taken":
        told = {"n": one.accepted, "left": one.left, "wrong": one.rejected}
        words = _("%(n)s rows are taken in, %(left)s people left, %(wrong)s rows stayed out.") % told
        return "good", _("Confirmed by %(name)s on %(when)s") % {"name": who, "when": when}, words
    if one.state == "closed":
        return "good", _("Looked at on %(when)s: nothing new") % {"when": when}, one.trouble
    if one.state == "away" and who:
        return "plain", _("Put away by %(name)s on %(when)s") % {"name": who, "when": when}, _("Nothing of it was written.")
    if one.state == "away":
        return "plain", _("A newer list has come. Nothing of this one was written."), ""
    if one.state == "failed":
        return "late", _("This list could not be read. Nothing was written."), one.trouble
    return None


def lines(who: Actor, on: date) -> list[tuple[str, str, str, str]]:
    """How the nightly list of each register stands: tone, words, more words, where it leads."""
    return [_standing(one, on) for one in standings(who, on)]


def _standing(one: Standing, on: date) -> tuple[str, str, str, str]:
    if one.look.trouble:
        return "late", missed_words(one.look), one.look.trouble, ""
    if one.last is None:
        return "plain", missed_words(one.look) if one.look.came_at is None else one.label, "", ""
    url = f"/w/import/{one.last.key}/"
    if one.last.state in ("read", "failed"):
        return "soon", line_of(one.last), _("Not confirmed yet"), url
    looked = local(one.look.looked_at).strftime("%Y-%m-%d %H:%M")
    said = ended(one.last)
    told = {"register": one.label, "when": looked, "last": local(one.look.waited_since).strftime("%Y-%m-%d %H:%M")}
    words = _("%(register)s: looked for on %(when)s, the last came on %(last)s") % told
    return "plain", words, said[1] if said else "", url


def _told(one: "SheetImport") -> dict[str, object]:
    source = _("the folder") if one.nightly == "folder" else _("the company's directory")
    return {"register": registers[one.register].label, "when": local(one.started_at).strftime("%Y-%m-%d %H:%M"), "source": source}
