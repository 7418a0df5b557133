"""What the page of a posting draws: its facts, its records then and now, who has read it, questions and objections."""

import uuid
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from luoshi.base.refusal import Refusal
from luoshi.kernel.postings.kinds import posting_kinds
from luoshi.kernel.postings.sealing import thawed
from luoshi.kernel.postings.selectors import PostingRow, Readers, Voice
from luoshi.mechanisms.public_list.web.days import day, days, last_day
from luoshi.web.fields import Field
from luoshi.web.request import Asked, actor
from luoshi.web.times import short_moment

if TYPE_CHECKING:
    from luoshi.kernel.postings.models import Posting

LONG = 12


def facts_of(row: "Posting") -> list[tuple[str, str, str]]:
    facts = [
        (_("Number"), row.number, ""),
        (_("What"), str(posting_kinds[row.kind].label), ""),
        (_("For whom"), _("%(unit)s and all below") % {"unit": row.audience.name}, ""),
        (_("Hangs"), days(row.since, row.until), ""),
        (_("Board"), row.place.name if row.place else row.board or "—", ""),
        (_("Confirmed by"), f"{row.confirmed_by.name} · {row.issuer.name}", ""),
        (_("Confirmed on"), short_moment(row.confirmed_at), ""),
    ]
    if row.replaces:
        facts.append((_("Corrects"), row.replaces.number, f"/w/postings/{row.replaces.pk}"))
    return facts


def withdrawn_of(row: "Posting") -> tuple[str, str, str, str] | None:
    """When and why it was withdrawn, and what stands in its place."""
    if row.withdrawn_at is None:
        return None
    newer = getattr(row, "replaced_by", None)
    words = _("Withdrawn %(when)s: %(why)s") % {"when": short_moment(row.withdrawn_at), "why": row.withdrawn_why}
    if newer is None:
        return words, _("It stays readable as it was."), "", ""
    return words, _("It stays readable as it was. In its place:"), f"/w/postings/{newer.pk}", newer.number


def records_of(request: Asked, row: "Posting") -> dict[str, Any]:
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


def readers_of(seen: Readers) -> dict[str, Any]:
    return {
        "words": _("%(read)s of %(audience)s have read it") % {"read": seen.read, "audience": seen.audience},
        "names": [(name, unit, short_moment(at)) for name, unit, at in seen.names],
        "not_yet": seen.not_yet,
    }


def voice_of(request: Asked, voice: Voice, charge: bool, refusal: Refusal | None, tried: str) -> dict[str, Any]:
    mine_tried = tried == f"answer {voice.id}"
    fields = []
    if charge and not voice.mine and voice.answered_at is None:
        if voice.kind == "objection":
            options = [("yes", _("Yes: a corrected notice follows")), ("no", _("No: it stands"))]
            fields.append(field(request, "upheld", _("Was the objection right?"), refusal, mine_tried, kind="choice", options=options))
        fields.append(field(request, "answer", _("Answer"), refusal, mine_tried, kind="longtext"))
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


def says(request: Asked, refusal: Refusal | None) -> list[Field]:
    kinds = [("question", _("A question")), ("objection", _("An objection: something in it is not right"))]
    return [
        field(request, "kind", _("What is it"), refusal, refusal is not None, kind="choice", options=kinds, usual="question", radio=True),
        field(request, "text", _("What do you want to say"), refusal, refusal is not None, kind="longtext"),
    ]


def field(
    request: Asked, name: str, label: object, refusal: Refusal | None, tried: bool, *, kind: str = "text", options: Any = (),
    usual: str = "", radio: bool = False,
) -> Field:  # fmt: skip
    value = request.POST.get(name, usual) if tried else usual
    error = str(refusal) if tried and refusal and refusal.field == name else ""
    return Field(name, label, kind, True, value, error, options=options, radio=radio)


def line_of(row: PostingRow) -> tuple[Any, ...]:
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
