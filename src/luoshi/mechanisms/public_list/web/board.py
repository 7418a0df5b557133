"""Postings: what hangs, one of them with how its records stand now, who has read it, questions and objections."""

import uuid
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST, require_safe

from luoshi.base.refusal import Refusal
from luoshi.kernel.postings.kinds import posting_kinds
from luoshi.kernel.postings.reach import POSTING, in_charge
from luoshi.kernel.postings.sealing import thawed
from luoshi.kernel.postings.selectors import VIEWS, PostingRow, Readers, Voice, current, is_whole, one, posting_of, readers, voices
from luoshi.kernel.postings.services import answer_voice, ask, mark_read, object_to, withdraw
from luoshi.mechanisms.public_list.web.days import day, days, last_day
from luoshi.web.accounts.views import must_sign_in
from luoshi.web.fields import Field, command
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import page
from luoshi.web.times import short_moment
from luoshi.web.views.lists import key_of, turn

if TYPE_CHECKING:
    from luoshi.kernel.postings.models import Posting

LONG = 12
VIEW_WORDS = {"now": _l("Hanging now"), "past": _l("Over or withdrawn"), "all": _l("All")}
SAID = {
    "question": _l("Sent. It is answered on this page."),
    "objection": _l("Sent. The objection is a matter of its own now; the answer comes to you."),
    "answered": _l("The answer stands for everybody to read."),
    "withdrawn": _l("Withdrawn; the reason stands beside it."),
    "posted": _l("It hangs. Print it for the board."),
}


@require_safe
@must_sign_in
def postings(request: Asked) -> HttpResponse:
    view = request.GET.get("view", "now")
    view = view if view in VIEWS else "now"
    rows, older = current(actor(request), today(request), view=view, before=key_of(request, "before"))
    context: dict[str, Any] = {
        "views": [(label, turn(request, view=name), name == view) for name, label in VIEW_WORDS.items()],
        "rows": [_line(row) for row in rows],
        "new_url": "/w/postings/new" if actor(request).holds(*POSTING) else "",
        "older_url": turn(request, before=older) if older else "",
        "newer_url": turn(request) if key_of(request, "before") else "",
    }
    crumbs = [(_("Home"), "/w/"), (_("Notices"), "")]
    return page(request, "public_list/postings.html", context, title=_("Notices"), here="postings", crumbs=crumbs, back="/w/")


@require_safe
@must_sign_in
def posting(request: Asked, pk: int) -> HttpResponse:
    """Opening it is reading it."""
    row = one(actor(request), pk, today(request))
    if request.method == "GET" and not row.is_read:  # type: ignore[attr-defined]
        mark_read(actor=actor(request), at=request.at, posting=pk)
    return _page(request, row)


@require_POST
@must_sign_in
def say(request: Asked, pk: int) -> HttpResponse:
    """A question or an objection."""
    says = {"question": ask, "objection": object_to}
    kind = request.POST.get("kind", "question")
    try:
        if kind not in says:
            raise Refusal(_("Choose: a question or an objection."), field="kind")
        says[kind](actor=actor(request), at=request.at, command=command(request), posting=pk, text=request.POST.get("text", ""))
    except Refusal as refusal:
        return _again(request, pk, refusal, "say")
    return HttpResponseRedirect(f"/w/postings/{pk}?done={kind}#voices")


@require_POST
@must_sign_in
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
@must_sign_in
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
        "facts": _facts(row),
        "whole": is_whole(row),
        "withdrawn": _withdrawn(row),
        **_records(request, row),
        "readers": _readers(readers(who, row, on)),
        "voices": [_voice(request, one_, charge, refusal, tried) for one_ in voices(who, row, on)],
        "says": _says(request, refusal if tried == "say" else None) if hangs and who.person is not None else [],
        "withdraw": _field(request, "why", _("Why it is withdrawn"), refusal, tried == "withdraw")
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


def _facts(row: "Posting") -> list[tuple[str, str, str]]:
    facts = [
        (_("Number"), row.number, ""),
        (_("What"), str(posting_kinds[row.kind].label), ""),
        (_("For"), _("%(unit)s and all below") % {"unit": row.audience.name}, ""),
        (_("Hangs"), days(row.since, row.until), ""),
        (_("Board"), row.place.name if row.place else row.board or "—", ""),
        (_("Confirmed by"), f"{row.confirmed_by.name} · {row.issuer.name}", ""),
        (_("Confirmed"), short_moment(row.confirmed_at), ""),
    ]
    if row.replaces:
        facts.append((_("Corrects"), row.replaces.number, f"/w/postings/{row.replaces.pk}"))
    return facts


def _withdrawn(row: "Posting") -> tuple[str, str, str, str] | None:
    """When and why it was withdrawn, and what stands in its place."""
    if row.withdrawn_at is None:
        return None
    newer = getattr(row, "replaced_by", None)
    words = _("Withdrawn %(when)s: %(why)s") % {"when": short_moment(row.withdrawn_at), "why": row.withdrawn_why}
    if newer is None:
        return words, _("It stays readable as it was."), "", ""
    return words, _("It stays readable as it was. In its place:"), f"/w/postings/{newer.pk}", newer.number


def _records(request: Asked, row: "Posting") -> dict[str, Any]:
    """The frozen records beside how they stand now, as far as this person may read them."""
    frozen, asks = thawed(row.frozen), posting_kinds[row.kind].now
    now = asks(actor(request), [record.id for record in frozen.rows], request.at) if asks and frozen.rows else {}
    rows = []
    for record in frozen.rows:
        today_ = now.get(record.id)
        news = [_now(was, today_, place) for place, was in enumerate(record.words)]
        cells = [(was, new, _look(was + new, place)) for place, (was, new) in enumerate(zip(record.words, news, strict=True))]
        rows.append((record.number, record.url if today_ else "", cells, asks is not None and today_ is None))
    changed = sum(1 for _no, _url, cells, _gone in rows if any(new for _was, new, _look_ in cells))
    return {"heads": frozen.heads, "rows": rows, "values": [(one_.words, one_.value) for one_ in frozen.values], "changed": changed}


def _now(was: str, today_: tuple[str, ...] | None, place: int) -> str:
    """What stands there today, where it is something else."""
    if today_ is None or today_[place] == was:
        return ""
    return today_[place] or "—"


def _look(words: str, place: int) -> str:
    """Long words may break anywhere, short ones stay whole."""
    return "c-title" if place == 0 or len(words) > LONG else "c-when"


def _readers(seen: Readers) -> dict[str, Any]:
    return {
        "words": _("%(read)s of %(audience)s have read it") % {"read": seen.read, "audience": seen.audience},
        "names": [(name, unit, short_moment(at)) for name, unit, at in seen.names],
        "not_yet": seen.not_yet,
    }


def _voice(request: Asked, voice: Voice, charge: bool, refusal: Refusal | None, tried: str) -> dict[str, Any]:
    mine_tried = tried == f"answer {voice.id}"
    fields = []
    if charge and not voice.mine and voice.answered_at is None:
        if voice.kind == "objection":
            options = [("yes", _("Yes: a corrected notice follows")), ("no", _("No: it stands"))]
            fields.append(_field(request, "upheld", _("Was the objection right?"), refusal, mine_tried, kind="choice", options=options))
        fields.append(_field(request, "answer", _("Answer"), refusal, mine_tried, kind="longtext"))
    return {
        "id": voice.id,
        "kind": _("Objection") if voice.kind == "objection" else _("Question"),
        "who": _("You") if voice.mine else voice.who,
        "when": short_moment(voice.at),
        "text": voice.text,
        "matter": f"/w/matters/{voice.matter}" if voice.matter else "",
        "answer": voice.answer,
        "upheld": "" if voice.upheld is None else _("The objection was right.") if voice.upheld else _("The objection was not right."),
        "by": f"{voice.answered_by} · {short_moment(voice.answered_at)}" if voice.answered_at else "",
        "due": _("Answered by %(day)s at the latest") % {"day": short_moment(voice.due_at)},
        "late": _late(voice) if voice.due_at < request.at else "",
        "fields": fields,
        "command": request.POST.get("command") if mine_tried else uuid.uuid4(),
    }


def _late(voice: Voice) -> str:
    return _("Late; %(who)s was told.") % {"who": voice.told} if voice.told else _("Late.")


def _says(request: Asked, refusal: Refusal | None) -> list[Field]:
    kinds = [("question", _("A question")), ("objection", _("An objection: something in it is not right"))]
    return [
        _field(request, "kind", _("What is it"), refusal, refusal is not None, kind="choice", options=kinds, usual="question", radio=True),
        _field(request, "text", _("What do you want to say"), refusal, refusal is not None, kind="longtext"),
    ]


def _field(
    request: Asked, name: str, label: object, refusal: Refusal | None, tried: bool, *, kind: str = "text", options: Any = (),
    usual: str = "", radio: bool = False,
) -> Field:  # fmt: skip
    value = request.POST.get(name, usual) if tried else usual
    error = str(refusal) if tried and refusal and refusal.field == name else ""
    return Field(name, label, kind, True, value, error, options=options, radio=radio)


def _line(row: PostingRow) -> tuple[Any, ...]:
    tags = [(_("new"), "accent")] if not row.read and not row.withdrawn_at else []
    if row.withdrawn_at:
        tags.append((_("withdrawn"), "late"))
    waiting = _("%(n)s not answered yet") % {"n": row.open_voices} if row.open_voices else ""
    return (
        f"/w/postings/{row.id}",
        row.number,
        row.title,
        tags,
        row.audience,
        row.issuer,
        day(row.since),
        day(last_day(row.until)),
        waiting,
    )
