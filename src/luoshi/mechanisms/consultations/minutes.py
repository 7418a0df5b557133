"""The minutes of a consultation: a plain document made once, frozen with its digest, printed and given out as Word."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.base.clock import local
from luoshi.kernel.matters.models import Action
from luoshi.mechanisms.consultations.models import Consultation, Item

DECIDED = {
    "measures": gettext_lazy("Measures"),
    "split": gettext_lazy("Split by area"),
    "not_now": gettext_lazy("Not now"),
    "overtaken": gettext_lazy("Went its own way meanwhile"),
}


def minutes_of(one: Consultation) -> dict[str, Any]:
    """Everything as it stands now, in values that read the same in any language."""
    held = one.held_at or one.planned_at
    asked = list(one.invitations.select_related("person", "unit", "instead").order_by("id"))
    return {
        "number": one.number,
        "title": one.title,
        "office": one.office.name,
        "when": f"{local(held):%Y-%m-%d %H:%M}",
        "held": one.held_at is not None,
        "where": one.place,
        "chair": one.chair.name,
        "recorder": one.recorder.name if one.recorder else "",
        "present": [{"name": row.person.name, "unit": row.unit.name} for row in asked if row.present],
        "absent": [
            {"name": row.person.name, "unit": row.unit.name, "reason": row.reason, "instead": row.instead.name if row.instead else ""}
            for row in asked
            if not row.present
        ],
        "note": one.missing_note,
        "items": [_item(row) for row in one.items.select_related("matter__unit", "decided_by").order_by("ordinal")],
    }


def _item(row: Item) -> dict[str, Any]:
    tries = Action.objects.filter(matter=row.matter_id, assigned_at__lt=row.decided_at or row.put_at).count()
    return {
        "ordinal": row.ordinal,
        "number": row.matter.number,
        "title": row.matter.title,
        "unit": row.matter.unit.name,
        "raised": str(row.matter.raised_on),
        "tries": tries,
        "decision": row.decision,
        "reason": row.reason,
        "review": str(row.review_on or ""),
        "permit": row.permit,
        "spares": row.spares,
        "plan": row.plan,
        "answer": row.answer,
        "steps": [
            {
                "area": step.area,
                "number": step.part.number if step.part else "",
                "text": step.text,
                "owner": step.owner.name,
                "due": str(step.due_on),
                "contingency": step.contingency,
            }
            for step in row.steps.select_related("owner", "part").order_by("ordinal")
        ],
        "words": [
            {
                "name": word.person.name,
                "unit": word.unit.name,
                "text": word.text,
                "dissent": word.dissent,
                "at": f"{local(word.at):%Y-%m-%d %H:%M}",
            }
            for word in row.words.select_related("person", "unit").order_by("id")
        ],
    }


def as_document(minutes: Mapping[str, Any]) -> dict[str, Any]:
    """The frozen minutes as the Word template of the house takes them."""
    return {
        "title": minutes["title"],
        "number": minutes["number"],
        "when": minutes["when"],
        "where": minutes["where"],
        "chair": minutes["chair"],
        "recorder": minutes["recorder"],
        "present": [_who(one) for one in minutes["present"]],
        "items": [_item_document(one) for one in minutes["items"]],
    }


def _item_document(one: Mapping[str, Any]) -> dict[str, Any]:
    dossier = _("Raised on %(day)s; tried %(n)s times before.") % {"day": one["raised"], "n": one["tries"]}
    return {
        "number": one["number"],
        "title": one["title"],
        "unit": one["unit"],
        "dossier": dossier,
        "decision": decided_words(one),
        "measures": [{"text": _with_area(step), "owner": step["owner"], "due": step["due"]} for step in one["steps"]],
        "dissent": [f"{_who(word)}：{word['text']}" for word in one["words"] if word["dissent"]],
    }


def decided_words(one: Mapping[str, Any]) -> str:
    """A decision in one paragraph: what, why, until when, what was settled between the offices."""
    said = [str(DECIDED[one["decision"]])]
    if one["review"]:
        said.append(_("looked at again on %(day)s") % {"day": date.fromisoformat(one["review"])})
    labels = (("reason", _("Why")), ("permit", _("Outage permit")), ("plan", _("Work plan")), ("spares", _("Spare parts")))
    said += [_("%(label)s: %(words)s") % {"label": label, "words": one[name]} for name, label in labels if one[name]]
    return _("; ").join(said)


def _with_area(step: Mapping[str, Any]) -> str:
    return _("%(label)s: %(words)s") % {"label": step["area"], "words": step["text"]} if step["area"] else str(step["text"])


def _who(one: Mapping[str, Any]) -> str:
    return f"{one['name']}（{one['unit']}）"
