"""What is spoiled, laid over the product when it gets ready."""

import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect

LATE = 0.4


class Spoiled(AppConfig):
    """Laid over the product as its last room."""

    name = "tests.durability.twins"
    label = "twins"


class PhotographNotSynced(Spoiled):
    """A photograph is left to the operating system."""

    def ready(self) -> None:
        from luoshi.base.files import keeping

        def write(content: bytes, path: Path) -> None:
            path.write_bytes(content)

        keeping._write = write


class NoKeys(Spoiled):
    """A command leaves no key behind."""

    def ready(self) -> None:
        from luoshi.base.ledger import commands

        take = commands._take
        commands._take = lambda who, command, *rest: take(who, uuid.uuid4(), *rest)  # type: ignore[assignment]


class AnswersFirst:
    """The acknowledgement goes out before anything is done."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "POST" or not request.path.startswith("/w/report/") or "/sent/" in request.path:
            return self.get_response(request)
        key: Any = request.POST["command"]
        threading.Thread(target=self._later, args=(request,)).start()
        return HttpResponseRedirect(f"/w/report/sent/{key}")

    def _later(self, request: HttpRequest) -> None:
        time.sleep(LATE)
        self.get_response(request)
