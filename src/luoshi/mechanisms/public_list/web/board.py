"""Postings: what hangs, one of them with how its records stand now, who has read it, questions and objections."""

import uuid
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST, require_safe

from luoshi.base.refusal import Refusal
from luoshi.kernel.postings.reach import POSTING, in_charge
from luoshi.kernel.postings.selectors import VIEWS, current, is_whole, one, posting_of, readers, voices
from luoshi.kernel.postings.services import answer_voice, ask, mark_read, object_to, withdraw
from luoshi.mechanisms.public_list.web.drawing import facts_of, field, line_of, readers_of, records_of, says, voice_of, withdrawn_of
from luoshi.web.fields import command
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import page
from luoshi.web.views.lists import key_of, turn

if TYPE_CHECKING:
    from luoshi.kernel.postings.models import Posting


VIEW_WORDS = {"now": _l("Hanging now"), "past": _l("Over or withdrawn"), "all": _l("All")}
SAID = {
    "question": _l("Sent. It is answered on this page."),
    "objection": _l("Sent. The objection is a matter of its own now; the answer comes to you."),
    "answered": _l("The answer stands for everybody to read."),
    "withdrawn": _l("Withdrawn; the reason stands beside it."),
    "posted": _l("It hangs. Print it for the board."),
}


@require_safe
def postings(request: Asked) -> HttpResponse:
    view = request.GET.get("view", "now")
    view = view if view in VIEWS else "now"
    rows, older = current(actor(request), today(request), view=view, before=key_of(request, "before"))
    context: dict[str, Any] = {
        "views": [(label, turn(request, view=name), name == view) for name, label in VIEW_WORDS.items()],
        "rows": [line_of(row) for row in rows],
        "new_url": "/w/postings/new" if actor(request).holds(*POSTING) else "",
        "older_url": turn(request, before=older) if older else "",
        "newer_url": turn(request) if key_of(request, "before") else "",
    }
    crumbs = [(_("Home"), "/w/"), (_("Notices"), "")]
    return page(request, "public_list/postings.html", context, title=_("Notices"), here="postings", crumbs=crumbs, back="/w/")


@require_safe
def posting(request: Asked, pk: int) -> HttpResponse:
    """Opening it is reading it."""
    row = one(actor(request), pk, today(request))
    if request.method == "GET" and not row.is_read:  # type: ignore[attr-defined]
        mark_read(actor=actor(request), at=request.at, posting=pk)
    return _page(request, row)


@require_POST
def say(request: Asked, pk: int) -> HttpResponse:
    """A question or an objection."""
    ways = {"question": ask, "objection": object_to}
    kind = request.POST.get("kind", "question")
    try:
        if kind not in ways:
            raise Refusal(_("Choose: a question or an objection."), field="kind")
        ways[kind](actor=actor(request), at=request.at, command=command(request), posting=pk, text=request.POST.get("text", ""))
    except Refusal as refusal:
        return _again(request, pk, refusal, "say")
    return HttpResponseRedirect(f"/w/postings/{pk}?done={kind}#voices")


@require_POST
def answered(request: Asked, pk: int) -> HttpResponse:
    """The answer to a question or an objection."""
    upheld = {"yes": True, "no": False}.get(request.POST.get("upheld", ""))
    where = posting_of(actor(request), pk, today(request))
    try:
        answer_voice(
            actor=actor(request), at=request.at, command=command(request), voice=pk, answer=request.POST.get("answer", ""), upheld=upheld
        )
    except Refusal as refusal:
        return _again(request, where, refusal, f"answer {pk}")
    return HttpResponseRedirect(f"/w/postings/{where}?done=answered#voice-{pk}")


@require_POST
def withdrawn(request: Asked, pk: int) -> HttpResponse:
    try:
        withdraw(actor=actor(request), at=request.at, command=command(request), posting=pk, why=request.POST.get("why", ""))
    except Refusal as refusal:
        return _again(request, pk, refusal, "withdraw")
    return HttpResponseRedirect(f"/w/postings/{pk}?done=withdrawn")


def _again(request: Asked, pk: int, refusal: Refusal, tried: str) -> HttpResponse:
    """The page as it stands, with what was typed and why it was refused."""
    return _page(request, one(actor(request), pk, today(request)), refusal, tried)


def _page(request: Asked, row: "Posting", refusal: Refusal | None = None, tried: str = "") -> HttpResponse:
    who, on, pk = actor(request), today(request), row.pk
    charge, hangs = in_charge(who, row.audience_id, on), row.withdrawn_at is None and row.since <= on < row.until
    context: dict[str, Any] = {
        "posting": row,
        "paragraphs": [line for line in row.body.splitlines() if line.strip()],
        "facts": facts_of(row),
        "whole": is_whole(row),
        "withdrawn": withdrawn_of(row),
        **records_of(request, row),
        "readers": readers_of(readers(who, row, on)),
        "voices": [voice_of(request, one_, charge, refusal, tried) for one_ in voices(who, row, on)],
        "says": says(request, refusal if tried == "say" else None) if hangs and who.person is not None else [],
        "withdraw": field(request, "why", _("Why it is withdrawn"), refusal, tried == "withdraw")
        if charge and not row.withdrawn_at
        else None,
        "correct_url": f"/w/postings/new?replaces={pk}" if charge and not row.withdrawn_at else "",
        "prints": [("A4", f"/w/postings/{pk}/print?paper=A4"), ("A3", f"/w/postings/{pk}/print?paper=A3")],
        "word_url": f"/w/postings/{pk}/notice.docx",
        "refusal": str(refusal) if refusal and refusal.field not in ("text", "why", "answer", "upheld", "kind") else "",
        "commands": [request.POST.get("command") if refusal else uuid.uuid4(), uuid.uuid4()],
    }
    said = SAID.get(request.GET.get("done", ""))
    crumbs = [(_("Home"), "/w/"), (_("Notices"), "/w/postings/"), (row.number, "")]
    return page(
        request, "public_list/posting.html", context, title=row.title, here="postings", crumbs=crumbs, back="/w/postings/",
        status=refusal.status if refusal else 200, messages=[("good", str(said))] if said and not refusal else [],
    )  # fmt: skip
