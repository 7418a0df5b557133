"""The same step for several matters of a list: who is chosen, what is filled in once, and done."""

import uuid
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luoshi.base.refusal import Refusal, Unseen
from luoshi.base.workflow import Step
from luoshi.kernel.matters.kinds import Kind, kinds
from luoshi.kernel.matters.selectors import rows_by_id
from luoshi.kernel.matters.services.batch import MOST, take_steps
from luoshi.kernel.matters.sheet import sheet
from luoshi.kernel.org.roles import READING
from luoshi.web.fields import command, draw, read
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import page
from luoshi.web.views.inbox import raiser_name


@require_http_methods(["GET", "HEAD", "POST"])
def several(request: Asked, kind: str) -> HttpResponse:
    """First what was chosen with the form of the step, then all of them at once."""
    declared = kinds.get(kind)
    sent = request.POST if request.method == "POST" else request.GET
    step = declared.workflow.step(sent.get("step", "")) if declared else None
    if declared is None or step is None or not step.batch or not actor(request).holds(*READING):
        raise Unseen
    chosen = list(dict.fromkeys(int(one) for one in sent.getlist("m") if one.isdecimal() and len(one) < 19))
    if not chosen:
        return _form(request, declared, step, [], Refusal(_("Choose at least one in the list.")))
    if request.method != "POST":
        return _form(request, declared, step, chosen)
    try:
        values = read(request, step)
        done = take_steps(
            actor=actor(request), at=request.at, command=command(request), kind=kind, matters=chosen, step=step.name, values=values
        )
    except Refusal as refusal:
        return _form(request, declared, step, chosen, refusal)
    return HttpResponseRedirect(f"/w/list/{kind}?did={done}")


def _form(request: Asked, kind: Kind, step: Step, chosen: list[int], refusal: Refusal | None = None) -> HttpResponse:
    seen = [sheet(actor(request), one, today(request)) for one in chosen[:1]]
    fields = draw(request, seen[0], step, request.POST if request.method == "POST" else None, refusal) if seen else []
    reached = [one for one in chosen[:MOST] if one == chosen[0] or _may_see(request, one)]
    rows = rows_by_id(reached)
    shown = any(field.error for field in fields)
    context: dict[str, Any] = {
        "kind": kind.name,
        "step": step,
        "fields": fields,
        "rows": [(row.id, row.number, row.title, raiser_name(row)) for row in (rows[one] for one in reached)],
        "command": request.POST.get("command") or uuid.uuid4(),
        "error": str(refusal) if refusal and not shown else "",
        "list_url": f"/w/list/{kind.name}",
    }
    title = _("%(step)s: %(n)s at once") % {"step": step.label, "n": len(rows)}
    crumbs = [(_("Home"), "/w/"), (str(kind.plural), f"/w/list/{kind.name}"), (str(step.label), "")]
    return page(
        request, "web/batch.html", context, title=title, here=f"list {kind.name}", crumbs=crumbs, back=f"/w/list/{kind.name}",
        status=refusal.status if refusal and request.method == "POST" else 200,
    )  # fmt: skip


def _may_see(request: Asked, one: int) -> bool:
    try:
        sheet(actor(request), one, today(request))
    except Unseen:
        return False
    return True
