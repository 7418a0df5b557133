"""`luoshi doctor`: is this installation kept as it should be; with a profile also as the graded protection asks."""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from luoshi.site.commands import EXIT_NOT_OK, EXIT_OK, Refused, say_json
from luoshi.site.commands.start import set_up, write

if TYPE_CHECKING:
    from luoshi.site.checkup import Line

MARKS = {"good": "ok  ", "bad": "MEND", "hint": "see "}
PROFILES = ("dengbao-2", "dengbao-3")


def add_to(commands: Any) -> None:
    parser = commands.add_parser("doctor", help="look whether everything is kept as it should be: what is asked, what is, what to do")
    parser.add_argument("--profile", choices=PROFILES, help="also what the graded protection asks (GB/T 22239-2019, grade 2 or 3)")
    parser.add_argument("--apply", action="store_true", help="set the parameters of the profile from today on, each in the ledger")
    parser.add_argument("--integrity", action="store_true", help="also read the whole database and every file: takes a while")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    if arguments.apply and not arguments.profile:
        raise Refused("--apply needs --profile: say which parameters are to be set")
    set_up(durable=False)
    from django.db import transaction

    from luoshi.base.clock import now
    from luoshi.base.refusal import Refusal
    from luoshi.site import checkup
    from luoshi.site.checkup.profiles import apply

    at, done = now(), []
    if arguments.apply:
        try:
            with transaction.atomic():
                done = apply(at, arguments.profile)
        except Refusal as refusal:
            raise Refused(str(refusal)) from None
    lines = checkup.look(at, arguments.profile or "", integrity=arguments.integrity)
    bad = sum(one.verdict == checkup.BAD for one in lines)
    if arguments.json:
        findings, hints = ([one.told() for one in lines if one.verdict == verdict] for verdict in (checkup.BAD, checkup.HINT))
        say_json({"ok": not bad, "findings": findings, "hints": hints, "in_order": _in_order(lines), "set": dict(done)})
    else:
        for name, value in done:
            write(f"set  {name} = {value}")
        for one in lines:
            write(f"{MARKS[one.verdict]} {one.name} ({one.asks}): {one.found}" + (f" → {one.todo}" if one.todo else ""))
        write(f"{bad} to mend." if bad else "Nothing to mend.")
    return EXIT_NOT_OK if bad else EXIT_OK


def _in_order(lines: Sequence["Line"]) -> dict[str, str]:
    """What was looked at and is as it should be: setting and what was found."""
    return {one.name: one.found for one in lines if one.verdict == "good"}
