"""What a program reads when it is refused (RFC 9457): never a page, always the status, the sentence and the field to mend."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

PATH = "/api/"


def asks_as_program(request: HttpRequest) -> bool:
    """Does this request come to the addresses for programs?"""
    return request.path.startswith(PATH)


def problem(status: int, title: str, detail: str, field: str = "", **headers: str) -> HttpResponse:
    """A refusal as a program reads it. `field` names what is to be mended, as the program wrote it."""
    document: dict[str, object] = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    if field:
        document["field"] = field
    response = JsonResponse(document, status=status, json_dumps_params={"ensure_ascii": False})
    response.headers["Content-Type"] = "application/problem+json"
    response.headers["Cache-Control"] = "no-store"
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="luoshi"'
    for name, value in headers.items():
        response.headers[name.replace("_", "-")] = value
    return response


def nothing_here() -> HttpResponse:
    """Not there, or not for this key: one answer for both."""
    return problem(404, _("Nothing here"), _("The address is wrong, or this is not for you to see."))


def unreadable() -> HttpResponse:
    """A request that cannot be taken apart."""
    return problem(400, _("This cannot be read"), _("The request is not built as the documentation says."))


def not_this_way(allowed: str) -> HttpResponse:
    """This method is not there."""
    detail = _("Ask with one of these methods: %(methods)s.") % {"methods": allowed}
    return problem(405, _("Not in this way"), detail, Allow=allowed)


def in_trouble() -> HttpResponse:
    """Something in the house is broken; it must not need the database to say so."""
    return problem(
        500, _("The server is in trouble"), _("The server is in trouble. Nothing you sent was half done: try again in a minute.")
    )
