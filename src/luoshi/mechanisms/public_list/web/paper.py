"""A posting on paper: the sheet for the notice board, as A4 or A3, the Word document, and the short address that leads back from it."""

from typing import TYPE_CHECKING

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.base.clock import local_date
from luoshi.base.documents.services import document
from luoshi.base.documents.words import day_words
from luoshi.base.ledger.verification import head_row
from luoshi.kernel.postings.sealing import thawed
from luoshi.kernel.postings.selectors import one
from luoshi.mechanisms.public_list.web.days import last_day
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import page
from luoshi.web.views.administration import qr

if TYPE_CHECKING:
    from luoshi.kernel.postings.models import Posting

PAPERS = ("A4", "A3")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHOWN_OF_DIGEST = 16


@require_safe
def short(request: Asked, pk: int) -> HttpResponse:
    """The address in the code on a board: only a signpost, it tells nothing before sign-in."""
    return HttpResponseRedirect(f"/w/postings/{pk}?from=board")


@require_safe
def board_sheet(request: Asked, pk: int) -> HttpResponse:
    """The sheet for the board."""
    row = one(actor(request), pk, today(request))
    paper = request.GET.get("paper", "A4")
    address = _address(request, row)
    context = {
        "posting": row,
        "paper": paper if paper in PAPERS else "A4",
        "papers": [(name, f"/w/postings/{pk}/print?paper={name}") for name in PAPERS],
        "frozen": thawed(row.frozen),
        "paragraphs": [line for line in row.body.splitlines() if line.strip()],
        "since": day_words(row.since),
        "last": day_words(last_day(row.until)),
        "day": day_words(local_date(row.confirmed_at)),
        "digest": row.digest[:SHOWN_OF_DIGEST],
        "anchor": "{}:{}".format(*head_row()),
        "qr": qr(address),
        "address": address,
        "back_url": f"/w/postings/{pk}",
    }
    return page(request, "public_list/board.html", context, title=row.title)


@require_safe
def word(request: Asked, pk: int) -> HttpResponse:
    """The same as a Word document, in the company's own template where there is one."""
    row = one(actor(request), pk, today(request))
    frozen = thawed(row.frozen)
    rows = [dict(zip(("what", "raised", "who", "how_far", "answer"), record.words, strict=False)) for record in frozen.rows]
    data = {
        "title": row.title,
        "number": row.number,
        "body": row.body,
        "audience": _("%(unit)s and all below") % {"unit": row.audience.name},
        "place": row.place.name if row.place else row.board,
        "since": row.since,
        "last": last_day(row.until),
        "issuer": row.issuer.name,
        "day": local_date(row.confirmed_at),
        "address": _address(request, row),
        "digest": row.digest[:SHOWN_OF_DIGEST],
        "replaces": row.replaces.number if row.replaces else "",
        "heads": "、".join(frozen.heads),
        "values": [{"words": value.words, "value": value.value} for value in frozen.values],
        "rows": [{"number": record.number, **words} for record, words in zip(frozen.rows, rows, strict=True)],
    }
    response = HttpResponse(document("notice", data, local_date(row.confirmed_at)), content_type=WORD)
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{row.number}.docx") or "attachment"
    return response


def _address(request: Asked, row: "Posting") -> str:
    return request.build_absolute_uri(f"/p/{row.pk}")
