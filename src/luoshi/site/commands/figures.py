"""`luoshi figures`: the numbers of the house with their tables and records."""

import argparse
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from luoshi.site.commands import EXIT_OK, Refused, say_json
from luoshi.site.commands.start import set_up, write

if TYPE_CHECKING:
    from luoshi.kernel.metrics.figures import Answering, Part, Period
    from luoshi.kernel.metrics.reach import Where

BY = ("unit", "topic", "month", "person", "why")


def add_to(commands: Any) -> None:
    parser = commands.add_parser("figures", help="figures by name (all without one), for a unit and all below it, over [since, until)")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--unit", metavar="CODE")
    parser.add_argument("--since", metavar="D", help="first day, as 2026-11-01")
    parser.add_argument("--until", metavar="D", help="the day after the last")
    parser.add_argument(
        "--by", choices=BY, default="unit", help="what each row of the table is: a unit (as usual), topic, month, person or reason"
    )
    parser.add_argument("--as-of", metavar="D", help="as it was known at the end of this day")
    parser.add_argument("--within", metavar="N", help="for figures of what is answered in time: so many working days instead of the rule")
    parser.add_argument("--records", action="store_true", help="with the records behind each number")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


@dataclass(frozen=True)
class Question:
    """What is asked of every figure."""

    where: "Where"
    period: "Period"
    as_of: date | None
    at: datetime
    by: str
    records: bool
    named: bool


def run(arguments: argparse.Namespace) -> int:
    since, until = _day(arguments.since, "--since"), _day(arguments.until, "--until")
    as_of, within = _day(arguments.as_of, "--as-of"), _working_days(arguments.within)
    if (since is None) != (until is None):
        raise Refused("--since and --until go together: give both, or neither for all time")
    if since and until and since >= until:
        raise Refused(f"--since {since} is not before --until {until}")
    set_up()
    from luoshi.base.clock import local_date, now
    from luoshi.base.refusal import Unseen
    from luoshi.kernel.metrics.figures import Period, units_of

    at = now()
    if as_of and as_of > local_date(at):
        raise Refused(f"--as-of {as_of} has not come yet: nothing is known of it")
    asked = _asked(arguments.names, within)
    try:
        _unit, where = units_of(arguments.unit)
    except Unseen:
        raise Refused(f"There is no unit with the code {arguments.unit}") from None
    question = Question(where, Period(since, until), as_of, at, arguments.by, arguments.records, bool(arguments.names))
    told = [_tell(figure, question) for figure in asked]
    if arguments.json:
        say_json(told)
    else:
        for one in told:
            write(f"{one['name']}\t{one['reason'] if one['value'] is None else one['value']}\t{one['unit']}")
    return EXIT_OK


def _asked(names: list[str], within: int | None) -> list["Answering"]:
    from luoshi.kernel.metrics.figures import figures
    from luoshi.kernel.metrics.waiting import Within

    unknown = [name for name in names if name not in figures]
    if unknown:
        raise Refused(f"There is no figure {', '.join(unknown)}. There are: {', '.join(figures.names())}")
    asked = [figures[name] for name in names or figures.names()]
    if within is None:
        return asked
    if names and not any(isinstance(figure, Within) for figure in asked):
        timed = [figure.name for figure in figures if isinstance(figure, Within)]
        raise Refused(f"--within goes with what is answered in time: {', '.join(timed) or 'there is no such figure'}")
    return [replace(figure, days=within) if isinstance(figure, Within) else figure for figure in asked]


def _tell(figure: "Answering", question: Question) -> dict[str, Any]:
    from luoshi.base.clock import local, local_date

    where, period, as_of, at = question.where, question.period, question.as_of, question.at
    amount = figure.amount(where, period, as_of, at)
    records = figure.records(where, period, as_of=as_of, at=at) if question.records else []
    return {
        "name": figure.name,
        "value": amount.value,
        "reason": amount.reason or None,
        "unit": str(figure.measure),
        "count": amount.count,
        "of": amount.of,
        "low": amount.low,
        "high": amount.high,
        "as_of": str(as_of or local_date(at)),
        "left_out": amount.left_out,
        "rows": [_row(part) for part in _parts(figure, question)],
        "records": [
            {"id": one.id, "number": one.number, "title": one.title, "url": one.url, "at": local(one.at).isoformat()} for one in records
        ],
    }


def _parts(figure: "Answering", question: Question) -> list["Part"]:
    from luoshi.base.refusal import Refusal

    try:
        return figure.by(question.by, question.where, question.period, question.as_of, question.at)
    except Refusal as refusal:
        if question.named:
            raise Refused(f"{figure.name}: {refusal}") from None
        return []


def _row(part: "Part") -> dict[str, Any]:
    return {
        "key": part.key,
        "label": part.label,
        "value": part.value,
        "count": part.count,
        "of": part.of,
        "low": part.low,
        "high": part.high,
        "reason": part.reason or None,
        "left_out": part.left_out,
    }


def _working_days(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isdecimal() or not 0 < int(text) <= 366:
        raise Refused(f"--within {text} is no number of working days from 1 to 366")
    return int(text)


def _day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(f"{option} {text} is no day: write it as 2026-11-01") from None
