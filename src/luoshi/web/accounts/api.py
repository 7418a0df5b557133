"""What programs ask: addresses below /api/, opened by a bearer key with its scope. No cookie is read there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from luoshi.web.accounts.door import open_to_all
from luoshi.web.accounts.tokens import Holder, who_holds
from luoshi.web.request import Asked

BEARER = "bearer "


def needs_key(scope: str = "") -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """The view is called with the holder of the key; without one it is 401, without the scope 403, both as problem+json."""

    def guard(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: Asked, *args: Any, **kwargs: Any) -> HttpResponse:
            said = request.headers.get("Authorization", "")
            holder = who_holds(said[len(BEARER) :].strip(), request.at) if said.lower().startswith(BEARER) else None
            if holder is None:
                return problem(401, _("A key is needed"), _("Send a key that holds, as Authorization: Bearer …"))
            if scope and not holder.may(scope):
                return problem(403, _("This key may not do that"), _("Make a key that has the scope %(scope)s.") % {"scope": scope})
            response = view(request, holder, *args, **kwargs)
            response.headers["Cache-Control"] = "no-store"
            return response

        return open_to_all(csrf_exempt(guarded))

    return guard


def problem(status: int, title: str, detail: str) -> HttpResponse:
    """A refusal as a program reads it (RFC 9457)."""
    document = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    response = JsonResponse(document, status=status, json_dumps_params={"ensure_ascii": False})
    response.headers["Content-Type"] = "application/problem+json"
    response.headers["Cache-Control"] = "no-store"
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="luoshi"'
    return response


@needs_key()
@require_safe
def me(_request: Asked, holder: Holder) -> HttpResponse:
    """Who this key speaks for, what it may do, and until when."""
    document = {
        "staff_no": holder.staff_no,
        "name": holder.name,
        "scopes": list(holder.scopes),
        "until": holder.until.isoformat(timespec="seconds"),
    }
    return JsonResponse(document, json_dumps_params={"ensure_ascii": False})
