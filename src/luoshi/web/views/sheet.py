"""One matter: its chain, its clock, who held it, what happened, and the step that is this person's to take."""

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from luoshi.base.clock import local
from luoshi.base.refusal import Refusal, Unseen
from luoshi.base.workflow import Step
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.selectors import next_waiting
from luoshi.kernel.matters.services import take_step
from luoshi.kernel.matters.sheet import Line, Sheet, kind_of, photo_of, sheet
from luoshi.kernel.org.calendar import Calendar, office_calendar
from luoshi.kernel.org.roles import READING
from luoshi.web.chains import chains_of
from luoshi.web.clocks import clock_at
from luoshi.web.depth import about, costs, elsewhere, more_parts, part_line, repeats
from luoshi.web.facts import answer, caption, clock, consequence, facts, holder, tags, waits_for_raiser
from luoshi.web.fields import Field, command, draw, photos, read
from luoshi.web.giving_files import given, size_words
from luoshi.web.relay import held_list, relay_of
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import page
from luoshi.web.times import short_moment, span
from luoshi.web.words import said, told_together

if TYPE_CHECKING:
    from luoshi.kernel.matters.models import Action


AGAINST = ("tell", "refuse", "reopen", "handle_again", "effect_fails", "not_ours", "drop", "withdraw")
ONWARD = (
    *("raise", "assign", "merge", "do", "reply", "plan", "pass", "sign", "sign_plan", "answer", "decline", "confirm", "rate"),
    *("measure", "split", "parts_done", "decide_whose", "effect_holds"),
)
Way = tuple[str, str]


@dataclass
class StepForm:
    """One allowed step as the components draw it."""

    name: str
    label: object
    tone: str
    action: str
    hint: object
    fields: list[Field] = field(default_factory=list)
    open: bool = False
    measure: int | None = None


@require_safe
def matter(request: Asked, pk: int) -> HttpResponse:
    """Its sheet. Who has just handed it to an office that they do not read is led to what else waits for them."""
    try:
        seen = sheet(actor(request), pk, today(request))
    except Unseen:
        if "done" not in request.GET:
            raise
        return HttpResponseRedirect("/w/inbox?done=away")
    return _page(request, seen)


@require_POST
def step(request: Asked, pk: int, name: str) -> HttpResponse:
    """Take a step. A refusal is shown over the form, with everything that was typed."""
    declared = kinds[kind_of(pk)].workflow.step(name)
    if declared is None:
        raise Unseen
    try:
        key, values, shots, number = command(request), read(request, declared), photos(request), _measure(request.POST.get("measure", ""))
        take_step(actor=actor(request), at=request.at, command=key, matter=pk, step=name, values=values, photos=shots, measure=number)
    except Refusal as refusal:
        return _page(request, sheet(actor(request), pk, today(request)), declared, refusal)
    return HttpResponseRedirect(f"/w/matters/{pk}?done={name}{'&still' if any(one.moving for one in shots) else ''}")


@require_safe
def photo(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """A photograph or a document, for those who see its matter: asked each time."""
    return given(request, photo_of(actor(request), pk, today(request)))


def _page(request: Asked, seen: Sheet, tried: Step | None = None, refusal: Refusal | None = None) -> HttpResponse:
    m, calendar = seen.matter, office_calendar(today(request))
    kind = kinds[m.kind]
    forms, ways = _forms(request, seen, tried, refusal)
    shown = [one for line in seen.lines for one in line.photos]
    raiser_turn = waits_for_raiser(seen) and bool(forms)
    context: dict[str, Any] = {
        "m": {
            "number": m.number,
            "title": m.title,
            "text": seen.lines[0].text if seen.lines else "",
            "tags": tags(seen),
            "facts": facts(seen),
            "photos": [(f"/w/photos/{one}", caption(seen.lines, one)) for one in shown],
        },
        "chains": chains_of(m.kind, m.state, seen.lines, request.at, holder(seen)),
        "clock": clock(seen, request.at, calendar),
        "consequence": consequence(seen, request.at, calendar),
        "relay": relay_of(seen.stays, request.at, m.due_at, m.closed_at),
        "held": held_list(seen.stays, request.at, m.closed_at),
        "age_words": _age(request, seen),
        "actions": [_action(one, seen, request, calendar) for one in seen.actions],
        "costs": costs(seen),
        "ways": ways,
        "parts": [part_line(row, request.at, calendar, m.title) for row in seen.parts],
        "more_parts": more_parts(request, m.pk, m.channel),
        "repeats": repeats(seen),
        "answer": answer(seen),
        "timeline": [_line(line, kind.workflow.steps) for line in reversed(told_together(seen.lines))],
        "steps": forms,
        "command": request.POST.get("command") or uuid.uuid4() if refusal else uuid.uuid4(),
        "refusal": str(refusal) if refusal and not (refusal.field and any(one.error for form in forms for one in form.fields)) else "",
        "raiser_turn": raiser_turn,
        "next_up": _next_up(request, seen) if "done" in request.GET and not refusal else None,
    }
    crumbs = [
        (_("Home"), "/w/"),
        (str(kind.plural), f"/w/list/{m.kind}" if actor(request).holds(*READING) else ""),
        (m.number, ""),
    ]
    messages = [("good", _done_words(request, seen))] if "done" in request.GET and not refusal else []
    if messages and "still" in request.GET:
        messages.append(("soon", _("Of a moving picture its first frame was kept.")))
    status = refusal.status if refusal else 200
    return page(
        request,
        "web/sheet.html",
        context,
        title=m.title,
        here=f"list {m.kind}",
        crumbs=crumbs,
        back="/w/",
        status=status,
        messages=messages,
    )


def _forms(request: Asked, seen: Sheet, tried: Step | None, refusal: Refusal | None) -> tuple[list[StepForm], list[Way]]:
    """The steps that lead on, each with its form; and the others as links that open one form each."""
    wanted = tried.name if tried else request.GET.get("step", "")
    number = _measure(request.POST.get("measure", "") or request.GET.get("measure", ""))
    chosen = next((step for step, one in seen.offers if step.name == wanted and one.measure == number), None)
    steps = [step for step in seen.steps if step.act not in elsewhere()]
    asked = chosen or next((step for step in steps if step.name == wanted and (step.aside or tried or number is not None)), None)
    onward = [step for step in steps if not step.aside]
    forms = [_form(request, seen, one, tried, refusal) for one in ([chosen] if chosen else onward)]
    if asked and asked.aside:
        forms = [*forms, _form(request, seen, asked, tried, refusal)]
    for form in forms:
        form.open, form.measure = form.open or form.name == wanted, number if chosen else None
    if forms and not any(form.open for form in forms):
        forms[0].open = True
    url = f"/w/matters/{seen.matter.pk}?step="
    ways = [(str(step.label), f"{url}{step.name}#step") for step in steps if step.aside and step is not asked]
    others = [
        (_("Measure %(n)s: %(step)s") % {"n": one.measure, "step": step.label}, f"{url}{step.name}&measure={one.measure}#step")
        for step, one in seen.offers
        if step is not chosen
    ]
    return forms, [*others, *ways]


def _form(request: Asked, seen: Sheet, declared: Step, tried: Step | None, refusal: Refusal | None) -> StepForm:
    mine = tried is not None and tried.name == declared.name
    drawn = draw(request, seen, declared, request.POST if mine else None, refusal if mine else None)
    url = f"/w/matters/{seen.matter.pk}/steps/{declared.name}"
    return StepForm(declared.name, declared.label, declared.tone, url, declared.hint, drawn, mine)


def _measure(typed: str) -> int | None:
    return int(typed) if typed.isdecimal() and len(typed) < 5 else None


def _age(request: Asked, seen: Sheet) -> str:
    m = seen.matter
    if m.closed_at:
        return _("%(time)s from raised to closed") % {"time": span(m.closed_at - m.raised_at)}
    return _("%(time)s since it was raised") % {"time": span(request.at - m.raised_at)}


def _action(one: "Action", seen: Sheet, request: Asked, calendar: Calendar) -> tuple[Any, ...]:
    last = one.pk == seen.actions[-1].pk
    if one.dropped_at:
        states, words = ("done", "done", "broken", "todo", "todo"), _("Given up")
    elif one.verdict == "passed":
        states, words = (
            ("done", "done", "done", "done", "done" if seen.matter.answered_at or not last else "now"),
            _("Checked"),
        )
    elif one.verdict == "refused":
        states, words = ("done", "done", "done", "broken", "todo"), _("Not passed")
    elif one.done_at:
        states, words = ("done", "done", "done", "now", "todo"), _("waits to be checked")
    else:
        states, words = ("done", "done", "now", "todo", "todo"), _("being done")
    clock = clock_at(one.assigned_at, one.assigned_at, one.due_at, one.done_at or one.dropped_at, request.at, calendar)
    done = ""
    if one.done_by and one.done_at:
        who = (
            one.done_by.name
            if one.done_by_id == one.done_for_id
            else _("%(by)s for %(owner)s") % {"by": one.done_by.name, "owner": one.owner.name}
        )
        done = f"{who} {short_moment(one.done_at)}: {one.done_text}"
    verified = ""
    if one.verified_by and one.verified_at:
        verdict = _("passed") if one.verdict == "passed" else _("not passed")
        verified = f"{one.verified_by.name} {short_moment(one.verified_at)}: {verdict}"
    several = len({action.measure for action in seen.actions}) > 1
    return (
        _try_number(one, seen) if several else str(one.ordinal),
        one.text,
        one.owner.name,
        f"{local(one.due_at):%m-%d}",
        states,
        words,
        clock,
        done,
        verified,
        about(one),
    )


def _try_number(one: "Action", seen: Sheet) -> str:
    """The number of the measure, and which try of it this is where there is more than one."""
    tries = [action.pk for action in seen.actions if action.measure == one.measure]
    return f"{one.measure}·{tries.index(one.pk) + 1}" if len(tries) > 1 else str(one.measure)


def _line(line: Line, steps: Any) -> tuple[Any, ...]:
    tone = "late" if line.act in AGAINST else "link" if line.act in ONWARD else ""
    who, did = said(line)
    files = [(f"/w/files/{one}", name, size_words(size)) for one, name, size in line.files]
    return (short_moment(line.at), tone, who, did, line.text, [f"/w/photos/{one}" for one in line.photos], files)


def _next_up(request: Asked, seen: Sheet) -> tuple[str, str] | None:
    """What waits for this person next, so that a row of them is done without going back to the list."""
    row = next_waiting(actor(request), today(request), seen.matter.pk)
    return (row.title, f"/w/matters/{row.id}#step") if row else None


def _done_words(request: Asked, seen: Sheet) -> str:
    m = seen.matter
    if m.closed_at:
        return _("Done. Closed; thank you for looking.")
    who = holder(seen)
    return _("Done. Now with %(who)s.") % {"who": who}
