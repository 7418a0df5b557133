"""`luoshi slip STAFF_NO`: a new activation link from the machine itself, when every administrator is locked out."""

import argparse
import uuid
from typing import Any

from luoshi.site.commands import EXIT_OK, Refused, say_json
from luoshi.site.commands.start import set_up, write


def add_to(commands: Any) -> None:
    parser = commands.add_parser("slip", help="print a new one-time link for a person; earlier slips of the same person end")
    parser.add_argument("staff_no", metavar="STAFF_NO")
    parser.add_argument("--address", default="http://127.0.0.1:8000", help="where people reach the house, for the printed link")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    set_up()
    from luoshi.base.actor import HOUSE
    from luoshi.base.clock import local_date, now
    from luoshi.kernel.org.selectors import person_by_staff_no
    from luoshi.web.accounts.services import make_slip

    at = now()
    person = person_by_staff_no(arguments.staff_no, local_date(at))
    if person is None:
        raise Refused(f"Nobody here has the staff number {arguments.staff_no}")
    code = make_slip(actor=HOUSE, at=at, command=uuid.uuid4(), person=person)
    link = f"{arguments.address.rstrip('/')}/w/activate/{code}"
    if arguments.json:
        say_json({"staff_no": person.staff_no, "link": link})
    else:
        write(link)
    return EXIT_OK
