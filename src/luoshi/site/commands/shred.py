"""`luoshi shred`: what the ledger says about a person or a matter is destroyed for good, where personal data must be erased."""

import argparse
import sys
import uuid
from typing import Any

from luoshi.site.commands import EXIT_OK, Refused, say_json
from luoshi.site.commands.start import set_up


def add_to(commands: Any) -> None:
    parser = commands.add_parser("shred", help="destroy what the ledger says about a person or a matter; the chain stays whole and says so")
    parser.add_argument("kind", choices=("person", "matter"))
    parser.add_argument("name", metavar="NUMBER", help="the staff number, or the number of the matter")
    parser.add_argument("--reason", required=True, help="why, for the ledger")
    parser.add_argument("--for-good", action="store_true", help="yes, it cannot be undone")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    if not arguments.for_good:
        raise Refused("This cannot be undone: say --for-good. Take no backup for granted: one made before still holds the words.")
    set_up()
    from luoshi.base.actor import HOUSE
    from luoshi.base.clock import now
    from luoshi.base.ledger.sealing import seal_all
    from luoshi.base.ledger.shredding import shred
    from luoshi.base.refusal import Refusal

    seal_all()
    try:
        subject = (arguments.kind, _id_of(arguments.kind, arguments.name))
        entry = shred(actor=HOUSE, at=now(), command=uuid.uuid4(), subject=subject, reason=arguments.reason)
    except Refusal as refusal:
        raise Refused(str(refusal)) from None
    if arguments.json:
        say_json({"entry": entry})
    else:
        sys.stdout.write("destroyed; the ledger says so\n")
    return EXIT_OK


def _id_of(kind: str, name: str) -> int:
    from luoshi.kernel.matters.models import Matter
    from luoshi.kernel.org.models import Person

    found = Person.objects.filter(staff_no=name) if kind == "person" else Matter.objects.filter(number=name)
    pk = found.values_list("pk", flat=True).first()
    if pk is None:
        raise Refused(f"There is no {kind} {name} here.")
    return int(pk)
