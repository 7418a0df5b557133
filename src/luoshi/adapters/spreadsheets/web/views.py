"""The pages on which a ledger is brought, looked at, taken in, and on which a register is given out."""

import io
import uuid
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from luoshi.adapters.spreadsheets import services
from luoshi.adapters.spreadsheets.folder import Folder
from luoshi.adapters.spreadsheets.nightly import confirming
from luoshi.adapters.spreadsheets.selectors import brought_by, lately, usable, workbook_of
from luoshi.adapters.spreadsheets.web import nightly
from luoshi.adapters.spreadsheets.web.preview import Preview
from luoshi.base.clock import local
from luoshi.base.refusal import Refusal, Unseen
from luoshi.base.sheets.register import registers
from luoshi.kernel.org.selectors import all_units, unit_by_code
from luoshi.web.fields import command
from luoshi.web.privacy.openings import NOTED, note_given_out
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import page

if TYPE_CHECKING:
    from luoshi.adapters.spreadsheets.models import SheetImport
    from luoshi.kernel.org.models import Unit

HERE = "import"
LOOKS_AGAIN = "2"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: Asked) -> HttpResponse:
    """Choose the register and the file; below it the registers that can be given out."""
    if not usable(actor(request), today(request)):
        raise Unseen
    refusal = None
    if request.method == "POST":
        try:
            made = _stage(request)
            return HttpResponseRedirect(f"/w/import/{made.key}/")
        except Refusal as said:
            refusal = said
    return _choosing(request, refusal)


def _stage(request: Asked) -> "SheetImport":
    sent = request.FILES.get("file")
    if sent is None:
        raise Refusal(_("Choose a file."), field="file")
    return services.stage(
        actor=actor(request),
        at=request.at,
        command=command(request),
        register=request.POST.get("register", ""),
        unit=_unit(request.POST.get("unit", "")),
        stream=sent,  # type: ignore[arg-type]
        name=sent.name or "",
    )


def _unit(code: str) -> "Unit | None":
    return unit_by_code(code) if code else None


def _choosing(request: Asked, refusal: Refusal | None) -> HttpResponse:
    who, on = actor(request), today(request)
    mine = usable(who, on)
    by_unit = [one for one in mine if one.unit_wanted]
    context = {
        "registers": [(one.name, str(one.label), one.unit_wanted) for one in mine],
        "noted": NOTED,
        "given": [(one.name, str(one.label), one.unit_wanted) for one in mine if one.rows],
        "units": [
            (unit.code, "\u3000" * depth + unit.name)
            for unit, depth in (all_units(on) if by_unit else [])
            if any(one.may(who, unit.pk, on) for one in by_unit)
        ],
        "nightly": nightly.lines(actor(request), today(request)),
        "command": uuid.uuid4(),
        "chosen": request.POST.get("register", "") if request.method == "POST" else request.GET.get("register", ""),
        "chosen_unit": request.POST.get("unit", ""),
        "error": str(refusal) if refusal else "",
        "wrong": refusal.field if refusal else "",
        "lately": [
            (
                one.file_name,
                str(registers[one.register].label),
                _state(one),
                f"/w/import/{one.key}/",
                local(one.started_at).strftime("%m-%d %H:%M"),
            )
            for one in lately(who)
            if one.register in registers
        ],
    }
    return page(request, "sheets/choose.html", context, title=_("Import and export"), here=HERE, status=422 if refusal else 200)


def _state(one: "SheetImport") -> str:
    words = {
        "reading": _("being read"),
        "read": _("read, not yet taken in"),
        "taken": _("%(n)s rows taken in") % {"n": one.accepted},
        "failed": _("could not be read"),
    }
    return words[one.state]


@require_safe
def brought(request: Asked, key: uuid.UUID) -> HttpResponse:
    """While it is read a page that looks again by itself; then the preview; at last what was taken."""
    one = services.settle(at=request.at, brought=brought_by(actor(request), key, today(request)))
    if one.state == "read":
        return _preview(request, one)
    context = {"one": one, "state": one.state, "status": _status(one), "said": nightly.ended(one) if one.nightly else None}
    response = _page(request, one, "sheets/waiting.html", context)
    if one.state == "reading":
        response.headers["Refresh"] = LOOKS_AGAIN
    return response


def _status(one: "SheetImport") -> str:
    if one.state != "reading":
        return ""
    status = Folder.of(one.key).status()
    if "of" in status:
        return _("%(n)s rows are being checked.") % {"n": status["of"]}
    return _("The file is being read.")


def _preview(request: Asked, one: "SheetImport", refusal: Refusal | None = None) -> HttpResponse:
    preview = Preview(one, registers[one.register], request.GET)
    context = {"command": uuid.uuid4(), "error": str(refusal) if refusal and not refusal.field else "", **preview.context()}
    if one.nightly:
        context |= nightly.context(request, one, preview.report, refusal)
    return _page(request, one, "sheets/preview.html", context, 422 if refusal else 200)


def _page(request: Asked, one: "SheetImport", template: str, context: dict[str, object], status: int = 200) -> HttpResponse:
    title = _("Import: %(register)s") % {"register": registers[one.register].label}
    crumbs = ((_("Import and export"), "/w/import/"), (one.file_name, ""))
    return page(request, template, {"key": one.key, **context}, title=title, here=HERE, crumbs=crumbs, back="/w/import/", status=status)


@require_POST
def taking(request: Asked, key: uuid.UUID) -> HttpResponse:
    partial, listed = request.POST.get("partial") == "yes", brought_by(actor(request), key, today(request))
    try:
        if listed.nightly:
            left, settled = nightly.ticked(request), request.POST.get("settled") == "yes"
            confirming.confirm(actor=actor(request), at=request.at, command=command(request), key=key, left=left, settled=settled)
        else:
            services.take(actor=actor(request), at=request.at, command=command(request), key=key, partial=partial)
    except Refusal as refusal:
        one = brought_by(actor(request), key, today(request))
        if one.state != "read":
            raise
        return _preview(request, one, refusal)
    return HttpResponseRedirect(f"/w/import/{key}/")


@require_POST
def headings(request: Asked, key: uuid.UUID) -> HttpResponse:
    """Headings are to be read otherwise: the file is read again."""
    one = brought_by(actor(request), key, today(request))
    if one.state != "read":
        return HttpResponseRedirect(f"/w/import/{key}/")
    written = [heading for heading, _name in Folder.of(key).report()["headings"]]
    mapping = {heading: request.POST.get(f"heading-{place}", "") for place, heading in enumerate(written)}
    services.reread(actor=actor(request), at=request.at, brought=one, mapping=mapping)
    return HttpResponseRedirect(f"/w/import/{key}/")


@require_safe
def marked(request: Asked, key: uuid.UUID) -> FileResponse:
    """The file with its wrong cells in red."""
    one = brought_by(actor(request), key, today(request))
    path = Folder.of(key).marked
    if not path.exists():
        raise Unseen
    name = one.file_name.rsplit(".", 1)[0] + _(" – marked") + ".xlsx"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=XLSX)


@require_POST
def away(request: Asked, key: uuid.UUID) -> HttpResponse:
    one = brought_by(actor(request), key, today(request))
    if one.nightly:
        confirming.put_away(actor=actor(request), at=request.at, brought=one)
    else:
        services.put_away(actor=actor(request), brought=one)
    return HttpResponseRedirect("/w/import/")


@require_safe
def export(request: Asked, register: str) -> HttpResponse:
    """A register as a workbook."""
    declared = registers.get(register)
    if declared is None:
        raise Unseen
    unit = _unit(request.GET.get("unit", ""))
    out = io.BytesIO()
    shown: set[str] = set()
    workbook_of(out, declared, actor(request), unit.pk if unit else None, today(request), shown)
    note_given_out(actor=actor(request), at=request.at, staff_nos=shown)
    name = f"{declared.label} {today(request).isoformat()}.xlsx"
    return _file(request, out.getvalue(), name)


def _file(_request: HttpRequest, content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
