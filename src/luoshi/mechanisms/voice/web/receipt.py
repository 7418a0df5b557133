"""Coming back with a receipt: what became of it, a further word, taking it back, the proof of filing."""

import secrets
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luoshi.base.clock import local, local_date
from luoshi.base.refusal import Refusal
from luoshi.base.workflow import Step
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.sheet import Line, Sheet
from luoshi.mechanisms.voice.receipts import check_of, digest_of, grouped, key_of, read, same_seal, seal_of
from luoshi.mechanisms.voice.selectors import Standing, standing_of
from luoshi.mechanisms.voice.services import say_more, take_back
from luoshi.mechanisms.voice.web.quiet import quiet
from luoshi.mechanisms.voice.web.work import done, offer, wrong_receipt
from luoshi.web.chains import chains_of
from luoshi.web.fields import Field
from luoshi.web.request import Asked
from luoshi.web.shell import page
from luoshi.web.words import said

FORM = "receipt"
OWN = ("add", "confirm", "rate", "reopen", "handle_again", "escalate", "withdraw", "effect_fails")


@quiet
@require_http_methods(["GET", "HEAD", "POST"])
def by_receipt(request: Asked) -> HttpResponse:
    """The receipt is asked for; with a right one the page shows how it stands. Never is a receipt part of an address."""
    if request.method != "POST":
        return _ask(request)
    try:
        nonce = done(FORM, request.at, *(request.POST.get(name, "") for name in ("token", "work", "sum")))
        if request.POST.get("act") == "check":
            return _checked(request)
        receipt = read(request.POST.get("receipt", ""))
        found = standing_of(digest_of(receipt), request.at) if receipt else None
        if found is None:
            wrong_receipt(request.at)
            raise Refusal(_("Nothing is known of this receipt: compare the digits. What is over its time is shredded."), field="receipt")
    except Refusal as refusal:
        return _ask(request, refusal)
    act = request.POST.get("act", "")
    if act == "proof":
        return _proof(request, receipt, found)
    if act == "back":
        return _taken_back(request, receipt)
    if not act:
        return _shown(request, receipt, found)
    try:
        _say(request, receipt, nonce, found, act)
    except Refusal as refusal:
        return _shown(request, receipt, found, refusal, act)
    again = standing_of(digest_of(receipt), request.at) or found
    return _shown(request, receipt, again, told=_("It waits now. With others it is handed over, the next morning at the latest."))


def _say(request: Asked, receipt: str, nonce: bytes, found: Standing, name: str) -> None:
    step = next((one for one in _steps(found.sheet) if one.name == name), None)
    if step is None:
        raise Refusal(_("This has moved on in the meantime: look at it again."))
    values = {need.name: request.POST.get(f"{need.name}", "").strip() for need in (*step.needs, *step.offers) if need.kind != "photos"}
    for need in step.needs:
        if not values[need.name] or (need.choices and values[need.name] not in [one.value for one in need.choices]):
            raise Refusal(need.missing or _("This is missing."), field=need.name)
    say_more(at=request.at, key=key_of(nonce), receipt=receipt, step=name, values=values)


def _steps(seen: Sheet | None) -> list[Step]:
    """What whoever holds the receipt may do now."""
    return [one for one in seen.steps if one.act in OWN] if seen else []


def _checked(request: Asked) -> HttpResponse:
    """Is the seal under a proof of filing this house's? Whoever is shown one may ask; it tells nothing else."""
    words, on, check, seal = ("".join(request.POST.get(name, "").split()) for name in ("words", "on", "check", "seal"))
    try:
        right = same_seal(words, date.fromisoformat(on), f"{check[:4]} {check[4:]}", seal)
    except ValueError:
        right = False
    if not right:
        raise Refusal(_("The seal is not of this house, or a digit is wrong."), field="seal")
    sentence = _("The seal is of this house: a text with this digest was filed on this day.")
    return page(request, "web/calm.html", {"sentence": sentence}, title=_("Check a proof of filing"), back="/voice/receipt")


def _taken_back(request: Asked, receipt: str) -> HttpResponse:
    many = take_back(at=request.at, receipt=receipt)
    sentence = _("Taken back: it was overwritten, nobody has read it.") if many else _("It was handed over already.")
    return page(request, "web/calm.html", {"sentence": sentence}, title=_("By receipt"), back="/voice/")


def _ask(request: Asked, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        **_frame(request),
        "typed": request.POST.get("receipt", "") if refusal else "",
        "proof": {name: request.POST.get(name, "") for name in ("words", "on", "check", "seal")},
        "errors": {refusal.field or "receipt": str(refusal)} if refusal else {},
    }
    status = refusal.status if refusal else 200
    return page(request, "voice/ask.html", context, title=_("By receipt"), back="/voice/", status=status)


def _frame(request: Asked) -> dict[str, Any]:
    english = request.GET.get("lang") == "en"
    return {"work": offer(FORM, request.at), "here": "/voice/receipt?lang=en" if english else "/voice/receipt"}


def _shown(request: Asked, receipt: str, found: Standing, refusal: Refusal | None = None, tried: str = "", told: str = "") -> HttpResponse:
    seen = found.sheet
    context: dict[str, Any] = {
        **_frame(request),
        "receipt": receipt,
        "grouped": grouped(receipt),
        "held": [one for one in found.waiting if one.sort == "word"],
        "first": next((one for one in found.waiting if one.sort == "report"), None),
        "told": told,
        "refusal": str(refusal) if refusal and not refusal.field else "",
        "forms": [_drawn(request, step, refusal if step.name == tried else None) for step in _steps(seen)],
        "nonce": secrets.token_hex(4),
    }
    if seen is not None:
        context |= _of_the_matter(request, seen, found)
    return page(request, "voice/shown.html", context, title=_("By receipt"), back="/voice/", status=refusal.status if refusal else 200)


def _of_the_matter(request: Asked, seen: Sheet, found: Standing) -> dict[str, Any]:
    m = seen.matter
    state = kinds[m.kind].workflow.state(m.state)
    holder = m.holder.name if m.holder else ""
    chains = [
        replace(chain, links=[replace(link, when=link.when.split(" ")[0], spent="") for link in chain.links])
        for chain in chains_of(m.kind, m.state, seen.lines, request.at, holder)
    ]
    return {
        "title": m.title,
        "state": str(state.label),
        "chains": chains,
        "clock": _clock(request, seen),
        "read_by": found.readers,
        "lines": [_line(line) for line in seen.lines],
        "onward": [(one.number, str(kinds[one.kind].workflow.state(one.state).label)) for one in found.onward],
    }


def _clock(request: Asked, seen: Sheet) -> tuple[str, str]:
    """Until when, in days, and what follows."""
    m = seen.matter
    if m.closed_at:
        return "plain", _("Closed.")
    if m.answered_at:
        return "good", _("Answered. You have the word until %(day)s; no word counts as none, not as satisfied.") % {"day": _day(m.due_at)}
    if m.due_at is None:
        return "plain", ""
    if m.due_at < request.at:
        told = _("The next recipient was told: %(name)s.") % {"name": m.told.name} if m.told else ""
        return "late", (_("Late since %(day)s.") % {"day": _day(m.due_at)} + " " + told).strip()
    return "soon", _("Its next step is due by %(day)s, with %(name)s.") % {
        "day": _day(m.due_at),
        "name": m.holder.name if m.holder else "—",
    }


def _day(at: Any) -> str:
    return f"{local_date(at)}" if at else "—"


def _line(line: Line) -> tuple[str, str, str, str]:
    """One line of the story with its day alone."""
    who, did = said(line)
    return f"{local(line.at):%m-%d}", who, did, line.text


def _drawn(request: Asked, step: Step, refusal: Refusal | None) -> dict[str, Any]:
    fields = []
    for need in (*step.needs, *step.offers):
        if need.kind == "photos":
            continue
        one = Field(need.name, need.label, need.kind, need in step.needs, hint=need.hint)
        one.options, one.radio = [(choice.value, choice.label) for choice in need.choices], bool(need.choices)
        one.value = request.POST.get(need.name, "") if refusal else ""
        one.error = str(refusal) if refusal and refusal.field == need.name else ""
        fields.append(one)
    return {
        "name": step.name,
        "label": step.label,
        "tone": step.tone,
        "fields": fields,
        "aside": step.act not in ("confirm", "rate", "add"),
    }


def _proof(request: Asked, receipt: str, found: Standing) -> HttpResponse:
    """A page to be printed: the digest of what was sent, the day it was handed over, the check number, and the seal of the house."""
    if found.receipt is None:
        raise Refusal(_("It waits still: the proof is on the page that gave you the receipt, and here once it was handed over."))
    words, on, check = found.receipt.words_digest, found.receipt.matter.raised_on, check_of(digest_of(receipt))
    proof = {"on": f"{on}", "words": words, "check": check, "seal": seal_of(words, on, check)}
    return page(request, "voice/proof.html", {"proof": proof}, title=_("Proof of filing"), back="/voice/receipt")
