"""Matters of every kind by their words: what the box in the top bar answers."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.base.refusal import Refusal
from luoshi.kernel.matters.finding import Found, find_matters
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.selectors import PAGE
from luoshi.web.fields import Field
from luoshi.web.request import Asked, actor
from luoshi.web.shell import page
from luoshi.web.views.lists import key_of, lines, turn

NOTHING = Found((), None)


@require_safe
def search(request: Asked) -> HttpResponse:
    """A page of what was found, newest first. Words that cannot be searched for are answered by a sentence at the field."""
    words, before = request.GET.get("q", "").strip(), key_of(request, "before")
    kind = request.GET.get("kind", "") if request.GET.get("kind", "") in kinds else ""
    found, refusal = NOTHING, ""
    if words:
        try:
            found = find_matters(actor(request), words, request.at, kind, before)
        except Refusal as refused:
            refusal = str(refused)
    context: dict[str, Any] = {
        "filters": {"action": "/w/search", "fields": _fields(words, kind, refusal), "hidden": [], "always": True},
        "reset_url": "",
        "count_words": _("%(n)s on this page, newest first") % {"n": len(found.rows)} if found.rows else "",
        "rows": lines(request, found.rows),
        "newer_url": turn(request) if before else "",
        "older_url": turn(request, before=found.older) if found.older else "",
        "page_words": _("%(n)s a page") % {"n": PAGE},
        "empty_words": _empty(words, refusal),
    }
    title = _("Find by words")
    return page(
        request,
        "web/search.html",
        context,
        title=title,
        here="search",
        crumbs=[(_("Home"), "/w/"), (title, "")],
        back="/w/",
        status=422 if refusal else 200,
    )


def _fields(words: str, kind: str, refusal: str) -> list[Field]:
    options = [("", _("All")), *((one.name, one.plural) for one in kinds)]
    return [
        Field("q", _("Words"), "text", value=words, error=refusal),
        Field("kind", _("Kind"), "choice", value=kind, options=options),
    ]


def _empty(words: str, refusal: str) -> tuple[str, str]:
    if refusal:
        return _("Not searched"), refusal
    if words:
        return _("Nothing holds these words"), _("Every word must occur, in what you may read. Try fewer words, or a shorter part of one.")
    return _("Two signs are enough"), _("Numbers, places, what was said or answered: 泵房, DN300, 2611-0007. Several words narrow it down.")
