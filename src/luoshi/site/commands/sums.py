"""`luoshi sums`: do the kept sums say what counting every record says; counted anew where they do not."""

import argparse
import sys
from typing import Any

from luoshi.site.commands import EXIT_NOT_OK, EXIT_OK, say_json
from luoshi.site.commands.start import set_up


def add_to(commands: Any) -> None:
    parser = commands.add_parser("sums", help="hold the kept sums of the figures against the records")
    parser.add_argument("--rebuild", action="store_true", help="count everything anew, also while people work")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    set_up()
    from luoshi.kernel.metrics.folding import differences, fold, recount

    found = differences()
    if arguments.rebuild:
        recount()
        fold()
    left = differences() if arguments.rebuild else found
    if arguments.json:
        say_json({"differences": [vars(one) for one in found], "rebuilt": arguments.rebuild, "ok": not left})
    else:
        for one in found:
            sys.stdout.write(f"{one.kind} {one.what}, unit {one.unit}, {one.year}: {' '.join(f'{n:+d}' for n in one.months)}\n")
        sys.stdout.write("the sums say what the records say\n" if not left else "luoshi sums --rebuild counts everything anew\n")
    return EXIT_NOT_OK if left else EXIT_OK
