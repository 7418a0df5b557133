"""After a form was sent well, its draft goes: well means that the house led on to another page."""

from collections.abc import Callable

from django.http import HttpResponseBase

from luoshi.web.drafts.services import was_sent
from luoshi.web.request import Asked

LED_ON = (302, 303)


class DraftsSent:
    """A form that has a draft says its key in a field `draft`. A refused form comes back as it was and keeps its draft."""

    def __init__(self, get_response: Callable[[Asked], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Asked) -> HttpResponseBase:
        response = self.get_response(request)
        sent = request.method == "POST" and response.status_code in LED_ON and request.visitor.signed_in
        if sent and (form := request.POST.get("draft")):
            was_sent(actor=request.visitor.actor, form=form)
        return response
