"""The lists that come by night: do they come, are they confirmed."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import translation

from luoshi.adapters.spreadsheets.models import NightlyLook
from luoshi.adapters.spreadsheets.nightly.source import NAMES, source_of
from luoshi.adapters.spreadsheets.nightly.telling import missed, waiting
from luoshi.base.clock import local_date
from luoshi.base.parameters.selectors import book
from luoshi.site.checkup import Line, line


def lines(at: datetime) -> Iterator[Line]:
    """Nothing where no nightly list is set up."""
    with translation.override("en"):
        set_up = [register for register in NAMES if source_of(register)]
        for register in set_up:
            yield from _came(register, at)
        if set_up:
            yield _confirmed(at)


def _came(register: str, at: datetime) -> Iterator[Line]:
    look = NightlyLook.objects.filter(register=register).first()
    gone = missed(local_date(at)).filter(register=register).exists()
    if look is None:
        yield line(f"nightly {register}", "people data up to date", False, "never looked for", "start luoshi serve, or luoshi jobs")
    elif look.came_at is not None or gone or look.trouble or register == "people":
        came = f"last came {local_date(look.came_at)}" if look.came_at else f"none since {local_date(look.waited_since)}"
        found = f"{look.source}, {came}" + (f"; {look.trouble}" if look.trouble else "")
        todo = f"see to it that the list of {register} is laid into the folder, or that the directory answers"
        yield line(f"nightly {register}", "people data up to date", not gone and not look.trouble, found, todo)


def _confirmed(at: datetime) -> Line:
    late = at - timedelta(days=book(local_date(at)).count("nightly.reminder"))
    old = [one for one in waiting() if one.started_at <= late]
    words = ", ".join(f"{one.register} since {local_date(one.started_at)}" for one in old)
    found = f"not confirmed: {words}" if old else "nothing waits too long"
    return line(
        "nightly lists confirmed", "people data up to date", not old, found, "confirm them, or put them away, on the page Import and export"
    )
