"""What the public list lays on the shelves of the house."""

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.ledger.verbs import verb
from luoshi.kernel.org.calendar import office_calendar
from luoshi.kernel.postings.kinds import PostingKind, posting_kind, when_objected, when_told
from luoshi.kernel.postings.reach import POSTING
from luoshi.kernel.postings.selectors import count_owed, owed, waiting_voices
from luoshi.mechanisms.public_list.freezing import words_now
from luoshi.mechanisms.public_list.objections import raise_objection, told_of_silence
from luoshi.mechanisms.public_list.proposing import outdated
from luoshi.mechanisms.public_list.web.part import draw
from luoshi.web.shelves import MenuLine, SheetPart, Todo, TodoSource, demo, menu_line, sheet_parts, todo_sources

DAYS_TO_CONFIRM = 2


def declare() -> None:
    verb("public.confirmed", gettext_lazy("A public text was confirmed."), personal=("title", "text", "answer"))
    verb("public.taken_off", gettext_lazy("A public text was taken off the list."), personal=("title", "text", "answer", "why"))
    posting_kind(PostingKind("list", gettext_lazy("Public list"), with_records=True, now=words_now))
    when_objected.put("public list", raise_objection)
    when_told.put("public list", told_of_silence)
    menu_line(MenuLine("public list", gettext_lazy("Public list"), "/w/public/", "list", _signed_in, home=True))
    menu_line(MenuLine("postings", gettext_lazy("Notices"), "/w/postings/", "bell", _signed_in, home=True))
    sheet_parts.put("public list", SheetPart("public list", draw))
    todo_sources.put("postings", TodoSource("postings", gettext_lazy("Questions about notices"), _questions, count_owed, _owed_queries))
    todo_sources.put("public texts", TodoSource("public texts", gettext_lazy("Public texts"), _texts, _count_texts, _text_queries))
    demo("public list", "luoshi.mechanisms.public_list.demo")


def _signed_in(who: Actor) -> bool:
    return who.person is not None


def _questions(actor: Actor, at: datetime, limit: int) -> list[Todo]:
    if not actor.holds(*POSTING):
        return []
    words = {"question": _("Answer the question"), "objection": _("Answer the objection")}
    return [
        Todo(f"/w/postings/{one.posting}#voice-{one.voice}", words[one.kind], f"{one.number} · {one.text[:60]}", one.due_at)
        for one in owed(actor, local_date(at), limit)
    ]


def _texts(actor: Actor, at: datetime, limit: int) -> list[Todo]:
    """What was answered since its public text was confirmed: due two working days after the answer."""
    on = local_date(at)
    calendar = office_calendar(on)
    found = outdated(actor, on).order_by("answered_at", "id").values_list("id", "title", "answered_at")
    return [
        Todo(f"/w/public/{pk}/text", _("Confirm anew"), title, calendar.due(answered, DAYS_TO_CONFIRM))
        for pk, title, answered in found[:limit]
        if answered
    ]


def _count_texts(actor: Actor, on: date) -> int:
    return outdated(actor, on).count() if actor.holds("handler") else 0


def _text_queries(actor: Actor, on: date) -> list[object]:
    return [outdated(actor, on)] if actor.holds("handler") else []


def _owed_queries(actor: Actor, on: date) -> list[object]:
    return [waiting_voices(actor, on)] if actor.holds(*POSTING) else []
