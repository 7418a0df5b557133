"""`luoshi init`: the database, the calendar, the root unit and the first administrator; with --demo a plant to try things on."""

import argparse
import secrets
import time
import uuid
from datetime import date
from typing import Any

from luoshi.site.commands import EXIT_OK, Refused, say_json
from luoshi.site.commands.start import is_made, must_be_durable, set_up, where, write

ADMIN = "admin"


def add_to(commands: Any) -> None:
    parser = commands.add_parser("init", help="make the database in LUOSHI_HOME (default ./var) or at DATABASE_URL; again changes nothing")
    parser.add_argument("--demo", action="store_true", help="fill it with a demonstration plant: invented people, one-click sign-in")
    parser.add_argument("--name", default="", help="the name of the enterprise")
    parser.add_argument("--address", default="http://127.0.0.1:8000", help="where people will reach it, for the printed link")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    started = time.monotonic()
    keep_a_secret()
    set_up(made=False)
    if is_made():
        return _already(arguments)
    must_be_durable()
    _for_its_owner_alone()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    code = _found(arguments)
    link = f"{arguments.address.rstrip('/')}/w/activate/{code}"
    seconds = round(time.monotonic() - started, 1)
    if arguments.json:
        say_json({"made": True, "where": where(), "link": link, "seconds": seconds})
    else:
        write(f"Made in {where()} in {seconds} s.")
        write(f"The first administrator (staff number {ADMIN}) opens this link once, within 14 days:\n  {link}")
    return EXIT_OK


def keep_a_secret() -> None:
    """The installation's key, readable by its owner alone, before settings are read."""
    import os
    from pathlib import Path

    home = Path(os.environ.get("LUOSHI_HOME", "var")).resolve()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = home / "secret"
    if not kept.exists():
        with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        opened = os.open(home, os.O_RDONLY)
        os.fsync(opened)
        os.close(opened)


def _for_its_owner_alone() -> None:
    """The embedded database, there and empty by now, is read by nobody else; what lies beside it follows."""
    from pathlib import Path

    from django.db import connection

    if connection.vendor == "sqlite":
        Path(str(connection.settings_dict["NAME"])).chmod(0o600)


def _already(arguments: argparse.Namespace) -> int:
    from luoshi.base.clock import local_date, now
    from luoshi.base.parameters.selectors import book

    if arguments.demo and not book(local_date(now())).flag("site.demo"):
        raise Refused(f"The database in {where()} holds a real plant: a demonstration needs an empty LUOSHI_HOME or database of its own.")
    if arguments.json:
        say_json({"made": False, "where": where(), "link": None, "seconds": 0})
    else:
        write(f"Already made in {where()}: nothing was changed.")
    return EXIT_OK


def _found(arguments: argparse.Namespace) -> str:
    """Everything or nothing: a founding that fails leaves an empty database that `init` can be run on again."""
    from django.db import transaction

    from luoshi.base.actor import HOUSE
    from luoshi.base.clock import at_local, local_date, now
    from luoshi.kernel.org import services
    from luoshi.kernel.org.seeding import seed_calendar
    from luoshi.site.demo import build, founding_day
    from luoshi.web.accounts.services import make_slip

    at = now()
    since: date = founding_day(at) if arguments.demo else local_date(at)
    founded = at_local(since, 8) if arguments.demo else at
    with transaction.atomic():
        seed_calendar(range(local_date(at).year - 2, local_date(at).year + 2))
        name = arguments.name or ("澜江钢铁" if arguments.demo else "我们的企业")
        root = services.add_unit(actor=HOUSE, at=founded, command=uuid.uuid4(), code="ROOT", name=name, parent=None, since=since)
        admin = services.add_person(
            actor=HOUSE, at=founded, command=uuid.uuid4(), staff_no=ADMIN, name="系统管理员", unit=root, since=since
        )
        services.give_holding(actor=HOUSE, at=founded, command=uuid.uuid4(), person=admin, role="system_admin", unit=root, since=since)
        if arguments.demo:
            build(at=at, admin=admin, root=root)
        return make_slip(actor=HOUSE, at=at, command=uuid.uuid4(), person=admin)
