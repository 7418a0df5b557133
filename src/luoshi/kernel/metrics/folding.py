"""Folding: what triggers laid down of every written row is added to the kept sums; recounting and comparing; the one place with their SQL.

A number is sums plus changes, read in one statement: it is exact at every moment, whether folding is late, dies halfway or never comes.
"""

# ruff: noqa: S608  names and constants alone; what is asked for goes in beside the statement

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from luoshi.base.registry import Shelf
from luoshi.kernel.metrics.models import COUNTS, MONTHS, Change, Sum

KEY = ("kind", "linked", "unit_id", "in_year")
CHANGED = (*KEY, "in_month", *(f"n_{one}" for one in COUNTS))


@dataclass(frozen=True)
class Source:
    """A table whose rows are counted: `contributions` is the SELECT of what they add up to, with the columns CHANGED."""

    table: str
    contributions: str


sources: Shelf[Source] = Shelf("sources of sums")


@dataclass(frozen=True)
class Difference:
    """A year of a unit in which the kept sums say other than the records: month by month, how much too many."""

    kind: str
    what: str
    unit: int
    year: int
    months: tuple[int, ...]


def fold() -> int:
    """Add the changes to the sums, in one transaction of its own; answers how many. Two at once, or one that dies, count nothing twice."""
    if not Change.objects.exists():
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        _alone(cursor)
        if connection.vendor == "postgresql":
            taken = f"WITH taken AS (DELETE FROM metric_change RETURNING {', '.join(CHANGED)}), added AS ({_added('taken')} RETURNING 1)"
            cursor.execute(f"{taken} SELECT count(*) FROM taken")
            return int(cursor.fetchone()[0])
        cursor.execute(_added("metric_change"))
        cursor.execute("DELETE FROM metric_change")
        return int(cursor.rowcount)


def recount() -> None:
    """Throw the sums away and count every record anew. What others write meanwhile is counted once, by its own change."""
    outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql" and outermost:  # all statements see the moment of the first one
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        _alone(cursor)
        cursor.execute("DELETE FROM metric_sum")
        cursor.execute("DELETE FROM metric_change")
        for source in sources:
            cursor.execute(laid(source.contributions))


def differences() -> list[Difference]:
    """Where the kept sums, with what is not folded yet, say other than the records: read at one moment. Empty as it should be."""
    months, key = ", ".join(f"SUM({one}) AS {one}" for one in MONTHS), "kind, counted, linked, unit_id, in_year"
    parts = [f"SELECT {key}, {', '.join(MONTHS)} FROM metric_sum", _by_year("metric_change")]
    parts.append(_by_year("counted_anew", sign="-"))
    told = f"SELECT {key}, {months} FROM ({' UNION ALL '.join(parts)}) AS told GROUP BY {key}"
    with connection.cursor() as cursor:
        some = " OR ".join(f"SUM({one}) <> 0" for one in MONTHS)
        cursor.execute(f"WITH counted_anew AS MATERIALIZED ({_recounted()}) {told} HAVING {some} ORDER BY {key}")
        return [Difference(kind, what, unit, year, tuple(map(int, by))) for kind, what, _linked, unit, year, *by in cursor.fetchall()]


def laid(contributions: str) -> str:
    """The statement that lays down as changes what these rows add up to; what comes to nothing is left out."""
    key, counts = ", ".join((*KEY, "in_month")), ", ".join(f"SUM(n_{one})" for one in COUNTS)
    some = " OR ".join(f"SUM(n_{one}) <> 0" for one in COUNTS)
    return (
        f"INSERT INTO metric_change ({', '.join(CHANGED)}) SELECT {key}, {counts} FROM ({contributions}) AS c GROUP BY {key} HAVING {some}"
    )


def read(kind: str, whats: Sequence[str], group: str, units: str, linked: bool | None) -> list[tuple[int, int, str, tuple[int, ...]]]:
    """For each group, year and thing counted its twelve months, in one statement. `group` and `units` are SQL over unit_id, made by us."""
    wanted = "" if linked is None else f" AND linked = {'true' if linked else 'false'}"
    said = f"kind = %s AND counted IN ({', '.join(['%s'] * len(whats))}) AND {units}{wanted}"
    asked = f"kind = %s AND {units}{wanted}"
    months, columns = ", ".join(f"SUM({one})" for one in MONTHS), ", ".join(MONTHS)
    folded = f"SELECT unit_id, in_year, counted, {columns} FROM metric_sum WHERE {said}"
    late = " UNION ALL ".join(f"SELECT unit_id, in_year, '{one}', {_pivot(f'n_{one}')} FROM metric_change WHERE {asked}" for one in whats)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {group}, in_year, counted, {months} FROM ({folded} UNION ALL {late}) AS told GROUP BY 1, in_year, counted",
            [kind, *whats, *[kind] * len(whats)],
        )
        return [(int(line), int(year), what, tuple(map(int, by))) for line, year, what, *by in cursor.fetchall()]


def _together(contributions: str) -> str:
    key, counts = ", ".join((*KEY, "in_month")), ", ".join(f"SUM(n_{one}) AS n_{one}" for one in COUNTS)
    return f"SELECT {key}, {counts} FROM ({contributions}) AS c GROUP BY {key}"


def _recounted() -> str:
    """All records counted anew."""
    return " UNION ALL ".join(_together(source.contributions) for source in sources)


def _added(source: str) -> str:
    """The statement that adds these changes to the sums."""
    key, columns = "kind, counted, linked, unit_id, in_year", ", ".join(MONTHS)
    sums = ", ".join(f"SUM({one})" for one in MONTHS)
    more = ", ".join(f"{one} = metric_sum.{one} + excluded.{one}" for one in MONTHS)
    return (
        f"INSERT INTO metric_sum ({key}, {columns}) SELECT {key}, {sums} FROM ({_by_year(source)}) AS c WHERE true GROUP BY {key} "
        f"ON CONFLICT (kind, counted, unit_id, in_year, linked) DO UPDATE SET {more}"
    )


def _by_year(source: str, sign: str = "") -> str:
    """Changes as rows of the sums, one for each thing counted; with "-" they are taken away."""
    return " UNION ALL ".join(
        f"SELECT kind, '{one}' AS counted, linked, unit_id, in_year, {_pivot(f'n_{one}', sign)} FROM {source}" for one in COUNTS
    )


def _pivot(column: str, sign: str = "") -> str:
    return ", ".join(f"CASE WHEN in_month = {place} THEN {sign}{column} ELSE 0 END AS {one}" for place, one in enumerate(MONTHS, 1))


def _alone(cursor: object) -> None:
    """Who folds or recounts waits for whoever does so already; readers and writers do not wait."""
    if connection.vendor == "postgresql":
        cursor.execute(f"LOCK TABLE {Sum._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")  # type: ignore[attr-defined]
