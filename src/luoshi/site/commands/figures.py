"""`luoshi figures`: the numbers of the house with their tables and records."""

import argparse
from datetime import date
from typing import Any

from luoshi.site.commands import EXIT_OK, Refused, say_json
from luoshi.site.commands.start import set_up, write


def add_to(commands: Any) -> None:
    parser = commands.add_parser("figures", help="figures by name (all without one), for a unit and all below it, over [since, until)")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--unit", metavar="CODE")
    parser.add_argument("--since", metavar="D", help="first day, as 2026-11-01")
    parser.add_argument("--until", metavar="D", help="the day after the last")
    parser.add_argument("--records", action="store_true", help="with the records behind each number")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    since, until = _day(arguments.since, "--since"), _day(arguments.until, "--until")
    if (since is None) != (until is None):
        raise Refused("--since and --until go together: give both, or neither for all time")
    if since and until and since >= until:
        raise Refused(f"--since {since} is not before --until {until}")
    set_up()
    from luoshi.base.clock import local_date, now
    from luoshi.base.refusal import Unseen
    from luoshi.kernel.metrics.figures import Period, figures, units_of

    on, period = local_date(now()), Period(since, until)
    unknown = [name for name in arguments.names if name not in figures]
    if unknown:
        raise Refused(f"There is no figure {', '.join(unknown)}. There are: {', '.join(figures.names())}")
    try:
        unit, units = units_of(arguments.unit, on)
    except Unseen:
        raise Refused(f"There is no unit with the code {arguments.unit}") from None
    told = [_tell(figures[name], unit, units, period, on, arguments.records) for name in arguments.names or figures.names()]
    if arguments.json:
        say_json(told)
    else:
        for one in told:
            write(f"{one['name']}\t{one['value']}\t{one['unit']}")
    return EXIT_OK


def _tell(figure: Any, unit: Any, units: Any, period: Any, on: date, with_records: bool) -> dict[str, Any]:
    from luoshi.base.clock import local
    from luoshi.kernel.metrics.figures import parts

    value = figure.value(units, period)
    records = figure.records(units, period) if with_records else []
    return {
        "name": figure.name,
        "value": value,
        "reason": None,
        "unit": str(figure.measure),
        "count": value,
        "rows": [
            {"key": part.key, "label": part.label, "value": part.value, "count": part.count}
            for part in parts(figure, unit, units, period, on)
        ],
        "records": [
            {"id": one.id, "number": one.number, "title": one.title, "url": one.url, "at": local(one.at).isoformat()} for one in records
        ],
    }


def _day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(f"{option} {text} is no day: write it as 2026-11-01") from None
