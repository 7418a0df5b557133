"""The addresses for programs, in the order of the documentation; and the page on which webhooks are kept."""

from itertools import groupby

from django.urls import path

from luoshi.adapters.api.web import administration, front, ledgers, listing, numbers, openapi, own, raising, reading, stepping
from luoshi.adapters.api.web.declared import Endpoint
from luoshi.adapters.api.web.door import door

ENDPOINTS: tuple[Endpoint, ...] = (
    *own.ENDPOINTS, *listing.ENDPOINTS, *raising.ENDPOINTS, *reading.ENDPOINTS, *stepping.ENDPOINTS, *numbers.ENDPOINTS, *ledgers.ENDPOINTS,
    openapi.DOCUMENTATION,
)  # fmt: skip

urlpatterns = [
    path("api/", front.front, name="api"),
    *(path(f"api/{way}", door(list(there)), name=_name) for (way, _name), there in groupby(ENDPOINTS, lambda one: (one.path, one.name))),
    path("w/admin/hooks/", administration.hooks, name="hooks"),
    path("w/admin/hooks/<str:name>", administration.act, name="hooks-act"),
]
