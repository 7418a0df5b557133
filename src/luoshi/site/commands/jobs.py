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

BEAT_SECONDS = 5.0
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
        if arguments.once or stop.wait(BEAT_SECONDS):
            break
    _leave(holder)
    return EXIT_OK


def _beat(holder: str) -> None:
    """One round: prolong the lease, do what is due. A database that is away is waited for."""
    from django.db import DatabaseError, close_old_connections

    from luoshi.base.clock import local_date, now
    from luoshi.base.jobs.services import hold_lease, run_due
    from luoshi.base.parameters.selectors import book

    try:
        if hold_lease(name="clock", holder=holder, at=now()):
            run_due(at=now(), silent=book(local_date(now())).flag("site.demo"))
    except DatabaseError:
        log.exception("the database did not answer; trying again")
        close_old_connections()


def _leave(holder: str) -> None:
    from luoshi.base.jobs.services import give_up_lease

    give_up_lease(name="clock", holder=holder)
