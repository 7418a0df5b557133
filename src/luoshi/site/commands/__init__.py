"""The command line `luoshi`. Exit 0, 1 for not ok, 2 for refused input; with --json one document."""

import argparse
import json
import os
import sys
from collections.abc import Sequence

EXIT_OK, EXIT_NOT_OK, EXIT_REFUSED = 0, 1, 2
DATABASE_AWAY = ("OperationalError", "PoolTimeout")
MISCONFIGURED = "ImproperlyConfigured"


class Refused(Exception):
    """Input that is not accepted, with the sentence to print."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and answer its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.site.settings")
    arguments = _parser().parse_args(argv)
    try:
        code: int = arguments.run(arguments)
    except Refused as refused:
        return _refuse(arguments, str(refused))
    except BrokenPipeError:
        return EXIT_OK
    except OSError as error:
        return _refuse(arguments, f"{error.strerror}: {error.filename}" if error.filename else str(error))
    except Exception as error:
        if type(error).__name__ == MISCONFIGURED:
            return _refuse(arguments, str(error))
        if type(error).__name__ not in DATABASE_AWAY:
            raise
        return _refuse(arguments, f"The database does not answer: {str(error).strip()}")
    return code


def _refuse(arguments: argparse.Namespace, sentence: str) -> int:
    if getattr(arguments, "json", False):
        say_json({"error": sentence})
    else:
        sys.stderr.write(f"{sentence}\n")
    return EXIT_REFUSED


def console() -> None:
    """The entry point of the installed command."""
    sys.exit(main())


def say_json(document: object) -> None:
    """One JSON document on standard output."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")


def _parser() -> argparse.ArgumentParser:
    from luoshi.site.commands import (
        backup,
        bench,
        doctor,
        drill,
        figures,
        init,
        jobs,
        restore,
        serve,
        sheets,
        shred,
        slip,
        sums,
        upgrade,
        verify,
    )

    parser = argparse.ArgumentParser(
        prog="luoshi",
        description="落实: every matter raised is carried through, and every number shown answers for itself.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in (init, serve, figures, sums, verify, shred, sheets, slip, upgrade, jobs, doctor, backup, restore, drill, bench):
        module.add_to(commands)
    return parser
