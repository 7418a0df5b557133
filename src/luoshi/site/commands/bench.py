"""`luoshi bench http`: how much CPU the works of the house take with many matters in it, beside a bare program in the same run."""

import argparse
from typing import Any

from luoshi.site.commands import EXIT_NOT_OK, EXIT_OK, Refused, say_json
from luoshi.site.commands.start import is_made, set_up, write

WORKS, SCOPES = ("W1", "W2", "W3", "W4", "W5", "W6"), ("team", "works", "group")
MOST = 5_000_000


def add_to(commands: Any) -> None:
    parser = commands.add_parser("bench", help="measure the house on this machine, on a plant made for it")
    parser.add_argument("what", choices=("http",))
    parser.add_argument("--matters", type=int, default=10_000, help="how many matters lie in it")
    parser.add_argument("--works", default=",".join(WORKS), help="W1 raise, W2 list, W3 matter, W4 step, W5 search, W6 figure")
    parser.add_argument("--scopes", default=",".join(SCOPES), help="for whom what reads is measured: team, works, group")
    parser.add_argument("--seconds", type=float, default=3.0, help="how long each round lasts")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    names, scopes = _chosen(arguments.works, WORKS, "--works"), _chosen(arguments.scopes, SCOPES, "--scopes")
    if not 1_000 <= arguments.matters <= MOST:
        raise Refused(f"--matters takes 1000 to {MOST}")
    set_up(made=False)
    _on_a_plant_of_its_own()
    from django.db import connection

    from luoshi.kernel.matters.models import Matter
    from luoshi.site.bench.filling import fill, tell_stories
    from luoshi.site.bench.running import bare_program, house, measured
    from luoshi.site.bench.works import works

    fill(arguments.matters)
    tell_stories()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    rows = []
    with house(arguments.workers) as here, bare_program(arguments.workers) as beside:
        for work in works(names, scopes):
            rows.append(measured(work, here, beside, seconds=arguments.seconds, connections=arguments.connections))
            if not arguments.json:
                _say(rows[-1])
    document = {
        "database": connection.vendor, "matters": Matter.objects.count(), "workers": arguments.workers,
        "connections": arguments.connections, "rows": rows,
    }  # fmt: skip
    if arguments.json:
        say_json(document)
    return EXIT_NOT_OK if any(row["errors"] for row in rows) else EXIT_OK


def _chosen(said: str, known: tuple[str, ...], option: str) -> list[str]:
    chosen = [one.strip() for one in said.split(",") if one.strip()]
    if not chosen or set(chosen) - set(known):
        raise Refused(f"{option} takes some of {', '.join(known)}")
    return chosen


def _on_a_plant_of_its_own() -> None:
    """Where nothing is yet a demonstration plant is made; a house of people is never measured in: Refused."""
    from django.core.management import call_command

    from luoshi.base.clock import local_date, now
    from luoshi.base.parameters.selectors import book

    if not is_made():
        from luoshi.site.commands import main

        if main(["init", "--demo", "--json"]) != EXIT_OK:
            raise Refused("The plant could not be made.")
        return
    if not book(local_date(now())).flag("site.demo"):
        raise Refused("There is a house here: measure in an empty LUOSHI_HOME or database, which is filled with invented matters.")
    call_command("migrate", verbosity=0, interactive=False)


def _say(row: dict[str, Any]) -> None:
    spent = f"{row['cpu_ms']:>7.2f} + {row['db_ms']:<6.2f} ms CPU, bare {row['baseline_ms']:>5.2f}"
    shown = f"{row['bytes']:>6} bytes, {row['rows']:>2} rows, {row['errors']} errors"
    more = f"p95 {row['p95_ms']:>7.1f} ms, {row['queries']:>2} statements, {shown}"
    write(f"{row['work']} {row['scope']:6} {row['words']:32} {spent}, {more}")
