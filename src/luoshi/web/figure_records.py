"""The records behind a figure as lines of a table."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from luoshi.base.clock import local
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.selectors import rows_by_id
from luoshi.kernel.metrics.figures import Figure, Record
from luoshi.kernel.org.tree import tree
from luoshi.web.chains import small_chain
from luoshi.web.views.inbox import raiser_name


def lines_of(figure: Figure, listed: Sequence[Record], on: date) -> dict[str, Any]:
    """The lines: of matters with raiser, chain and state, of other things with their unit and day."""
    if not figure.matters:
        return {"records": [], "others": _others(listed, on), "chains": []}
    chains: dict[tuple[str, ...], int] = {}
    return {"records": _matters(listed, chains), "others": [], "chains": list(chains)}


def _matters(listed: Sequence[Record], chains: dict[tuple[str, ...], int]) -> list[tuple[Any, ...]]:
    """The lines; each chain that looks different is laid into `chains` once, since most look alike."""
    rows, lines = rows_by_id([record.id for record in listed]), []
    for record in listed:
        row = rows[record.id]
        states, sentence = small_chain(row)
        standing = kinds[row.kind].workflow.state(row.state).label
        when = f"{local(record.at):%m-%d %H:%M}" if record.days is None else _("%(n)s days") % {"n": f"{record.days:.1f}"}
        raiser = _("not to be named") if record.discreet else raiser_name(row)
        lines.append(
            (
                record.number,
                record.url,
                record.title,
                row.unit,
                raiser,
                when,
                standing,
                chains.setdefault(tuple(states), len(chains)),
                sentence,
            )
        )
    return lines


def _others(listed: Sequence[Record], on: date) -> list[tuple[Any, ...]]:
    units = tree(on).units
    return [(record.url, record.title, units[record.unit].name, f"{local(record.at):%Y-%m-%d %H:%M}") for record in listed]
