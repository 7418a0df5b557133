"""The stock phrases of an office: one a line."""

import uuid

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.phrases import keeps_phrases, phrases_for, set_phrases
from luoshi.web.fields import Field, command
from luoshi.web.request import Asked, actor
from luoshi.web.shell import page


@require_http_methods(["GET", "HEAD", "POST"])
def stock(request: Asked, kind: str) -> HttpResponse:
    """What everybody in one's unit can put into an answer with one choice."""
    unit, refusal = actor(request).unit, None
    if kind not in kinds or unit is None or not keeps_phrases(actor(request)):
        raise Unseen
    if request.method == "POST":
        try:
            phrases = request.POST.get("phrases", "").splitlines()
            set_phrases(actor=actor(request), at=request.at, command=command(request), kind=kind, phrases=phrases)
        except Refusal as refused:
            refusal = refused
        else:
            return HttpResponseRedirect(f"/w/phrases/{kind}?kept=1")
    typed = request.POST.get("phrases") if refusal else "\n".join(phrases_for(unit, kind))
    hint = _("One a line. Everybody in your unit can choose from them.")
    field = Field("phrases", _("Stock phrases"), "longtext", True, typed or "", str(refusal) if refusal else "", hint)
    messages = [("good", _("Kept."))] if "kept" in request.GET and not refusal else []
    context = {"lines": field, "kind": kind, "command": request.POST.get("command") or uuid.uuid4()}
    title = _("Stock phrases: %(kind)s") % {"kind": kinds[kind].label}
    return page(
        request, "web/phrases.html", context, title=title, here=f"list {kind}", crumbs=[(_("Home"), "/w/"), (title, "")], back="/w/",
        messages=messages, status=refusal.status if refusal else 200,
    )  # fmt: skip
