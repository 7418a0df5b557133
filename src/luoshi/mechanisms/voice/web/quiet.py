"""The frame of every page without a name: no cookie, nothing kept by the browser, nothing told to the next page, no line in a log."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from luoshi.base.refusal import Refusal, Unseen
from luoshi.mechanisms.voice.services.troubles import note_trouble
from luoshi.web.request import Asked
from luoshi.web.shell import page

View = Callable[[Asked], HttpResponse]


def quiet(view: View) -> View:
    """What fails here is said to the sender; what it was is noted with its day alone, without the words that were sent."""

    @wraps(view)
    def answer(request: Asked) -> HttpResponse:
        try:
            response = view(request)
        except (Refusal, Unseen) as error:
            sentence = str(error) if isinstance(error, Refusal) else _("The address is wrong, or this is not for you to see.")
            response = page(request, "web/calm.html", {"sentence": sentence}, title=_("That did not go"), back="/voice/", status=422)
        except Exception as error:
            note_trouble(at=request.at, what=f"{type(error).__name__} {_where(error)}")
            sentence = _("The server is in trouble. Nothing you sent was half done: try again in a minute.")
            response = page(request, "web/calm.html", {"sentence": sentence}, title=_("That did not go"), back="/voice/", status=500)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        setattr(response, "_has_been_logged", True)  # noqa: B010 — else the framework writes a line for it
        return response

    return csrf_exempt(answer)


def _where(error: BaseException) -> str:
    """The place in the program, no value."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else ""
