"""The forms of a consultation's page: only those that this person may send now, with what was typed and where it was refused."""

import uuid
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from luoshi.base.clock import local
from luoshi.base.refusal import Refusal
from luoshi.kernel.org.selectors import owners
from luoshi.mechanisms.consultations.outcome import waits_for_decision
from luoshi.mechanisms.consultations.reach import speaks_for
from luoshi.mechanisms.consultations.selectors import Put, Whole
from luoshi.mechanisms.consultations.suggesting import suggest
from luoshi.mechanisms.consultations.web.reading import rows_for_form
from luoshi.web.fields import Field
from luoshi.web.request import Asked, actor, today

MOST_NAMES, LATER = 40, 90


def forms_of(request: Asked, seen: Whole, put: Put, tried: str, refusal: Refusal | None) -> dict[str, Any]:
    """The forms by name; what is not in it is not drawn. `error` is a refusal that belongs to no field."""
    one, forms = seen.one, dict[str, Any]()
    draw = Drawing(request, tried, refusal)
    if not one.concluded_at:
        if not one.held_at:
            forms["reply"] = draw.reply(seen)
        if put.row:
            forms["say"] = draw.say(seen, put)
        if seen.runs:
            forms["invite"] = draw.invite(seen)
            forms["conclude"] = draw.conclude(seen)
            if not one.held_at:
                forms |= {"move": draw.move(seen), "hold": draw.hold(seen)}
            if put.row and not put.item.decision:
                name = "overtaken" if not waits_for_decision(put.item.matter) else "decide" if one.held_at else ""
                forms |= {name: getattr(draw, name)(put)} if name else {}
    fields = {field.name for form in forms.values() if form for field in form.get("fields", ())} | draw.cells
    known = refusal is not None and refusal.field in fields
    return {
        **{name: form for name, form in forms.items() if form},
        "command": request.POST.get("command") if refusal or "more" in request.POST else uuid.uuid4(),
        "tried": tried,
        "error": str(refusal) if refusal and not known else "",
        "row_error": str(refusal) if refusal and refusal.field in draw.cells else "",
        "wrong": refusal.field if refusal else "",
    }


class Drawing:
    """One page's forms; only the one that was sent keeps what was typed."""

    def __init__(self, request: Asked, tried: str, refusal: Refusal | None) -> None:
        self.request, self.tried, self.refusal = request, tried, refusal
        self.cells: set[str] = set()

    def _field(self, form: str, name: str, label: object, kind: str, usual: str = "", **more: Any) -> Field:
        mine = self.tried == form
        value = self.request.POST.get(name, usual) if mine else usual
        error = str(self.refusal) if mine and self.refusal and self.refusal.field == name else ""
        return Field(name, label, kind, more.pop("required", False), value, error, more.pop("hint", ""), **more)

    def _ticked(self, form: str, name: str, usual: bool) -> bool:
        return name in self.request.POST if self.tried == form else usual

    def reply(self, seen: Whole) -> dict[str, Any] | None:
        own = list(seen.own)
        mine = [row for row in seen.asked if seen.runs and row not in own]
        people = [(str(row.person_id), f"{row.person.name} · {row.unit.name}") for row in (*own, *mine)]
        if not people:
            return None
        answered = own[0].answer if own else ""
        comes, usual = [("yes", _("Comes")), ("no", _("Cannot come"))], {"comes": "yes", "cannot": "no"}.get(answered, "")
        return {
            "own": bool(own),
            "answered": answered,
            "fields": [
                self._field("reply", "person", _("Who"), "choice", people[0][0], required=True, options=people),
                self._field("reply", "comes", _("Comes or not"), "choice", usual, required=True, options=comes, radio=True),
                self._field("reply", "reason", _("Why not"), "text"),
                self._field("reply", "instead", _("Who comes instead"), "text", hint=_("Staff number or name")),
            ][0 if len(people) > 1 else 1 :],
            "person": people[0][0] if len(people) == 1 else "",
        }

    def say(self, seen: Whole, put: Put) -> dict[str, Any] | None:
        who = actor(self.request)
        rows = [row for row in seen.asked if seen.runs or speaks_for(who, row.person_id)]
        if not rows:
            return None
        rows.sort(key=lambda row: not speaks_for(who, row.person_id))
        people = [(str(row.person_id), f"{row.unit.name} · {row.person.name}") for row in rows]
        fields = [self._field("say", "text", _("What the office says"), "longtext", required=True)]
        if len(people) > 1:
            fields.insert(0, self._field("say", "person", _("Who speaks"), "choice", people[0][0], required=True, options=people))
        return {"fields": fields, "person": people[0][0] if len(people) == 1 else "", "dissent": self._ticked("say", "dissent", False)}

    def invite(self, seen: Whole) -> dict[str, Any]:
        skills = {name for put in seen.items for name in put.item.skills}
        asked = [row.person_id for row in seen.asked]
        matters = [put.item.matter_id for put in seen.items]
        found = suggest(skills, asked, seen.items[0].item.matter.unit_id, matters, today(self.request))
        suggested = [
            (one.skill, [(f"{who.staff_no}|{one.skill}", who.name, who.unit.name, who.staff_no) for who in one.people]) for one in found
        ]
        hint = _("One a line: staff number, name, or an office, for which its leader is asked.")
        return {"fields": [self._field("invite", "people", _("Whom to ask"), "longtext", hint=hint)], "suggested": suggested}

    def move(self, seen: Whole) -> dict[str, Any]:
        planned = local(seen.one.planned_at)
        return {
            "fields": [
                self._field("move", "planned_on", _("On which day"), "day", f"{planned:%Y-%m-%d}", required=True),
                self._field("move", "planned_clock", _("At what time"), "clock", f"{planned:%H:%M}", required=True),
                self._field("move", "place", _("Where"), "text", seen.one.place),
                self._field("move", "chair", _("Somebody else leads it"), "text", hint=_("Staff number or name")),
                self._field("move", "reason", _("Why"), "text", required=True),
            ]
        }

    def hold(self, seen: Whole) -> dict[str, Any]:
        now = local(self.request.at)
        typed = set(self.request.POST.getlist("present")) if self.tried == "hold" else None
        there = [
            (str(row.person_id), row.person.name, row.unit.name, row.answer == "comes" if typed is None else str(row.person_id) in typed)
            for row in seen.asked
        ]
        self.cells.add("present")
        return {
            "people": there,
            "fields": [
                self._field("hold", "held_on", _("Held on"), "day", f"{now:%Y-%m-%d}", required=True),
                self._field("hold", "held_clock", _("At what time"), "clock", f"{now:%H:%M}", required=True),
            ],
        }

    def conclude(self, seen: Whole) -> dict[str, Any] | None:
        if not seen.one.held_at and any(put.item.decision != "overtaken" for put in seen.items):
            return None
        open_ = [put.row.number if put.row else str(put.item.ordinal) for put in seen.items if not put.item.decision]
        hint = _("Only where nobody of an office that was asked was there.")
        return {
            "open": "、".join(open_),
            "fields": [self._field("conclude", "missing_note", _("Why decided without them"), "text", hint=hint)],
        }

    def overtaken(self, put: Put) -> dict[str, Any]:
        return {"fields": [self._field("overtaken", "reason", _("What became of it"), "longtext", required=True)]}

    def decide(self, put: Put) -> dict[str, Any]:
        matter, on = put.item.matter, today(self.request)
        rows = rows_for_form(self.request, typed=self.tried == "decide")
        self.cells |= {f"{name}-{n}" for n in range(1, len(rows) + 1) for name in ("area", "action", "owner", "days", "contingency")}
        kinds = [("measures", _("Measures")), ("split", _("Split by area")), ("not_now", _("Not now"))]
        names = [f"{one.name} {one.staff_no}" for one in owners(matter.unit_id, matter.office_id, on, MOST_NAMES)]
        later = f"{on + timedelta(days=LATER)}" if self.tried != "decide" else ""
        settled = [
            self._field("decide", "permit", _("Outage permit"), "text", hint=_("Who permits it, when, how long")),
            self._field("decide", "plan", _("Work plan"), "text", hint=_("In which order, who leads the work")),
            self._field("decide", "spares", _("Spare parts"), "text", hint=_("What is there, what comes when")),
        ]
        off = [
            self._field("decide", "reason", _("Why not now"), "longtext", hint=_("The raiser reads it.")),
            self._field("decide", "review_on", _("Looked at again on"), "day", later),
        ]
        draft = self._field(
            "decide", "answer", _("Answer to the raiser, drafted now"), "longtext", hint=_("The office's answer form opens with it.")
        )
        decision = self._field("decide", "decision", _("Decision"), "choice", "measures", required=True, options=kinds, radio=True)
        return {
            "fields": [decision, *settled, *off, draft],
            "kind": decision,
            "settled": settled,
            "off": off,
            "draft": draft,
            "rows": rows,
            "names": names,
        }
