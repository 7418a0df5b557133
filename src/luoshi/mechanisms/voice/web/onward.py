"""A recipient raises an ordinary matter because of what came without a name."""

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.base.refusal import Refusal
from luoshi.kernel.org.selectors import unit_by_code
from luoshi.mechanisms.voice.services import pass_on
from luoshi.web.fields import command
from luoshi.web.request import Asked, actor
from luoshi.web.shell import page


@require_POST
def onward(request: Asked, pk: int) -> HttpResponse:
    """Raised, it leads back to the sheet; refused, it comes back with the words."""
    text, kind, unit = (request.POST.get(name, "") for name in ("text", "kind", "unit"))
    try:
        key = command(request)
        pass_on(actor=actor(request), at=request.at, command=key, matter=pk, kind=kind, unit=unit_by_code(unit), text=text)
    except Refusal as refusal:
        context = {"sentence": str(refusal), "words": text}
        return page(request, "voice/refused.html", context, title=_("That did not go"), back=f"/w/matters/{pk}", status=refusal.status)
    return HttpResponseRedirect(f"/w/matters/{pk}?done=onward")
