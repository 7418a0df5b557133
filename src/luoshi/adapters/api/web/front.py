"""The page below /api/: what there is for programs, one line each, readable without a key."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.adapters.api.web.declared import Endpoint
from luoshi.web.accounts.door import open_to_all
from luoshi.web.accounts.tokens import SCOPES
from luoshi.web.request import Asked
from luoshi.web.shell import page


@open_to_all
@require_safe
def front(request: Asked) -> HttpResponse:
    """Every address, what it is for, and which scope its key needs."""
    from luoshi.adapters.api.web.urls import ENDPOINTS

    context = {"rows": [(one.method, one.spoken, one.says, _scope(one)) for one in ENDPOINTS]}
    return page(request, "api/front.html", context, title=_("For programs"), here="api", back="/w/")


def _scope(one: Endpoint) -> object:
    if one.scope is None:
        return _("without a key")
    return SCOPES[one.scope] if one.scope else _("any key")
