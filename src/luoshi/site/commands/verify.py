"""`luoshi verify`: does the ledger still say what it said."""

import argparse
import sys
from typing import Any

from luoshi.site.commands import EXIT_NOT_OK, EXIT_OK, Refused, say_json
from luoshi.site.commands.start import set_up


def add_to(commands: Any) -> None:
    parser = commands.add_parser("verify", help="walk the ledger's chain; with an anchor also find a cut or a rewritten chain")
    parser.add_argument(
        "--anchor",
        metavar="N:HEAD",
        action="append",
        default=[],
        help="the length and head printed outside: entry N has digest HEAD; as often as there are papers",
    )
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    anchors = [anchor_of(one) for one in arguments.anchor]
    set_up(durable=False)
    from luoshi.base.ledger.verification import verify

    verdict = verify(*anchors)
    if arguments.json:
        told = {"entries": verdict.entries, "head": verdict.head, "ok": verdict.ok, "first_bad": verdict.first_bad}
        say_json(told if verdict.ok else {**told, "witnessed": verdict.witnessed})
    elif verdict.ok:
        sys.stdout.write(f"{verdict.entries}:{verdict.head}\n")
    else:
        sys.stdout.write(f"entry {verdict.first_bad} is missing or wrong; {verdict.entries} entries, head {verdict.head}\n")
        if anchors:
            sys.stdout.write(f"up to entry {verdict.witnessed} the chain is the one that was printed\n")
    return EXIT_OK if verdict.ok else EXIT_NOT_OK


def anchor_of(text: str) -> tuple[int, str]:
    number, colon, head = text.partition(":")
    if not colon or not number.isdecimal() or int(number) < 1 or len(head) != 64 or set(head) - set("0123456789abcdef"):
        raise Refused("--anchor reads N:HEAD, a number from 1 on and 64 hexadecimal digits, as luoshi verify prints it")
    return int(number), head
