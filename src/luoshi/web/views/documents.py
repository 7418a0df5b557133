"""The company's own Word templates: what is written in which template, from which day on."""

import uuid
from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.base.documents.kinds import documents
from luoshi.base.documents.looking import MOST_BYTES
from luoshi.base.documents.selectors import kept_template, kept_templates, usual_template
from luoshi.base.documents.services import set_template
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.org.roles import BUILDING
from luoshi.web.fields import Field, command
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import page

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_http_methods(["GET", "HEAD", "POST"])
def templates(request: Asked) -> HttpResponse:
    _must(request)
    if request.method != "POST":
        return _page(request)
    given, sent = request.POST, request.FILES.get("template")
    try:
        key, since = command(request), _since(request)
        if sent is None or not sent.size:
            raise Refusal(_("Choose the Word document."), field="template")
        content = sent.read(MOST_BYTES + 1)
        set_template(
            actor=actor(request), at=request.at, command=key, name=given.get("name", ""), since=since, content=content,
            file_name=sent.name or "", source=given.get("source", ""),
        )  # fmt: skip
    except Refusal as refusal:
        return _page(request, refusal)
    return HttpResponseRedirect("/w/documents/?done=set")


@require_safe
def usual(request: Asked, name: str) -> HttpResponse:
    """The template that comes with the house, to be changed in Word or WPS."""
    _must(request)
    return _file(usual_template(name), f"{documents[name].label}.docx")


@require_safe
def kept(request: Asked, pk: int) -> HttpResponse:
    """One of the company's own."""
    _must(request)
    name, content = kept_template(pk)
    return _file(content, name)


def _page(request: Asked, refusal: Refusal | None = None) -> HttpResponse:
    on, wrong, post = today(request), refusal.field if refusal else "", request.POST

    def field(name: str, label: object, kind: str, usual: str = "", hint: object = "", **more: Any) -> Field:
        return Field(name, label, kind, True, post.get(name, usual), str(refusal) if wrong == name else "", hint, **more)

    own = kept_templates()
    standing = {one.name: one for one in reversed(own) if one.since <= on}
    context: dict[str, Any] = {
        "documents": [(one.label, f"/w/documents/usual/{one.name}", standing.get(one.name), "、".join(one.must)) for one in documents],
        "own": [(documents[one.name].label, one, f"/w/documents/{one.id}") for one in own],
        "fields": [
            field("name", _("Which document"), "choice", options=[(one.name, one.label) for one in documents]),
            field("since", _("Counts from"), "day", str(on)),
            field("source", _("Which rule or decision it comes from"), "text"),
        ],
        "wrong": wrong,
        "error": str(refusal) if refusal else "",
        "command": post.get("command") or uuid.uuid4(),
    }
    done = "done" in request.GET and not refusal
    crumbs = [(_("Home"), "/w/"), (_("Word templates"), "")]
    return page(
        request, "web/documents.html", context, title=_("Word templates"), here="documents", crumbs=crumbs, back="/w/",
        status=refusal.status if refusal else 200, messages=[("good", _("The template counts from that day on."))] if done else [],
    )  # fmt: skip


def _since(request: Asked) -> date:
    try:
        return date.fromisoformat(request.POST.get("since", ""))
    except ValueError:
        raise Refusal(_("Write the day as 2026-11-21."), field="since") from None


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=WORD)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _must(request: Asked) -> None:
    if not actor(request).holds(BUILDING):
        raise Unseen
