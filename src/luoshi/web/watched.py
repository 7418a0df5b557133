"""Around every request outermost: its number for the log, and its share in what is counted for whoever watches the house.

The way without a name has neither: not counted, not timed, no number, no line. Nor are the house's own static files and the watch itself.
"""

import re
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from prometheus_client import CollectorRegistry, Counter, Histogram

from luoshi.base.logs import during
from luoshi.web.in_hand import VOICE_PATH
from luoshi.web.programs import PATH as PROGRAMS_PATH

HEADER = "X-Request-ID"
NUMBER = re.compile(r"[0-9a-zA-Z-]{8,64}")
UNCOUNTED = (VOICE_PATH, settings.STATIC_URL, "/healthz", "/readyz", "/metrics")
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

OWN = CollectorRegistry()
REQUESTS = Counter("luoshi_http_requests_total", "Requests answered, by door and class of status.", ("door", "status"), registry=OWN)
TOOK = Histogram("luoshi_http_request_duration_seconds", "Time until the answer began.", ("door",), registry=OWN, buckets=SECONDS)


class Watched:
    """Numbers and counts. A request that a proxy has numbered keeps that number, so that both logs can be laid side by side."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(UNCOUNTED):
            return self.get_response(request)
        began = time.perf_counter()
        given = request.headers.get(HEADER, "")
        number = given if NUMBER.fullmatch(given) else uuid.uuid4().hex
        with during(number):
            response = self.get_response(request)
        door = _door(request.path)
        REQUESTS.labels(door, f"{response.status_code // 100}xx").inc()
        TOOK.labels(door).observe(time.perf_counter() - began)
        return response


def _door(path: str) -> str:
    """People who are signed in or on their way, programs with a key, or everybody."""
    if path.startswith(settings.SIGNED_IN_PATH):
        return "people"
    return "programs" if path.startswith(PROGRAMS_PATH) else "everybody"
