"""The door for programs: the key and its pace, the query and the body by their declaration, and every refusal as problem+json."""

import logging
import re
import uuid
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from django.core.exceptions import SuspiciousOperation
from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from luoshi.adapters.api.pace import TooOften, count
from luoshi.adapters.api.web.declared import JSON, Asking, Call, Endpoint, Told
from luoshi.base.refusal import Refusal, Unseen
from luoshi.web.accounts.door import Visitor, open_to_all
from luoshi.web.accounts.tokens import Holder, who_holds
from luoshi.web.programs import not_this_way, nothing_here, problem, unreadable
from luoshi.web.request import Asked, today

log = logging.getLogger("luoshi.api")
BEARER, KEY = "bearer ", "Idempotency-Key"
UUID_FORM = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
WHERE = re.compile(r" - at `\$?\.?(.*)`$")
LARGEST = 2**63 - 1
COMMON = ("lang",)


class Unread(Exception):
    """The request was not read to its end: what is answered instead."""

    def __init__(self, answer: HttpResponse) -> None:
        super().__init__(answer.status_code)
        self.answer = answer


def door(declared: list[Endpoint]) -> Callable[..., HttpResponseBase]:
    """The view of one address, with all its methods."""
    by_method = {one.method: one for one in declared}
    allowed = ", ".join([*by_method, *(["HEAD"] if "GET" in by_method else [])])
    keyed = all(one.scope is not None for one in declared)

    def view(request: Asked, **named: Any) -> HttpResponseBase:
        answer: HttpResponseBase
        method = "GET" if request.method == "HEAD" else request.method or ""
        try:
            one, holder = by_method.get(method), _holder(request) if keyed else None
            answer = not_this_way(allowed) if one is None else _answered(one, request, holder, named)
        except Unread as unread:
            answer = unread.answer
        except Unseen:
            answer = nothing_here()
        except TooOften as often:
            answer = problem(often.status, _("Too often"), str(often), Retry_After=str(often.seconds))
        except Refusal as refusal:
            answer = problem(refusal.status, _("That did not go"), str(refusal), refusal.field)
        except SuspiciousOperation:
            answer = unreadable()
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return open_to_all(csrf_exempt(view))


def _answered(one: Endpoint, request: Asked, holder: Holder | None, named: Mapping[str, Any]) -> HttpResponseBase:
    if holder is not None:
        count(holder.token, request.at)
        if one.scope and not holder.may(one.scope):
            sentence = _("Make a key that has the scope %(scope)s.") % {"scope": one.scope}
            raise Unread(problem(403, _("This key may not do that"), sentence))
        request.visitor = Visitor(holder.actor, holder.name)
    if any(isinstance(value, int) and value > LARGEST for value in named.values()):
        raise Unseen
    call = Call(request, holder, _query(one, request), None, named)
    call.key = _key(request) if one.once else None
    if one.files:
        call.file = _bytes(one, request, one.files)
    elif one.body is not None:
        call.body = _body(one, request)
    told = one.handle(call)
    if isinstance(told, HttpResponseBase):
        return told
    answer = told if isinstance(told, Told) else Told(told, one.status)
    response = HttpResponse(msgspec.json.encode(answer.said), status=answer.status, content_type=JSON)
    if answer.location:
        response.headers["Location"] = answer.location
    return response


def _holder(request: Asked) -> Holder:
    said = request.headers.get("Authorization", "")
    holder = who_holds(said[len(BEARER) :].strip(), request.at) if said.lower().startswith(BEARER) else None
    if holder is None:
        raise Unread(problem(401, _("A key is needed"), _("Send a key that holds, as Authorization: Bearer …")))
    return holder


def _query(one: Endpoint, request: Asked) -> Asking:
    """What stands behind the question mark: each name once, none that is unknown."""
    asked = dict[str, str]()
    for name, values in request.GET.lists():
        if len(values) > 1:
            raise Refusal(_("Say it once only."), field=name[:60].replace("\0", ""))
        if "\0" in values[0] or "\0" in name:
            raise Refusal(_("There is a sign in it that cannot be kept: type it anew."), field=name.replace("\0", "")[:60])
        if name not in COMMON:
            asked[name] = values[0]
    try:
        read = msgspec.convert(asked, one.query, strict=False)
    except msgspec.ValidationError as wrong:
        raise _refusal(wrong) from None
    return _among(read, request)


def _body(one: Endpoint, request: Asked) -> Asking:
    assert one.body is not None
    raw = _bytes(one, request, (JSON,))
    if b"\\u0000" in raw:
        raise Refusal(_("There is a sign in it that cannot be kept: type it anew."))
    try:
        read: Asking = msgspec.json.decode(raw, type=one.body)
    except msgspec.ValidationError as wrong:
        raise _refusal(wrong) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        sentence = _("The body is not the JSON that the documentation describes.")
        raise Unread(problem(400, _("This cannot be read"), sentence)) from None
    return _among(read, request)


def _bytes(one: Endpoint, request: Asked, kinds: tuple[str, ...]) -> bytes:
    """The body as it came, if it is of one of these kinds and not too long; more than that is never read."""
    kind = (request.content_type or "").lower()
    if kind not in kinds:
        raise Unread(problem(415, _("Not this kind of content"), _("Send it as %(kinds)s.") % {"kinds": ", ".join(kinds)}))
    length = request.headers.get("Content-Length", "")
    raw = b"" if length.isdecimal() and int(length) > one.longest else request.read(one.longest + 1)
    if len(raw) > one.longest or (length.isdecimal() and int(length) > one.longest):
        sentence = _("At most %(n)s KB fit here.") % {"n": one.longest // 1024}
        raise Unread(problem(413, _("Too large"), sentence))
    return raw


def _key(request: Asked) -> uuid.UUID:
    said = request.headers.get(KEY, "")
    if not UUID_FORM.fullmatch(said):
        raise Refusal(_("Send a UUID of your own as Idempotency-Key: sent twice with it, a thing is done once."), field=KEY)
    return uuid.UUID(said)


def _among(read: Asking, request: Asked) -> Asking:
    """Refused: a name that is none of those there are."""
    for name, names in read.among.items():
        value = getattr(read, name)
        if value is not msgspec.UNSET and value not in (there := names(today(request))):
            raise Refusal(_("There is none of this name. These there are: %(names)s.") % {"names": ", ".join(there)}, field=name)
    return read


def _refusal(wrong: msgspec.ValidationError) -> Refusal:
    """Where it does not fit the declaration: the field, and what was expected there."""
    sentence = str(wrong)
    found = WHERE.search(sentence)
    field = found[1] if found else next(iter(re.findall(r"field `([^`]*)`", sentence)), "")
    return Refusal(_("This does not fit: %(why)s.") % {"why": WHERE.sub("", sentence)[:300]}, field=field[:60])
