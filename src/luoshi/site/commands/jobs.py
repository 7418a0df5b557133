"""`luoshi jobs`: the process that works by the clock; `luoshi serve` starts it, a lease keeps it single."""

import argparse
import logging
import os
import signal
import socket
import threading
from types import FrameType
from typing import Any

from luoshi.site.commands import EXIT_OK
from luoshi.site.commands.start import set_up

BEAT_SECONDS = 5
log = logging.getLogger("luoshi.jobs")


def add_to(commands: Any) -> None:
    parser = commands.add_parser("jobs", help="work by the clock (started by luoshi serve)")
    parser.add_argument("--once", action="store_true", help="do what is due now and stop")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    set_up()
    stop = threading.Event()

    def leave(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    holder = f"{socket.gethostname()}:{os.getpid()}"
    while True:
        _beat(holder)
        if arguments.once or _wait(stop):
            break
    _leave(holder)
    return EXIT_OK


def _wait(stop: threading.Event) -> bool:
    """Until the next beat, or until the process is to stop: True. Each second between them what was written is chained and summed."""
    from django.db import DatabaseError

    for _second in range(BEAT_SECONDS):
        if stop.wait(1):
            return True
        try:
            _chain()
            _sum_up()
        except DatabaseError:
            _away()
    return False


def _chain() -> None:
    """Chain what writers left to the sealer. It needs no lease: two sealers wait for each other."""
    from luoshi.base.ledger.sealing import seal_all
    from luoshi.base.ledger.services import chains_later

    if chains_later():
        seal_all()


def _sum_up() -> None:
    """Fold what was counted into the kept sums. It needs no lease either."""
    from luoshi.kernel.metrics.folding import fold

    fold()


def _away() -> None:
    from django.db import close_old_connections

    log.exception("the database did not answer; trying again")
    close_old_connections()


def _beat(holder: str) -> None:
    """One round: prolong the lease, do what is due. A database that is away is waited for."""
    from django.db import DatabaseError

    from luoshi.base.clock import local_date, now
    from luoshi.base.jobs.services import hold_lease, run_due
    from luoshi.base.parameters.selectors import book

    try:
        _chain()
        if hold_lease(name="clock", holder=holder, at=now()):
            run_due(at=now(), silent=book(local_date(now())).flag("site.demo"))
    except DatabaseError:
        _away()


def _leave(holder: str) -> None:
    from luoshi.base.jobs.services import give_up_lease

    give_up_lease(name="clock", holder=holder)
