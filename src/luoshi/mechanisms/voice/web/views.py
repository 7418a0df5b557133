"""Writing without a name: the form, looking it over, sending it."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luoshi.base.files.services import MOST_BYTES, re_encoded
from luoshi.base.refusal import Refusal
from luoshi.mechanisms.voice.reach import nameless_kinds, offered
from luoshi.mechanisms.voice.receipts import check_of, grouped, key_of, made_of, seal_of, words_digest
from luoshi.mechanisms.voice.services import send
from luoshi.mechanisms.voice.services.sending import LONGEST, MOST_PICTURES
from luoshi.mechanisms.voice.warning import warnings
from luoshi.mechanisms.voice.web.quiet import quiet
from luoshi.mechanisms.voice.web.work import Work, again, done, offer
from luoshi.web.in_hand import MOST_BYTES as ALTOGETHER
from luoshi.web.request import Asked, today
from luoshi.web.shell import page
from luoshi.web.views.administration import qr

FORM = "write"


@quiet
@require_http_methods(["GET", "HEAD", "POST"])
def voice(request: Asked) -> HttpResponse:
    """The form; looked over it comes back with what to mind, and sent it gives the receipt."""
    if request.method != "POST":
        return _form(request)
    act = request.POST.get("act", "")
    try:
        nonce = done(FORM, request.at, *(request.POST.get(name, "") for name in ("token", "work", "sum")))
        _complete(request)
        return _sent(request, nonce) if act == "send" else _form(request) if act == "back" else _look(request)
    except Refusal as refusal:
        return _look(request, refusal) if act == "send" and refusal.field not in ("unit", "about", "text") else _form(request, refusal)


def _complete(request: Asked) -> None:
    units = {one.code for one in offered(today(request))}
    if request.POST.get("unit") not in units:
        raise Refusal(_("Choose the unit."), field="unit")
    if request.POST.get("about", "") not in {value for _label, topics in _about(request) for value, _said in topics}:
        raise Refusal(_("Choose what it is about."), field="about")
    if len(request.POST.get("text", "")) > LONGEST:
        raise Refusal(_("At most %(n)s characters: say it shorter, or send the rest as a further word.") % {"n": LONGEST}, field="text")


def _about(request: Asked) -> list[tuple[str, list[tuple[str, str]]]]:
    """What it can be about, by kind, as one choice."""
    on = today(request)
    return [
        (str(kind.label), [(f"{kind.name}.{topic}", str(label)) for topic, label in kind.offered(on).items()]) for kind in nameless_kinds()
    ]


def _typed(request: Asked, refusal: Refusal | None) -> dict[str, Any]:
    token = request.POST.get("token", "")
    work = _with_sum(request, again(FORM, request.at, token)) if token else offer(FORM, request.at)
    same = work.token == token
    return {
        "work": work,
        "worked": request.POST.get("work", "") if same else "",
        "summed": request.POST.get("sum", "") if same else "",
        "unit": request.POST.get("unit", ""),
        "about": request.POST.get("about", ""),
        "text": request.POST.get("text", ""),
        "errors": {refusal.field or "text": str(refusal)} if refusal else {},
        "english": request.GET.get("lang") == "en",
        "here": "/voice/?lang=en" if request.GET.get("lang") == "en" else "/voice/",
        "receipt_url": "/voice/receipt?lang=en" if request.GET.get("lang") == "en" else "/voice/receipt",
    }


def _with_sum(request: Asked, work: Work) -> Work:
    """A sum that was asked before is asked again with its own numbers, which the form sends along."""
    first, second = (request.POST.get(name, "") for name in ("first", "second"))
    told = first.isdecimal() and second.isdecimal() and len(first + second) < 6
    return replace(work, first=int(first), second=int(second)) if told and not work.first else work


def _form(request: Asked, refusal: Refusal | None = None) -> HttpResponse:
    units = offered(today(request))
    context = {
        **_typed(request, refusal),
        "units": [(one.code, "　" * one.depth + one.name, one.readers[0][1]) for one in units],
        "abouts": _about(request),
        "report_url": "/w/report/",
    }
    status = refusal.status if refusal else 200
    return page(request, "voice/write.html", context, title=_("Without a name"), back="/w/report/", status=status)


def _look(request: Asked, refusal: Refusal | None = None) -> HttpResponse:
    """Looked over: who will read it, what in it might tell who wrote it, photographs, and the button that sends."""
    chosen = next((one for one in offered(today(request)) if one.code == request.POST.get("unit")), None)
    if chosen is None:
        return _form(request, refusal)
    labels = {value: f"{kind} · {said}" for kind, topics in _about(request) for value, said in topics}
    context = {
        **_typed(request, refusal),
        "unit_name": chosen.name,
        "about_name": labels.get(request.POST.get("about", ""), ""),
        "readers": [(pk, name, str(pk) in request.POST.getlist("keep_from")) for pk, name in chosen.readers],
        "warnings": warnings(request.POST.get("text", ""), today(request)),
        "most": MOST_PICTURES,
    }
    status = refusal.status if refusal else 200
    return page(request, "voice/look.html", context, title=_("Look it over"), back="/voice/", status=status)


def _sent(request: Asked, nonce: bytes) -> HttpResponse:
    receipt, text = made_of(nonce), request.POST.get("text", "")
    kind, _dot, topic = request.POST.get("about", "").partition(".")
    known = {pk for one in offered(today(request)) if one.code == request.POST.get("unit") for pk, _name in one.readers}
    digest = send(
        at=request.at,
        key=key_of(nonce),
        receipt=receipt,
        kind=kind,
        unit=request.POST.get("unit", ""),
        topic=topic,
        text=text,
        pictures=_pictures(request),
        keep_from=[pk for pk in known if str(pk) in request.POST.getlist("keep_from")],
    )
    words, check, on = words_digest(text), check_of(digest), today(request)
    context = {
        "receipt": grouped(receipt),
        "qr": qr(receipt),
        "proof": {"on": f"{on}", "words": words, "check": check, "seal": seal_of(words, on, check)},
        "receipt_url": "/voice/receipt?lang=en" if request.GET.get("lang") == "en" else "/voice/receipt",
    }
    return page(request, "voice/sent.html", context, title=_("Received"), back="/voice/")


def _pictures(request: Asked) -> list[bytes]:
    """The photographs, made anew from their pixels. Refused: what is no picture, too many, too large together."""
    files = request.FILES.getlist("photos")
    if len(files) > MOST_PICTURES:
        raise Refusal(_("At most %(n)s photographs.") % {"n": MOST_PICTURES}, field="photos")
    if int(request.META.get("CONTENT_LENGTH") or 0) > ALTOGETHER or any((one.size or 0) > MOST_BYTES for one in files):
        raise Refusal(_("A photograph may have at most 20 MB: take it again at a lower resolution."), field="photos")
    try:
        return [re_encoded(one.read()) for one in files]
    except Refusal as refusal:
        raise Refusal(refusal.sentence, field="photos") from None
