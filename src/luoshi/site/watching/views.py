"""The three addresses for machines that watch: /healthz, /readyz, /metrics. What tells about the house is told only to who may watch it."""

import os
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector

from luoshi.base.clock import now
from luoshi.base.refusal import Unseen
from luoshi.site.watching.gauges import House
from luoshi.site.watching.readiness import ready
from luoshi.web.watched import OWN

FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via")
BEARER = "Bearer "
TEXT = "text/plain; charset=utf-8"


@require_safe
def alive(_request: HttpRequest) -> HttpResponse:
    """This process answers. It asks nothing of anybody else, so that a database that is away restarts nothing."""
    return HttpResponse("alive\n", content_type=TEXT)


@require_safe
def readiness(request: HttpRequest) -> HttpResponse:
    """200 ready, or 503 not ready; who may watch reads why."""
    said = ready(now())
    well = not any(said.values())
    lines = ["ready" if well else "not ready"]
    if may_watch(request):
        lines += [f"{name}: {words or 'ok'}" for name, words in said.items()]
    return HttpResponse("\n".join(lines) + "\n", status=200 if well else 503, content_type=TEXT)


@csrf_exempt  # it changes nothing, and for others not even the refusal of a form is here
def metrics(request: HttpRequest) -> HttpResponse:
    """The numbers of all workers and of the house, in the text format of Prometheus. For others there is nothing here."""
    if not may_watch(request):
        raise Unseen
    if request.method not in ("GET", "HEAD"):
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    counted = OWN
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        counted = CollectorRegistry()
        MultiProcessCollector(counted)
    house = CollectorRegistry()
    house.register(House(now()))
    return HttpResponse(generate_latest(counted) + generate_latest(house), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def may_watch(request: HttpRequest) -> bool:
    """Who brings the token of the setting; or who asks on this machine itself, by one of its own names and without a proxy between."""
    said, token = request.headers.get("Authorization", ""), settings.WATCH_TOKEN
    if token and said.startswith(BEARER) and constant_time_compare(said[len(BEARER) :], token):
        return True
    return not any(name in request.headers for name in FORWARDED) and _here(request)


def _here(request: HttpRequest) -> bool:
    try:
        named = urlsplit(f"//{request.META.get('HTTP_HOST', '')}").hostname or ""
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback and (named == "localhost" or ip_address(named).is_loopback)
    except ValueError:
        return False
