"""Drafts as the pages' script keeps them: saved while somebody writes, offered when the form is opened again."""

import json

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from luoshi.base.clock import local
from luoshi.base.refusal import Refusal, Unseen
from luoshi.web.accounts.door import open_to_all
from luoshi.web.drafts.selectors import begun_in
from luoshi.web.drafts.services import LARGEST, keep_draft, throw_away
from luoshi.web.request import Asked, actor

MOST_ASKED = 20


@open_to_all
@require_http_methods(["GET", "POST"])
def drafts(request: Asked) -> HttpResponse:
    """GET: what I have begun in these forms. POST: keep what I have typed so far."""
    if not request.visitor.signed_in:
        raise Unseen
    return _keep(request) if request.method == "POST" else _begun(request)


@open_to_all
@require_POST
def away(request: Asked, pk: int) -> HttpResponse:
    """Throw a draft away."""
    throw_away(actor=actor(request), draft=pk)
    return HttpResponse(status=204)


def _begun(request: Asked) -> JsonResponse:
    found = begun_in(actor(request), request.GET.getlist("form")[:MOST_ASKED])
    words = _("You had begun this on %(when)s.")
    told = [
        {
            "id": one.id,
            "form": one.form,
            "typed": one.typed,
            "words": words % {"when": f"{local(one.at):%m-%d %H:%M}"},
            "go_on": _("Go on writing"),
            "away": _("Throw away"),
            "away_url": f"/w/drafts/{one.id}/away",
        }
        for one in found
    ]
    return JsonResponse({"drafts": told})


def _keep(request: Asked) -> JsonResponse:
    sent = request.POST
    try:
        kept = keep_draft(
            actor=actor(request),
            at=request.at,
            form=sent.get("form", ""),
            page=sent.get("page", ""),
            title=sent.get("title", ""),
            typed=_typed(sent.get("typed", "")),
            command=sent.get("command", ""),
        )
    except Refusal as refusal:
        return JsonResponse({"refused": str(refusal)}, status=refusal.status)
    return JsonResponse({"kept": kept, "words": _("Draft kept %(time)s") % {"time": f"{local(request.at):%H:%M}"}})


def _typed(text: str) -> object:
    if len(text) > 2 * LARGEST:
        raise Refusal(_("This is too long to be kept as a draft: send it, or keep it elsewhere."))
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Refusal(_("This cannot be kept as a draft.")) from None
