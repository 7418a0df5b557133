"""Being written."""

from django.http import HttpResponse

from luoshi.base.refusal import Unseen
from luoshi.web.request import Asked


def group(request: Asked) -> HttpResponse:
    raise Unseen
